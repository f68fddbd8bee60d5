import { parseGoDuration } from './index';

test.each([['1h', 3_600_000], ['1h30m', 5_400_000], ['1.5s', 1500], ['500ms', 500], ['2us', 0.002], ['0', 0], ['0s', 0]])('%s', (text, ms) => {
  expect(parseGoDuration(text)).toBe(ms);
});

test.each(['', '1', '1d', 'h', '-1s', '1 h', '1h 30m', '1hx'])('%p is none', (text) => expect(parseGoDuration(text)).toBeUndefined());
