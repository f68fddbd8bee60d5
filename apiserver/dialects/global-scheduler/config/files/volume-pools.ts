/** `volume_pools.json`: how much storage there is in every region's zones. */
import type { VolumePoolRecord } from '../../engine';
import { configFile, lastOfEach } from '../file';
import { flag, integer, list, measure, number, record, required, text } from '../shape';

const pool = record('a pool of volumes', {
  availability_zone: text('the zone whose sites have it', required),
  name: text('for people'),
  capabilities: record('what it can hold: total × ratio − provisioned', {
    pool_name: text('for people'),
    volume_type: text('the name of the type of its volumes', required),
    total_capacity_gb: measure('how much there is', { unit: 'GB' }),
    max_over_subscription_ratio: measure('how often it is given away; 0: once'),
    provisioned_capacity_gb: measure('how much is in use', { unit: 'GB' }),
    allocated_capacity_gb: number('not used', { unit: 'GB' }),
    free_capacity_gb: number('not used', { unit: 'GB' }),
    reserved_percentage: number('not used', { unit: 'fraction' }),
    thin_provisioning_support: flag('not used: the ratio counts regardless'),
    pool_model: integer('0 normal, 1 test, 2 internal; not used'),
  }, required),
});

export const volumePoolsFile = configFile({
  name: 'volume_pools.json', meaning: "how much storage there is in every region's zones",
  shape: record('pools of volumes', {
    volume_pools: list(record('the pools of a region', {
      region: text('the region', required),
      pools: list(pool, 'its pools'),
    }), 'regions with pools, by `region`', required),
  }),
  of: ({ volume_pools }, reading): readonly VolumePoolRecord[] =>
    lastOfEach(volume_pools, 'volume_pools', ({ region }) => region, reading).flatMap(({ region, pools }) => pools.map(({ availability_zone, capabilities }) => ({
      region, zone: availability_zone, volumeType: capabilities.volume_type, totalCapacity: capabilities.total_capacity_gb,
      provisionedCapacity: capabilities.provisioned_capacity_gb, maxOverSubscriptionRatio: capabilities.max_over_subscription_ratio,
    }))),
});
