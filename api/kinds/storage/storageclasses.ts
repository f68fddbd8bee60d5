/** StorageClasses (kubernetes pkg/apis/storage/validation ValidateStorageClass). */
import { define } from '../../define';
import { duplicate, notSupported, required, type FieldError } from '../../field-error';
import type * as core from '../../schema/types/core.v1';
import type * as storage from '../../schema/types/storage.v1';
import { duplicates, each, immutable, notUpdated, qualifiedName, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { deprecatedNodeLabel } from '../core/pod-template/affinity-warnings';
import { isDefaultStorageClass } from './default-class';
import { validateParameters, validateProvisioner } from './parameters';

/** Recycling is for volumes that are made by hand. */
const reclaimPolicies = ['Delete', 'Retain'];

export const storageclasses = define<storage.StorageClass>('storage.k8s.io', 'v1', 'StorageClass', {
  strategy: {
    generation: false,
    default(storageClass) {
      storageClass.reclaimPolicy ??= 'Delete';
      storageClass.volumeBindingMode ??= 'Immediate';
    },
    validate: ({ provisioner, parameters, reclaimPolicy, allowedTopologies }) => [
      ...validateProvisioner(provisioner, 'provisioner'),
      ...validateParameters(parameters),
      ...when(reclaimPolicy && !reclaimPolicies.includes(reclaimPolicy), () => notSupported('reclaimPolicy', reclaimPolicy, reclaimPolicies)),
      ...each(allowedTopologies, 'allowedTopologies', validateTerm),
      ...duplicates(allowedTopologies, meaningOf, (i) => duplicate(`allowedTopologies[${i}].matchLabelExpressions`, '')),
    ],
    warnings: ({ allowedTopologies = [] }) => allowedTopologies.flatMap(({ matchLabelExpressions = [] }, i) => matchLabelExpressions.flatMap(({ key }, j) =>
      deprecatedNodeLabel(key).map((text) => `allowedTopologies[${i}].matchLabelExpressions[${j}].key: ${text}`))),
    validateUpdate: (next, old) => [
      ...(['parameters', 'provisioner', 'reclaimPolicy'] as const).flatMap((field) => notUpdated(next[field], old[field], field)),
      ...immutable(next.volumeBindingMode, old.volumeBindingMode, 'volumeBindingMode'),
    ],
  },
  columns: [
    { ...nameColumn(), value: (storageClass) => `${storageClass.metadata.name ?? ''}${isDefaultStorageClass(storageClass) ? ' (default)' : ''}` },
    column('Provisioner', 'The driver that makes the volumes.', ({ provisioner }) => provisioner),
    column('ReclaimPolicy', 'What becomes of a volume whose claim is gone.', ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete'),
    column('VolumeBindingMode', 'When volumes are made and bound.', ({ volumeBindingMode }) => volumeBindingMode ?? '<unset>'),
    column('AllowVolumeExpansion', 'Whether volumes may grow.', ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false),
    ageColumn(),
  ],
});

/** In whatever order it is said. */
const meaningOf = ({ matchLabelExpressions = [] }: core.TopologySelectorTerm): string =>
  JSON.stringify(matchLabelExpressions.map(({ key, values = [] }) => [key, ...new Set(values)].sort()).sort());

const validateTerm = ({ matchLabelExpressions }: core.TopologySelectorTerm, field: string): FieldError[] => [
  ...each(matchLabelExpressions, `${field}.matchLabelExpressions`, ({ key, values }, at) => [
    ...when(!values?.length, () => required(`${at}.values`)),
    ...duplicates(values, (value) => value, (i, value) => duplicate(`${at}.values[${i}]`, value)),
    ...qualifiedName(key, `${at}.key`),
  ]),
  ...duplicates(matchLabelExpressions, ({ key }) => key, (i, key) => duplicate(`${field}.matchLabelExpressions[${i}].key`, key)),
];
