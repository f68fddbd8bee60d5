import { edgeCloudPolicy, nothingTaken, place, plus, worldOf, type Outcome, type Placement, type SiteRecord, type Taken } from '.';
import { anywhere, type ResourceRequest, type Selector } from './request';
import { flavorRecord, host, hostsOf, osloWorld, records, resource, shipped, shippedRecords, shippedRequest, siteRecord, wanted, worldOfCapacities } from './testing/worlds';

const explain = { explain: true };

function placed(outcome: Outcome): Placement {
  if (outcome.kind !== 'placed') throw new Error(JSON.stringify(outcome));
  return outcome;
}

const copies = (outcome: Outcome): readonly (readonly [string, number])[] => (outcome.kind === 'placed' ? outcome.placed.map((each) => [each.siteId, each.copies] as const) : []);

describe("the document's transcript (11.1)", () => {
  const outcome = placed(place(shipped, nothingTaken, edgeCloudPolicy, shippedRequest, explain));

  it('places it', () => {
    expect(outcome.placed).toEqual([{
      siteId: 'site1', region: 'region1', zone: 'az1', copies: 1, flavors: ['c6.large.2'],
      charge: { machines: new Map([['general', { vcpu: 2, mem: 2 }]]), storage: new Map([['SAS', 40]]), addresses: 0 },
    }]);
  });

  it('scores it', () => {
    expect(outcome.explanation).toEqual({
      scored: [{
        siteId: 'site1', total: 126, capacity: 50,
        scores: [{ plugin: 'StackAffinity', score: 50, weight: 1 }, { plugin: 'Flavor', score: 10, weight: 1 }, { plugin: 'NodeResourcesLeastAllocated', score: 66, weight: 1 }],
      }],
      rejected: [],
    });
    expect(placed(place(shipped, nothingTaken, edgeCloudPolicy, shippedRequest, { ...explain, faithful: true })).explanation?.scored[0]).toMatchObject({ total: 126, capacity: 500 });
  });

  it.each([[500, true], [50, false]])('takes exactly %i such calls (faithful: %s)', (calls, faithful) => {
    let taken: Taken = nothingTaken;
    for (let i = 0; i < calls; i++) taken = plus(taken, placed(place(shipped, taken, edgeCloudPolicy, shippedRequest, { faithful })));
    expect(place(shipped, taken, edgeCloudPolicy, shippedRequest, { faithful })).toMatchObject({ kind: 'refused', reason: 'no site fits' });
    expect(taken.sites.get('site1')?.machines.get('general')).toEqual({ vcpu: 2 * calls, mem: 2 * calls });
  });
});

describe('the authored data (11.2)', () => {
  const request = wanted({ resources: [resource(2, ['g1.small'], { storage: new Map([['SSD', 20]]), needsAddress: true })] });

  it('scores it, and knows how many copies there is room for', () => {
    expect(placed(place(osloWorld, nothingTaken, edgeCloudPolicy, request, explain)).explanation?.scored).toMatchObject([
      { total: 133, capacity: 27, scores: [{ score: 50 }, { score: 10 }, { score: 73 }] },
    ]);
  });

  it('has less when a copy is there', () => {
    const first = placed(place(osloWorld, nothingTaken, edgeCloudPolicy, request));
    const left = wanted({ resources: [resource(1, ['g1.small'])], replicas: 54 });
    const taken = plus(nothingTaken, first);
    expect(copies(place(osloWorld, taken, edgeCloudPolicy, left))).toEqual([['oslo-a', 54]]);
    expect(place(osloWorld, taken, edgeCloudPolicy, { ...left, replicas: 55 })).toMatchObject({ kind: 'refused', reason: 'there is a place for 54 of 55 copies' });
  });
});

describe('the shipped sample, asked otherwise (11.6)', () => {
  const [own] = shippedRequest.resources as [ResourceRequest];
  const spot = { maxPrice: '', durationHours: 0, durationCount: 0, interruptionPolicy: '' };
  const offline = worldOf({ ...shippedRecords, sites: shippedRecords.sites.map((site) => ({ ...site, status: 'offline' })) });
  const noPools = worldOf({ ...shippedRecords, addressPools: [] });
  const ask = (selector: Partial<Selector>, given: Partial<ResourceRequest> = {}) => wanted({ resources: [{ ...own, ...given }], ...selector });
  const storage = (size: number) => ask({}, { storage: new Map([['SAS', size]]) });
  const spots = ask({}, { flavors: [{ flavorId: 'c6.large.2', spot }] });

  it.each([
    ['operator opera1', shipped, ask({ operator: 'opera1' }), 'refused'],
    ['operator unicom', shipped, ask({ operator: 'unicom' }), 'placed'],
    ['city Shenzhen', shipped, ask({ geography: { ...anywhere.geography, city: 'Shenzhen' } }), 'refused'],
    ['city shenzhen', shipped, ask({ geography: { ...anywhere.geography, city: 'shenzhen' } }), 'placed'],
    ['either region', shipped, ask({ regions: [{ region: 'region2', zones: [] }, { region: 'region1', zones: ['az1'] }] }), 'placed'],
    ['status offline', offline, ask({}), 'placed'],
    ['SAS 2000', shipped, storage(2000), 'placed'],
    ['SAS 2001', shipped, storage(2001), 'refused'],
    ['addresses', shipped, ask({}, { needsAddress: true }), 'refused'],
    ['addresses without a record', noPools, ask({}, { needsAddress: true }), 'placed'],
    ['a spot machine', shipped, spots, 'refused'],
    ['another node', shipped, ask({ siteId: 'site2' }), 'refused'],
  ])('%s', (_, world, request, kind) => {
    for (const faithful of [false, true]) expect(place(world, nothingTaken, edgeCloudPolicy, request, { faithful }).kind).toBe(kind);
  });

  it('a spot machine with spot_fake', () => {
    expect(place(shipped, nothingTaken, edgeCloudPolicy, spots, { spotFake: true }).kind).toBe('placed');
  });
});

