/** `region.yaml`: endpoints of regions. Nothing depends on it. */
import { configFile } from '../file';
import { flag, list, record, text, type Of } from '../shape';

const shape = record('endpoints of regions', {
  openstack_debug: flag('a verbose client; not used'),
  regions: list(record('a region', {
    region: text('its name'),
    endpoint: text('where its API is'),
  }), 'regions'),
});

export type Regions = Of<typeof shape>['regions'];

export const regionFile = configFile({
  name: 'region.yaml', meaning: 'endpoints of regions; they are told in the log, and nothing depends on them', isNeeded: false, shape,
  of: ({ regions }): Regions => regions,
});
