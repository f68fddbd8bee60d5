import { edgeCloudPolicy, nothingTaken, place, plus, worldOf, type Placement } from '..';
import { verdictsOf } from '../testing/sites';
import { resource, shipped, shippedRecords, wanted } from '../testing/worlds';
import { volume } from './volume';

const asking = (count: number, ...sizes: readonly number[]) =>
  wanted({ resources: sizes.map((size) => resource(count, ['c6.large.2'], { storage: new Map([['SAS', size]]) })) });

it.each([
  [1, [2000], 1],
  [1, [2001], '2001 GB of "SAS" are needed, 2000 are available'],
  [2, [300], 3],
  [2, [300, 500], 1],
  [2, [300, 800], '2200 GB of "SAS" are needed, 2000 are available'],
])('%i machines of %j GB', (count, sizes, verdict) => {
  expect(verdictsOf(volume, shipped, asking(count, ...sizes))).toEqual({ site1: verdict });
});

it('counts only the last size of a type, and limits no copies, when faithful', () => {
  expect(verdictsOf(volume, shipped, asking(2, 300, 800), { faithful: true })).toEqual({ site1: Infinity });
  expect(verdictsOf(volume, shipped, asking(2, 800, 300), { faithful: true })).toEqual({ site1: Infinity });
});

it('refuses a type that the site has none of', () => {
  const none = worldOf({ ...shippedRecords, volumePools: [] });
  expect(verdictsOf(volume, none, asking(1, 1))).toEqual({ site1: 'there is no storage of type "SAS"' });
});

it.each([[true, Infinity], [false, '2000 GB of "SAS" are needed, 0 are available']])('knows what is reserved (faithful: %s)', (faithful, verdict) => {
  const first = place(shipped, nothingTaken, edgeCloudPolicy, asking(1, 2000), { faithful }) as Placement;
  expect(verdictsOf(volume, shipped, asking(1, 2000), { faithful, taken: plus(nothingTaken, first) })).toEqual({ site1: verdict });
});