describe('strategies over sites (11.3)', () => {
  const one = [resource(1, ['m'])];

  it.each([
    ['centralize', { a: 5, b: 3 }, 6, [['a', 5], ['b', 1]]],
    ['centralize', { a: 5, b: 3 }, 9, []],
    ['discrete', { a: 5, b: 3 }, 9, []],
    ['discrete', { a: 6, b: 2 }, 4, [['a', 3], ['b', 1]]],
    ['discrete', { a: 5, b: 5, c: 5 }, 5, [['a', 2], ['b', 2], ['c', 1]]],
    ['discrete', { a: 100, b: 1, c: 1 }, 3, [['a', 3]]],
    ['discrete', { a: 3, b: 3, c: 3 }, 4, [['a', 2], ['b', 1], ['c', 1]]],
  ] as const)('%s %j, %i copies', (locationStrategy, capacities, replicas, expected) => {
    expect(copies(place(worldOfCapacities(capacities), nothingTaken, edgeCloudPolicy, wanted({ resources: one, replicas, locationStrategy })))).toEqual(expected);
  });

  it.each([[3, [['b', 3]]], [5, [['b', 5]]], [10, []]])('%i copies in one region are in the roomiest', (replicas, expected) => {
    const world = worldOfCapacities({ a1: 2, a2: 2, b: 9 }, (id) => id.slice(0, 1));
    expect(copies(place(world, nothingTaken, edgeCloudPolicy, wanted({ resources: one, replicas, locationStrategy: 'centralize', regionAlone: true })))).toEqual(expected);
  });

  it('places nothing where no region takes all', () => {
    const world = worldOfCapacities({ a1: 2, a2: 2, b: 3 }, (id) => id.slice(0, 1));
    const request = wanted({ resources: one, replicas: 5, locationStrategy: 'centralize', regionAlone: true });
    expect(place(world, nothingTaken, edgeCloudPolicy, request)).toMatchObject({ kind: 'refused', reason: 'no region has a place for all 5 copies' });
  });

  it('fails as the demo does where shares are rounded down, and reserves nothing', () => {
    const request = wanted({ resources: one, replicas: 4 });
    expect(place(worldOfCapacities({ a: 3, b: 3, c: 3 }), nothingTaken, edgeCloudPolicy, request, { faithful: true }))
      .toEqual({ kind: 'failed', cause: 'no-host', message: 'not find suit host' });
  });
});

describe('a policy', () => {
  it('that names an unknown plugin is told', () => {
    const policy = { predicates: ['Flavour', 'Volume'], priorities: [{ name: 'toString', weight: 1 }] };
    expect(place(shipped, nothingTaken, policy, shippedRequest)).toEqual({ kind: 'failed', cause: 'policy', message: 'there is no plugin predicates "Flavour", priorities "toString"' });
  });

  it('without the priority Flavor places nothing when faithful', () => {
    const policy = { ...edgeCloudPolicy, priorities: [{ name: 'NodeResourcesLeastAllocated', weight: 1 }] };
    expect(place(shipped, nothingTaken, policy, shippedRequest, { faithful: true })).toMatchObject({ kind: 'refused' });
    expect(place(shipped, nothingTaken, policy, shippedRequest)).toMatchObject({ kind: 'placed' });
  });
});

describe('copies at sites that give different flavours', () => {
  const sites = [siteRecord('a'), siteRecord('b')];
  const world = worldOf(records({
    sites,
    siteNodes: [hostsOf(sites[0] as SiteRecord, host(4, 4)), hostsOf(sites[1] as SiteRecord, host(4, 4, { resourceType: 'gpu' }))],
    flavors: [flavorRecord('first', 2, 2), flavorRecord('second', 1, 1, { resourceType: 'gpu' })],
  }));
  const request = wanted({ resources: [resource(1, ['first', 'second'])], replicas: 4, locationStrategy: 'centralize' });

  it.each([[false, ['first']], [true, ['second']]])('have their own, or the last copy’s (faithful: %s)', (faithful, flavors) => {
    expect(place(world, nothingTaken, edgeCloudPolicy, request, { faithful })).toMatchObject({
      placed: [
        { siteId: 'a', copies: 2, flavors, charge: { machines: new Map([['general', { vcpu: 2, mem: 2 }]]) } },
        { siteId: 'b', copies: 2, flavors: ['second'], charge: { machines: new Map([['gpu', { vcpu: 1, mem: 1 }]]) } },
      ],
    });
  });
});
