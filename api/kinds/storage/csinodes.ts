/** CSINodes (kubernetes pkg/apis/storage/validation ValidateCSINode). */
import { define } from '../../define';
import { duplicate, invalid, required, type FieldError } from '../../field-error';
import type * as storage from '../../schema/types/storage.v1';
import { driverName, duplicates, each, nonNegative, qualifiedName, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { same } from '../equality';
import { internalForm } from '../internal-form';

export const csinodes = define<storage.CSINode>('storage.k8s.io', 'v1', 'CSINode', {
  strategy: {
    generation: false,
    validate: ({ spec: { drivers } }) => [
      ...each(drivers, 'spec.drivers', validateDriver),
      ...duplicates(drivers, ({ name }) => name, (i, name) => duplicate(`spec.drivers[${i}].name`, name)),
    ],
    validateUpdate: ({ spec }, { spec: old }) => (spec.drivers ?? []).flatMap((driver) => {
      const before = old.drivers?.find(({ name }) => name === driver.name);
      return when(before && !same(identity(driver), identity(before)), () =>
        invalid('spec.drivers', internalForm('storage.v1.CSINodeDriver', identity(driver)), 'field is immutable'));
    }),
  },
  columns: [nameColumn(), column('Drivers', 'Number of drivers on the node.', ({ spec }) => spec.drivers?.length ?? 0, 'integer'), ageColumn()],
});

/** What a registered driver keeps; the number of volumes it can attach may change (KEP-4876). */
const identity = ({ name, nodeID, topologyKeys }: storage.CSINodeDriver): object => ({ name, nodeID, topologyKeys });

const mostNodeID = 192;

const validateDriver = ({ name, nodeID, topologyKeys, allocatable }: storage.CSINodeDriver, field: string): FieldError[] => [
  ...driverName(name, `${field}.name`),
  ...when(!nodeID, () => required(`${field}.nodeID`)),
  ...when(nodeID.length > mostNodeID, () => invalid(`${field}.nodeID`, nodeID, `must be ${mostNodeID} characters or less`)),
  ...nonNegative(allocatable?.count, `${field}.allocatable.count`),
  // Upstream tells them of the driver.
  ...(topologyKeys ?? []).flatMap((key, i, keys) => [
    ...when(!key, () => required(field)),
    ...when(keys.indexOf(key) < i, () => duplicate(field, key)),
    ...qualifiedName(key, field),
  ]),
];
