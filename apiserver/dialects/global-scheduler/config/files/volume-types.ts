/** `volume_types.json`: what storage may be asked for. */
import type { VolumeTypeRecord } from '../../engine';
import { configFile, lastOfEach } from '../file';
import { anything, flag, list, record, required, text } from '../shape';

const volumeType = record('a type of volumes', {
  id: text('the key of this record', required),
  name: text('what `storage` of requests names, in any region', required),
  region: text('not used'),
  description: text('for people'),
  extra_specs: anything('not used'),
  is_public: flag('not used'),
  qos_specs_id: text('not used'),
  volume_backend_name: text('not used'),
  'availability-zone': text('not used'),
  'RESKEY:availability_zone': text('not used'),
  'os-vender-extended:sold_out_availability_zones': text('not used'),
});

export const volumeTypesFile = configFile({
  name: 'volume_types.json', meaning: 'what storage may be asked for',
  shape: record('types of volumes', { volume_types: list(volumeType, 'types of volumes, by `id`', required) }),
  of: ({ volume_types }, reading): readonly VolumeTypeRecord[] =>
    lastOfEach(volume_types, 'volume_types', ({ id }) => id, reading).map(({ name }) => ({ name })),
});
