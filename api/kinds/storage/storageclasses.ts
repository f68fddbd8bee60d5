/** StorageClasses (kubernetes pkg/apis/storage/validation ValidateStorageClass). */
import { define } from '../../define';
import { duplicate, required, type FieldError } from '../../field-error';
import type * as core from '../../schema/types/core.v1';
import type * as storage from '../../schema/types/storage.v1';
import { duplicates, each, immutable, labelValue, notUpdated, qualifiedName, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { validateParameters, validateProvisioner } from './parameters';

const isDefault = ({ metadata: { annotations = {} } }: storage.StorageClass): boolean =>
  ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'].some((key) => annotations[key] === 'true');

export const storageclasses = define<storage.StorageClass>('storage.k8s.io', 'v1', 'StorageClass', {
  strategy: {
    generation: false,
    default(storageClass) {
      storageClass.reclaimPolicy ??= 'Delete';
      storageClass.volumeBindingMode ??= 'Immediate';
    },
    validate: ({ provisioner, parameters, allowedTopologies }) => [
      ...validateProvisioner(provisioner, 'provisioner'),
      ...validateParameters(parameters),
      ...each(allowedTopologies, 'allowedTopologies', validateTerm),
      ...duplicates(allowedTopologies, (term) => JSON.stringify(term), (i) => duplicate(`allowedTopologies[${i}].matchLabelExpressions`, '')),
    ],
    validateUpdate: (next, old) => [
      ...(['parameters', 'provisioner', 'reclaimPolicy'] as const).flatMap((field) => notUpdated(next[field], old[field], field)),
      ...immutable(next.volumeBindingMode, old.volumeBindingMode, 'volumeBindingMode'),
    ],
  },
  columns: [
    { ...nameColumn(), value: (storageClass) => `${storageClass.metadata.name ?? ''}${isDefault(storageClass) ? ' (default)' : ''}` },
    column('Provisioner', 'The driver that makes the volumes.', ({ provisioner }) => provisioner),
    column('ReclaimPolicy', 'What becomes of a volume whose claim is gone.', ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete'),
    column('VolumeBindingMode', 'When volumes are made and bound.', ({ volumeBindingMode }) => volumeBindingMode ?? '<unset>'),
    column('AllowVolumeExpansion', 'Whether volumes may grow.', ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false),
    ageColumn(),
  ],
});

const validateTerm = ({ matchLabelExpressions }: core.TopologySelectorTerm, field: string): FieldError[] => [
  ...each(matchLabelExpressions, `${field}.matchLabelExpressions`, ({ key, values }, at) => [
    ...qualifiedName(key, `${at}.key`),
    ...when(!values?.length, () => required(`${at}.values`)),
    ...each(values, `${at}.values`, labelValue),
    ...duplicates(values, (value) => value, (i, value) => duplicate(`${at}.values[${i}]`, value)),
  ]),
  ...duplicates(matchLabelExpressions, ({ key }) => key, (i, key) => duplicate(`${field}.matchLabelExpressions[${i}].key`, key)),
];
