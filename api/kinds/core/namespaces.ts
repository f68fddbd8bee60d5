/** Namespaces: held by spec.finalizers until their content is gone (kubernetes pkg/registry/core/namespace). */
import { define } from '../../define';
import type { View } from '../../definition';
import { invalid, type FieldError } from '../../field-error';
import type * as core from '../../schema/types/core.v1';
import { ageColumn, column, nameColumn } from '../columns';
import { each, qualifiedName, when } from '../checks';
import { statusMetadata, statusView } from '../status-view';

const finalizer = 'kubernetes';
const nameLabel = 'kubernetes.io/metadata.name';

/** Finalizers are removed here and nowhere else, by whoever emptied the namespace. */
const finalize: View<core.Namespace> = {
  type: 'view',
  verbs: ['update'],
  prepareForUpdate: (namespace, old) => ({ ...old, metadata: statusMetadata(namespace.metadata, old.metadata), spec: namespace.spec }),
  validateUpdate: ({ spec }) => each(spec.finalizers, 'spec.finalizers', finalizerName),
};

const finalizerName = (name: string, field: string): FieldError[] => [
  ...qualifiedName(name, field),
  ...when(!name.includes('/') && !['kubernetes', 'orphan', 'foregroundDeletion'].includes(name), () =>
    invalid(field, name, 'name is neither a standard finalizer name nor is it fully qualified')),
];

/** So that selectors of namespaces can name one (KEP-2161). */
function labelWithName({ metadata }: core.Namespace): void {
  if (metadata.name && metadata.labels?.[nameLabel] !== metadata.name) metadata.labels = { ...metadata.labels, [nameLabel]: metadata.name };
}

export const namespaces = define<core.Namespace>('', 'v1', 'Namespace', {
  strategy: {
    nameRule: 'label',
    generation: false,
    default: labelWithName,
    prepareForCreate(namespace) {
      namespace.status = { phase: 'Active' };
      const finalizers = namespace.spec.finalizers ?? [];
      if (!finalizers.includes(finalizer)) namespace.spec = { ...namespace.spec, finalizers: [...finalizers, finalizer] };
    },
    prepareForUpdate(namespace, old) {
      namespace.spec = { ...namespace.spec, finalizers: old.spec.finalizers };
    },
    // A generated name is not known before.
    canonicalize: labelWithName,
    validate: ({ spec }) => (spec.finalizers ?? []).flatMap((name) => finalizerName(name, 'spec.finalizers')),
    holdsDeletion: ({ spec }) => Boolean(spec.finalizers?.length),
    beginDeletion(namespace) {
      namespace.status = { ...namespace.status, phase: 'Terminating' };
    },
  },
  subresources: { status: statusView({ validateUpdate: validatePhase }), finalize },
  fields: { 'status.phase': ({ status }) => status.phase ?? '' },
  columns: [nameColumn(), column('Status', 'Active, or Terminating while its content is being removed.', ({ status }) => status.phase ?? ''), ageColumn()],
});

/** The phase follows from the deletion, it cannot be chosen. */
function validatePhase({ metadata, status }: core.Namespace): FieldError[] {
  const [phase, why] = metadata.deletionTimestamp
    ? ['Terminating', "may only be 'Terminating' if `deletionTimestamp` is not empty"] as const
    : ['Active', "may only be 'Active' if `deletionTimestamp` is empty"] as const;
  return when(status.phase !== phase, () => invalid('status.Phase', status.phase ?? '', why));
}
