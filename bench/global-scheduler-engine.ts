/**
 * What the Global Scheduler's engine costs without any I/O: one request over many sites of which ever more is taken. CPU time, so that it
 * says the same on a busy machine.
 *
 *     npx tsx bench/global-scheduler-engine.ts
 */
import { seededRandom, type Random } from '../api';
import { edgeCloudPolicy, nothingTaken, place, plus, worldOf, type AllocationRequest, type Taken, type World } from '../apiserver/dialects/global-scheduler/engine';
import { flavorRecord, host, hostsOf, records, resource, siteRecord, wanted } from '../apiserver/dialects/global-scheduler/engine/testing/worlds';
import { percentile } from './rows/row';

/** Per region ten zones, eight flavours, storage and a pool of addresses; three texts of hosts per site. */
function worldWith(count: number, random: Random): World {
  const sites = Array.from({ length: count }, (_, i) => siteRecord(`site-${i}`, { region: `region-${Math.floor(i / 10)}`, zone: `az-${i % 10}`, addressPool: 'v4', operator: `op-${i % 3}` }));
  const regions = [...new Set(sites.map(({ region }) => region))];
  const used = () => ({ vcpu: random.int(500), mem: random.int(1_000_000) });
  return worldOf(records({
    sites,
    siteNodes: sites.map((site) => hostsOf(site,
      ...['general', 'general||gpu', 'gpu'].map((resourceType) => host(1000, 4_000_000, { resourceType, cpuAllocationRatio: 1.5, used: used() })))),
    flavors: regions.flatMap((region) => Array.from({ length: 8 }, (_, i) =>
      flavorRecord(`f${i}`, 1 + i, 2048 * (1 + i), { region, resourceType: i < 6 ? 'general' : 'gpu' }))),
    volumeTypes: [{ name: 'SSD' }],
    volumePools: sites.map(({ region, zone }) => ({ region, zone, volumeType: 'SSD', totalCapacity: 1_000_000, provisionedCapacity: random.int(500_000), maxOverSubscriptionRatio: 1 })),
    addressPools: regions.map((region) => ({ region, pools: [{ name: 'v4', size: 100_000, used: random.int(50_000) }] })),
  }));
}

const requests: Readonly<Record<string, AllocationRequest>> = {
  'one flavour': wanted({ resources: [resource(1, ['f1'], { storage: new Map([['SSD', 40]]) })], replicas: 10 }),
  'three resources of three flavours, addresses': wanted({
    resources: [0, 1, 5].map((i) => resource(2, [`f${i}`, `f${i + 1}`, `f${i + 2}`], { storage: new Map([['SSD', 20]]), needsAddress: true })), replicas: 100,
  }),
  'spread over every site': wanted({ resources: [resource(1, ['f1'])], replicas: 50_000 }),
};

function measure(name: string, sites: number, request: AllocationRequest): void {
  const world = worldWith(sites, seededRandom(1));
  const start = performance.now();
  let taken: Taken = nothingTaken;
  const times: number[] = [];
  while (times.length < 10 || (performance.now() - start < 3000 && times.length < 200)) {
    const begun = process.cpuUsage();
    const outcome = place(world, taken, edgeCloudPolicy, request);
    times.push(process.cpuUsage(begun).user / 1000);
    taken = outcome.kind === 'placed' ? plus(taken, outcome) : nothingTaken;
  }
  const [first, ...others] = times;
  const shown = [first as number, percentile(others, 0.5), percentile(others, 0.99)].map((ms) => ms.toFixed(1).padStart(7));
  console.log(`${String(sites).padStart(6)} sites  first, p50, p99 ms CPU:${shown.join('')}  ${name}`);
}

for (const sites of [100, 1000, 10_000]) for (const [name, request] of Object.entries(requests)) measure(name, sites, request);
