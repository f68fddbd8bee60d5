import { humanDuration } from './duration';
import { formatLabels } from './columns';

const s = 1000, m = 60 * s, h = 60 * m, d = 24 * h, y = 365 * d;

test.each([
  [-2 * s, '<invalid>'], [-1999, '0s'], [0, '0s'], [999, '0s'], [119 * s, '119s'], [2 * m, '2m'], [2 * m + 30 * s, '2m30s'], [10 * m + 30 * s, '10m'], [179 * m, '179m'],
  [3 * h, '3h'], [7 * h + 59 * m, '7h59m'], [8 * h + 59 * m, '8h'], [47 * h, '47h'], [2 * d, '2d'], [7 * d + 23 * h, '7d23h'], [8 * d + 23 * h, '8d'],
  [729 * d, '729d'], [2 * y, '2y'], [2 * y + 40 * d, '2y40d'], [8 * y + 40 * d, '8y'],
])('%d ms is %s', (ms, text) => expect(humanDuration(ms)).toBe(text));

test('labels are listed in order of keys', () => {
  expect(formatLabels({ b: '2', a: '1' })).toBe('a=1,b=2');
  expect(formatLabels({})).toBe('<none>');
});
