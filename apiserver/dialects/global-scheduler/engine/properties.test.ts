import { seededRandom, type Random } from '../../../../api';
import { edgeCloudPolicy, minus, nothingTaken, place, plus, sumOf, worldOf, type AllocationRequest, type Outcome, type Placement, type Taken, type World } from '.';
import { randomRequest, randomWorld, shuffled } from './testing/chance';
import { brokenLimits, type Held } from './testing/limits';
import { flavorRecord, host, hostsOf, records, siteRecord } from './testing/worlds';

const decide = (world: World, taken: Taken, request: AllocationRequest): Outcome => place(world, taken, edgeCloudPolicy, request);

interface Step {
  readonly before: Taken;
  readonly after: Taken;
  readonly outcome: Outcome;
  readonly request: AllocationRequest;
  readonly held: readonly Held[];
}

/** A story of requests, and now and then of a release. */
function* story(random: Random, world: World): Generator<Step> {
  let taken = nothingTaken;
  let held: readonly Held[] = [];
  for (let i = 0; i < 25; i++) {
    const gone = random.float() < 0.2 ? held[random.int(held.length)] : undefined;
    if (gone) {
      taken = minus(taken, gone.placement);
      held = held.filter((each) => each !== gone);
    }
    const request = randomRequest(random);
    const outcome = decide(world, taken, request);
    const before = taken;
    if (outcome.kind === 'placed') {
      taken = plus(taken, outcome);
      held = [...held, { request, placement: outcome }];
    }
    yield { before, after: taken, outcome, request, held };
  }
}

const seeds = Array.from({ length: 60 }, (_, i) => i);

const stories = seeds.map((seed) => {
  const random = seededRandom(seed);
  const world = randomWorld(random);
  return { world, steps: [...story(random, world)] };
});

function everyStep(look: (step: Step, world: World) => void): void {
  for (const { world, steps } of stories) for (const step of steps) look(step, world);
}

it('places some and refuses some, and never fails', () => {
  const kinds = { placed: 0, refused: 0, failed: 0 };
  everyStep(({ outcome }) => kinds[outcome.kind]++);
  expect(kinds.failed).toBe(0);
  expect(kinds.placed).toBeGreaterThan(300);
  expect(kinds.refused).toBeGreaterThan(300);
});

it('never promises more than there is', () => {
  everyStep(({ held, outcome }, world) => {
    if (outcome.kind === 'placed') expect(brokenLimits(world, held)).toEqual([]);
  });
});

it('places all copies or none', () => {
  everyStep(({ outcome, request }) => {
    if (outcome.kind === 'placed') expect(outcome.placed.reduce((sum, { copies }) => sum + copies, 0)).toBe(request.replicas);
  });
});

it('places as many as it says that there is a place for', () => {
  let looked = 0;
  everyStep(({ outcome, request, before }, world) => {
    const copies = outcome.kind === 'refused' && !request.selector.regionAlone ? Number(/for (\d+) of/.exec(outcome.reason)?.[1] ?? 0) : 0;
    if (copies === 0) return;
    looked++;
    expect(decide(world, before, { ...request, replicas: copies }).kind).toBe('placed');
    expect(decide(world, before, { ...request, replicas: copies + 1 }).kind).toBe('refused');
  });
  expect(looked).toBeGreaterThan(50);
});

it('restores what was when a placement is released', () => {
  everyStep(({ before, after, outcome }) => {
    if (outcome.kind === 'placed') expect(minus(after, outcome)).toEqual(before);
  });
});

it('keeps copies in one region where that is asked for', () => {
  everyStep(({ outcome, request }) => {
    if (outcome.kind === 'placed' && request.selector.regionAlone) expect(new Set(outcome.placed.map(({ region }) => region)).size).toBe(1);
  });
});

it('gives the same for the same', () => {
  everyStep(({ outcome, request, before }, world) => expect(decide(world, before, request)).toEqual(outcome));
});

it('sums up to the same in any order', () => {
  for (const { steps } of stories) {
    const held = steps.at(-1)?.held.map(({ placement }) => placement) ?? [];
    expect(sumOf(shuffled(seededRandom(1), held))).toEqual(sumOf(held));
  }
});

/** Room for everything, everywhere. */
function roomyWorld(): World {
  const sites = Array.from({ length: 5 }, (_, i) => siteRecord(`s${i}`, { operator: 'telmar' }));
  return worldOf(records({
    sites,
    siteNodes: sites.map((site) => hostsOf(site, host(10_000, 10_000))),
    flavors: Array.from({ length: 6 }, (_, i) => flavorRecord(`f${i}`, 1 + i, 2 + i)),
    volumePools: sites.flatMap(({ region, zone }) => ['SSD', 'SAS'].map((volumeType) => ({ region, zone, volumeType, totalCapacity: 1e6, provisionedCapacity: 0, maxOverSubscriptionRatio: 1 }))),
  }));
}

function totals({ sites, addresses }: Taken) {
  const sum = { vcpu: 0, mem: 0, storage: 0, addresses: 0, copies: 0 };
  for (const { machines, storage, groups } of sites.values()) {
    for (const { vcpu, mem } of machines.values()) Object.assign(sum, { vcpu: sum.vcpu + vcpu, mem: sum.mem + mem });
    for (const size of storage.values()) sum.storage += size;
    for (const { copies } of groups.values()) sum.copies += copies;
  }
  for (const reserved of addresses.values()) sum.addresses += reserved;
  return sum;
}

it('takes the same in whatever order requests come, when all of them fit', () => {
  const world = roomyWorld();
  const run = (requests: readonly AllocationRequest[]) => requests.reduce((taken, request) => plus(taken, decide(world, taken, request) as Placement), nothingTaken);
  for (const seed of seeds.slice(0, 20)) {
    const random = seededRandom(seed);
    const requests = Array.from({ length: 20 }, () => randomRequest(random, 1));
    const sums = totals(run(requests));
    expect(sums.vcpu).toBeGreaterThan(0);
    expect(totals(run(shuffled(random, requests)))).toEqual(sums);
  }
});

it('decides whatever is asked, as the demo does too', () => {
  for (const seed of seeds) {
    const random = seededRandom(seed);
    const world = randomWorld(random);
    let taken = nothingTaken;
    for (let i = 0; i < 25; i++) {
      const outcome = place(world, taken, edgeCloudPolicy, randomRequest(random), { faithful: true, explain: true });
      if (outcome.kind === 'placed') taken = plus(taken, outcome);
      else if (outcome.kind === 'failed') expect(outcome.message).toBe('not find suit host');
    }
  }
});
