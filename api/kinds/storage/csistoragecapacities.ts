/** CSIStorageCapacities (kubernetes pkg/apis/storage/validation ValidateCSIStorageCapacity). */
import { define } from '../../define';
import { invalid, type FieldError } from '../../field-error';
import { compareQuantities } from '../../quantity';
import type * as storage from '../../schema/types/storage.v1';
import { given, immutable, labelSelector, subdomain, when } from '../checks';
import { column, nameColumn } from '../columns';

const unset = '<unset>';

export const csistoragecapacities = define<storage.CSIStorageCapacity>('storage.k8s.io', 'v1', 'CSIStorageCapacity', {
  strategy: {
    generation: false,
    validate: ({ nodeTopology, storageClassName, capacity, maximumVolumeSize }) => [
      ...given(nodeTopology, (selector) => labelSelector(selector, 'nodeTopology')),
      ...subdomain(storageClassName, 'storageClassName'),
      ...notNegative(capacity, 'capacity'),
      ...notNegative(maximumVolumeSize, 'maximumVolumeSize'),
    ],
    validateUpdate: (next, old) => (['nodeTopology', 'storageClassName'] as const).flatMap((field) => immutable(next[field], old[field], field)),
  },
  columns: [
    nameColumn(),
    column('StorageClassName', 'The class whose volumes are meant.', ({ storageClassName }) => storageClassName),
    column('Capacity', 'How much can still be provisioned.', ({ capacity }) => capacity ?? unset),
  ],
});

const notNegative = (quantity: string | undefined, field: string): FieldError[] =>
  when(quantity && compareQuantities(quantity, '0') < 0, () => invalid(field, quantity, 'must be greater than or equal to 0'));
