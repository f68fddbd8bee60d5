import { thousandths, units } from './quantity';

test.each([
  ['1', 1], ['1500m', 2], ['1Ki', 1024], ['1.5Gi', 1610612736], ['2e3', 2000], ['1E', 1e18], ['100M', 100e6], ['0', 0], ['.5Ki', 512], ['1n', 1],
])('%s is %d units', (text, expected) => expect(units(text)).toBe(expected));

test.each([['100m', 100], ['0.1', 100], ['0.07', 70], ['2', 2000], ['1u', 1], ['1500u', 2], ['1k', 1e6]])(
  '%s is %d thousandths', (text, expected) => expect(thousandths(text)).toBe(expected));

test('refuses what is no quantity', () => expect(() => units('1 GB')).toThrow('"1 GB"'));
