import { share } from './location';

it.each([
  ['centralize', [5, 3], 6, [5, 1]],
  ['centralize', [0, 3], 2, [0, 2]],
  ['discrete', [6, 2], 4, [3, 1]],
  ['discrete', [5, 5, 5], 5, [2, 2, 1]],
  ['discrete', [100, 1, 1], 3, [3, 0, 0]],
  ['discrete', [0, 4, 4], 2, [0, 1, 1]],
  ['discrete', [3, 3, 3], 4, [2, 1, 1]],
] as const)('%s %j, %i copies', (strategy, capacities, copies, shares) => {
  expect(share(strategy, capacities, copies, true)).toEqual(shares);
});

it('leaves out what rounding down leaves, where the remainder is not given out', () => {
  expect(share('discrete', [3, 3, 3], 4, false)).toEqual([1, 1, 1]);
});
