/**
 * What a claim's volume is filled from: `dataSource` holds the kinds of Kubernetes alone, `dataSourceRef` any kind, and
 * where both can they are the same (KEP-1495; kubernetes pkg/api/persistentvolumeclaim/util.go).
 */
import { invalid, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { given, label, needed, subdomain, when } from '../../checks';
import { same } from '../../equality';

type Source = core.TypedLocalObjectReference;

const isKnown = ({ apiGroup, kind }: Source): boolean =>
  (kind === 'PersistentVolumeClaim' && !apiGroup) || (kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io');

/** `old`: the stored spec; what is in use there stays. */
export function normalizeDataSources(spec: core.PersistentVolumeClaimSpec, old?: core.PersistentVolumeClaimSpec): void {
  if (!old?.dataSource && !old?.dataSourceRef && spec.dataSource && !isKnown(spec.dataSource)) delete spec.dataSource;
  const { dataSource, dataSourceRef } = spec;
  if (dataSource && !dataSourceRef) spec.dataSourceRef = { ...dataSource };
  if (dataSourceRef && !dataSource && !dataSourceRef.namespace) {
    const { apiGroup, kind, name } = dataSourceRef;
    spec.dataSource = { apiGroup, kind, name };
  }
}

export function validateDataSources({ dataSource, dataSourceRef }: core.PersistentVolumeClaimSpec, field: string): FieldError[] {
  const foreign = dataSourceRef?.namespace;
  return [
    ...given(dataSource, (source) => validateSource(source, `${field}.dataSource`)),
    ...given(dataSourceRef, (source) => validateSource(source, `${field}.dataSourceRef`)),
    ...given(foreign, (namespace) => label(namespace, `${field}.dataSourceRef.namespace`)),
    ...when(foreign && dataSource, () => invalid(field, `${field}.dataSource`, 'may not be specified when dataSourceRef.namespace is specified')),
    ...when(!foreign && dataSource && dataSourceRef && !same(local(dataSource), local(dataSourceRef)), () =>
      invalid(field, `${field}.dataSource`, 'must match dataSourceRef')),
  ];
}

const local = ({ apiGroup, kind, name }: Source): Source => ({ apiGroup: apiGroup ?? null, kind, name });

const validateSource = ({ apiGroup, kind, name }: Source, field: string): FieldError[] => [
  ...needed(name, `${field}.name`),
  ...needed(kind, `${field}.kind`),
  ...when(!apiGroup && kind !== 'PersistentVolumeClaim', () => invalid(field, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup")),
  ...given(apiGroup, (group) => subdomain(group, `${field}.apiGroup`)),
];
