/** CustomResourceDefinitions (k8s.io/apiextensions-apiserver pkg/registry/customresourcedefinition, pkg/apis/apiextensions/v1 defaults.go). */
import { define } from '../../define';
import { same } from '../equality';
import { column, nameColumn } from '../columns';
import type { CustomResourceDefinition, Version } from './customresourcedefinition/types';
import { validateDefinition, validateDefinitionStatus, validateDefinitionUpdate } from './customresourcedefinition/validate';
import { beginCleanup } from './customresourcedefinition/cleanup';
import { definitionWarnings } from './customresourcedefinition/warnings';
import { statusView } from '../status-view';

export const customresourcedefinitions = define<CustomResourceDefinition>('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', {
  strategy: {
    default: fillNames,
    prepareForCreate(crd) {
      const storage = storageVersion(crd);
      crd.status = { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: storage ? [storage.name] : [] };
    },
    prepareForUpdate(crd, old) {
      const storage = storageVersion(crd);
      const stored = old.status.storedVersions ?? [];
      crd.status = storage && !stored.includes(storage.name) ? { ...old.status, storedVersions: [...stored, storage.name] } : old.status;
    },
    validate: validateDefinition,
    validateUpdate: validateDefinitionUpdate,
    generation: (crd, old) => !same(crd.spec, old.spec),
    warnings: definitionWarnings,
    finalizers: 'any',
    unconditionalUpdate: false,
    // Its objects go first: the first delete only marks it.
    holdsDeletion: ({ metadata }) => metadata.deletionTimestamp === undefined,
    beginDeletion: beginCleanup,
  },
  subresources: { status: statusView({ validateUpdate: validateDefinitionStatus }) },
  columns: [nameColumn(), column('Created At', 'When the definition was made.', ({ metadata }) => metadata.creationTimestamp ?? '', 'date')],
});

/** Before validation there may be no version, or several that claim to store. */
const storageVersion = ({ spec }: Partial<CustomResourceDefinition>): Version | undefined => spec?.versions?.find((version) => version.storage);

function fillNames({ spec }: Partial<CustomResourceDefinition>): void {
  if (!spec) return;
  const { names } = spec;
  if (names?.kind) {
    names.singular ||= names.kind.toLowerCase();
    names.listKind ||= `${names.kind}List`;
  }
  spec.conversion ??= { strategy: 'None' };
  const { service } = spec.conversion.webhook?.clientConfig ?? {};
  if (service) service.port ??= 443;
}
