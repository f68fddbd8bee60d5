import { edgeCloudPolicy, nothingTaken, place, plus, worldOf, type Placement } from '..';
import { verdictsOf } from '../testing/sites';
import { flavorRecord, host, hostsOf, osloWorld, records, resource, shipped, shippedRecords, siteRecord, wanted } from '../testing/worlds';
import { eipAvailability } from './eip-availability';

const asking = (...counts: readonly number[]) => wanted({ resources: counts.map((count) => resource(count, ['g1.small'], { needsAddress: true })) });

it("refuses what the shipped data cannot give, as the site's pool has another name", () => {
  expect(verdictsOf(eipAvailability, shipped, asking(1))).toEqual({ site1: 'region region1 has no address pool "eip_network_name1"' });
});

it('lets pass where nobody keeps record of the region, and who needs none', () => {
  expect(verdictsOf(eipAvailability, worldOf({ ...shippedRecords, addressPools: [] }), asking(1))).toEqual({ site1: Infinity });
  expect(verdictsOf(eipAvailability, shipped, wanted({ resources: [resource(1, ['c6.large.2'])] }))).toEqual({ site1: Infinity });
});

it.each([[[2], 27], [[2, 3], 11], [[55], 1], [[56], '56 addresses are needed, 55 are free']])('%j machines with addresses', (counts, verdict) => {
  expect(verdictsOf(eipAvailability, osloWorld, asking(...counts))).toEqual({ 'oslo-a': verdict });
});

describe('two sites with one pool of five addresses', () => {
  const sites = ['a', 'b'].map((id) => siteRecord(id, { addressPool: 'v4' }));
  const recordsOfBoth = {
    sites,
    siteNodes: sites.map((site) => hostsOf(site, host(100, 100))),
    flavors: [flavorRecord('g1.small', 1, 1)],
    addressPools: [{ region: 'region1', pools: [{ name: 'v4', size: 5, used: 0 }] }],
  };
  const world = worldOf(records(recordsOfBoth));
  const six = { ...asking(1), replicas: 6 };
  const five = { ...six, replicas: 5 };

  it('share it', () => {
    expect(place(world, nothingTaken, edgeCloudPolicy, six)).toMatchObject({ kind: 'refused', reason: 'there is a place for 5 of 6 copies' });
    expect(place(world, nothingTaken, edgeCloudPolicy, five)).toMatchObject({ placed: [{ siteId: 'a', copies: 3 }, { siteId: 'b', copies: 2 }] });
    const filled = { ...five, selector: { ...five.selector, locationStrategy: 'centralize' as const } };
    expect(place(world, nothingTaken, edgeCloudPolicy, filled)).toMatchObject({ placed: [{ siteId: 'a', copies: 5 }] });
  });

  it('know of what each other has reserved', () => {
    const taken = plus(nothingTaken, place(world, nothingTaken, edgeCloudPolicy, { ...six, replicas: 4 }) as Placement);
    expect(verdictsOf(eipAvailability, world, asking(1), { taken })).toEqual({ a: 1, b: 1 });
    expect(verdictsOf(eipAvailability, world, asking(1), { taken, faithful: true })).toEqual({ a: 5, b: 5 });
  });

  it('keep off what was reserved in their pool by a site that is gone, or has another pool by now', () => {
    const taken = plus(nothingTaken, place(world, nothingTaken, edgeCloudPolicy, { ...five, selector: { ...five.selector, siteId: 'a', locationStrategy: 'centralize' } }) as Placement);
    const without = worldOf(records({ ...recordsOfBoth, sites: sites.slice(1), siteNodes: recordsOfBoth.siteNodes?.slice(1) }));
    expect(verdictsOf(eipAvailability, without, asking(1), { taken })).toEqual({ b: '1 addresses are needed, 0 are free' });
    const moved = worldOf(records({ ...recordsOfBoth, sites: [siteRecord('a', { addressPool: 'v6' }), ...sites.slice(1)] }));
    expect(verdictsOf(eipAvailability, moved, asking(1), { taken })).toMatchObject({ b: '1 addresses are needed, 0 are free' });
  });

  it('each count it as theirs when faithful', () => {
    expect(place(world, nothingTaken, edgeCloudPolicy, six, { faithful: true })).toMatchObject({ placed: [{ siteId: 'a', copies: 3 }, { siteId: 'b', copies: 3 }] });
  });
});
