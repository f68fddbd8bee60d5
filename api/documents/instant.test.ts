import { instantOf } from './instant';

const noon = Date.UTC(2018, 2, 14, 7, 47, 39);

test.each<[unknown, number]>([
  ['2018-03-14T07:47:39Z', noon],
  ['2018-03-14t07:47:39z', noon],
  ['2018-03-14T15:47:39+08:00', noon],
  ['2018-03-14T15:47:39+0800', noon],
  ['2018-03-14T03:17:39-04:30', noon],
  ['2018-03-14T07:47:39.208Z', noon + 208],
  ['2018-03-14T15:47:39.000000001+08:00', noon + 1e-6],
  ['2018-03-14 07:47:39', noon],
  ['2020-02-29T00:00:00Z', Date.UTC(2020, 1, 29)],
  ['0050-01-01T00:00:00Z', -60_589_296_000_000],
  [noon / 1000, noon],
  [1.5, 1500],
  [-1, -1000],
])('%p', (value, ms) => expect(instantOf(value)).toBeCloseTo(ms, 3));

test('what lies below a millisecond is later than the millisecond', () => expect(instantOf('2018-03-14T07:47:39.0001Z')).toBeGreaterThan(noon));

test.each([
  '', 'now', '2018-03-14', '2018-13-14T07:47:39Z', '2018-02-30T07:47:39Z', '2019-02-29T00:00:00Z', '2018-03-14T24:00:00Z', '2018-03-14T07:60:00Z', '2018-03-14T07:47:60Z', '2018-03-14T07:47:39+24:00',
  ' 2018-03-14T07:47:39Z', '1520000000', '0001-01-01T00:00:00Z', '0001-01-01T08:05:00+08:05', 0, -62_135_596_800, NaN, Infinity, 1e300, null, undefined, true, {}, [], ['2018-03-14T07:47:39Z'],
])('%p is none', (value) => expect(instantOf(value)).toBeUndefined());
