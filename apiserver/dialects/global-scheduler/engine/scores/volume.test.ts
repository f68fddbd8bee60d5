import { edgeCloudPolicy, nothingTaken, place, plus, worldOf, type Placement } from '..';
import { scoresOf } from '../testing/sites';
import { osloWorld, resource, shipped, shippedRecords, shippedRequest, wanted } from '../testing/worlds';
import { volume } from './volume';

it('is the part of all storage that is available', () => {
  expect(scoresOf(volume, osloWorld, wanted({ resources: [resource(1, ['g1.small'])] }))).toEqual({ 'oslo-a': 80 });
  expect(scoresOf(volume, shipped, shippedRequest)).toEqual({ site1: 100 });
  expect(scoresOf(volume, worldOf({ ...shippedRecords, volumePools: [] }), shippedRequest)).toEqual({ site1: 0 });
});

it.each([[false, 98], [true, 100]])('knows what is reserved (faithful: %s)', (faithful, score) => {
  const taken = plus(nothingTaken, place(shipped, nothingTaken, edgeCloudPolicy, shippedRequest) as Placement);
  expect(scoresOf(volume, shipped, shippedRequest, { taken, faithful })).toEqual({ site1: score });
});

describe('where more is provisioned than there is', () => {
  const world = worldOf({ ...shippedRecords, volumePools: shippedRecords.volumePools.map((pool) => ({ ...pool, provisionedCapacity: 3000 })) });
  const policy = { predicates: [], priorities: [{ name: 'Volume', weight: 2 }, { name: 'Flavor', weight: 0 }] };

  it('is 0', () => {
    expect(place(world, nothingTaken, policy, shippedRequest, { explain: true })).toMatchObject({
      explanation: { scored: [{ total: 10, scores: [{ plugin: 'Volume', score: 0, weight: 2 }, { plugin: 'Flavor', score: 10, weight: 1 }] }] },
    });
  });

  it('fails the request when faithful', () => {
    expect(place(world, nothingTaken, policy, shippedRequest, { faithful: true })).toEqual({
      kind: 'failed', cause: 'plugin', message: 'score plugin "Volume" returns an invalid score -50, it should in the range of [0, 100] after normalizing',
    });
  });
});
