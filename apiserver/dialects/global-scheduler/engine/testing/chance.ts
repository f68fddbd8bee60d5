/** Random worlds and requests, small enough that what there is runs out. */
import type { Random } from '../../../../../api';
import { worldOf, type AllocationRequest, type World } from '..';
import { flavorRecord, host, hostsOf, records, resource, siteRecord, wanted } from './worlds';

const pick = <T>(random: Random, values: readonly T[]): T => values[random.int(values.length)] as T;

const times = <T>(count: number, make: (i: number) => T): readonly T[] => Array.from({ length: count }, (_, i) => make(i));

const types = ['general', 'gpu', 'disk'];
const texts = ['general', 'gpu', 'general||gpu', 'gpu||disk', 'disk'];
const flavorIds = times(6, (i) => `f${i}`);

export function randomWorld(random: Random): World {
  const sites = times(1 + random.int(8), (i) => siteRecord(`s${i}`, {
    region: pick(random, ['region0', 'region0', 'region1', 'region2']), zone: `z${i}`, operator: pick(random, ['telmar', 'unicom']), addressPool: pick(random, ['v4', 'v4', 'v4', 'v6']),
    status: random.float() < 0.1 ? 'Offline' : 'Normal',
  }));
  return worldOf(records({
    sites,
    siteNodes: sites.map((site) => hostsOf(site, ...times(1 + random.int(4), () =>
      host(random.int(40), random.int(80), { resourceType: pick(random, texts), used: { vcpu: random.int(8), mem: random.int(8) } })))),
    flavors: times(3, (i) => `region${i}`).flatMap((region) => flavorIds.map((id) =>
      flavorRecord(id, 1 + random.int(4), 1 + random.int(8), { region, resourceType: pick(random, types) }))),
    volumePools: sites.map(({ region, zone }) => ({ region, zone, volumeType: pick(random, ['SSD', 'SAS']), totalCapacity: random.int(200), provisionedCapacity: random.int(20), maxOverSubscriptionRatio: 1.5 })),
    addressPools: times(2, (i) => ({ region: `region${i}`, pools: [{ name: 'v4', size: random.int(20), used: random.int(4) }] })),
  }));
}

export function randomRequest(random: Random, flavorsPerResource = 3): AllocationRequest {
  const group = random.float() < 0.7 ? { tier: pick(random, ['front', 'back']) } : undefined;
  const near = random.float() < 0.2 ? [{ key: 'tier', operator: '=' as const, values: ['front'] }] : [];
  return wanted({
    resources: times(1 + random.int(3), () => resource(1 + random.int(3), times(1 + random.int(flavorsPerResource), () => pick(random, flavorIds)), {
      storage: new Map(random.float() < 0.3 ? [[pick(random, ['SSD', 'SAS']), 1 + random.int(20)]] : []),
      needsAddress: random.float() < 0.3,
    })),
    replicas: 1 + random.int(6),
    ...(group && { labels: group }),
    affinity: near,
    locationStrategy: pick(random, ['centralize', 'discrete']),
    regionAlone: random.float() < 0.2,
    operator: random.float() < 0.2 ? 'telmar' : '',
  });
}

export function shuffled<T>(random: Random, values: readonly T[]): readonly T[] {
  return values.map((value) => ({ value, at: random.float() })).sort((a, b) => a.at - b.at).map(({ value }) => value);
}
