/** VolumeAttributesClasses (kubernetes pkg/apis/storage/validation ValidateVolumeAttributesClass). */
import { define } from '../../define';
import { required } from '../../field-error';
import type * as storage from '../../schema/types/storage.v1';
import { notUpdated, when } from '../checks';
import { ageColumn, column, nameColumn } from '../columns';
import { validateParameters, validateProvisioner } from './parameters';

export const volumeattributesclasses = define<storage.VolumeAttributesClass>('storage.k8s.io', 'v1', 'VolumeAttributesClass', {
  strategy: {
    generation: false,
    validate: ({ driverName, parameters }) => [
      ...validateProvisioner(driverName, 'driverName'),
      ...when(!Object.keys(parameters ?? {}).length, () => required('parameters', 'must contain at least one key/value pair')),
      ...validateParameters(parameters),
    ],
    validateUpdate: (next, old) => (['driverName', 'parameters'] as const).flatMap((field) => notUpdated(next[field], old[field], field)),
  },
  columns: [nameColumn(), column('DriverName', 'The driver that knows the attributes.', ({ driverName }) => driverName), ageColumn()],
});
