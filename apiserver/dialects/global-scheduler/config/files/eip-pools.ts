/** `eip_pools.json`: public addresses of regions. */
import type { AddressPoolsRecord } from '../../engine';
import { configFile, lastOfEach } from '../file';
import { amount, integer, list, record, required, text } from '../shape';

const pool = record('a pool of addresses', {
  name: text('what `eip_type_name` of sites says', required),
  status: text('not used'),
  type: text('not used'),
  size: amount('how many addresses there are'),
  used: amount('how many are in use'),
  cached: integer('not used'),
});

export const eipPoolsFile = configFile({
  name: 'eip_pools.json', meaning: 'public addresses of regions; in a region that is not named here nothing is limited by addresses',
  shape: record('pools of addresses', {
    eip_pools: list(record('the pools of a region', {
      region: text('the region', required),
      common_pools: list(pool, 'its pools'),
    }), 'regions with pools, by `region`', required),
  }),
  of: ({ eip_pools }, reading): readonly AddressPoolsRecord[] =>
    lastOfEach(eip_pools, 'eip_pools', ({ region }) => region, reading).map(({ region, common_pools }) => ({
      region, pools: common_pools.map(({ name, size, used }) => ({ name, size, used })),
    })),
});
