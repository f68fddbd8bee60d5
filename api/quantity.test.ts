import {
  addQuantities, canonicalQuantity, compareQuantities, isZeroQuantity, milliValue, multiplyQuantity, parseQuantity, subtractQuantities, unitValue,
} from './quantity';

describe('the canonical form', () => {
  test.each([
    ['0', '0'], ['0n', '0'], ['-0', '0'], ['0Ki', '0'], ['100m', '100m'], ['1000m', '1'], ['1500m', '1500m'], ['1.5', '1500m'],
    ['0.1', '100m'], ['.5', '500m'], ['1.', '1.'], ['1.5Gi', '1536Mi'], ['1024Ki', '1Mi'], ['1Ki', '1Ki'], ['0.5Ki', '512'], ['1.5Ki', '1536'],
    ['1.1Ki', '1126400m'], ['0.1Ki', '102400m'], ['1000', '1k'], ['1000000', '1M'], ['1500', '1500'], ['12e6', '12e6'], ['1e3', '1e3'],
    ['12000e3', '12e6'], ['1E3', '1E3'], ['1E', '1E'], ['100Ti', '100Ti'], ['1Ei', '1Ei'], ['0.1n', '1n'], ['0.0000000001', '1n'],
    ['1.0000000001', '1000000001n'], ['-0.1n', '-1n'], ['-1.5', '-1500m'], ['8Ei', '9223372036854775807'], ['9999Ei', '9223372036854775807'],
    ['123456789012345678901', '123456789012345678901'], ['1e-3', '1e-3'], ['10e-4', '1e-3'], ['1000E', '1e21'], ['+1', '+1'], ['512Mi', '512Mi'], ['2048Mi', '2Gi'],
    ['1000k', '1M'], ['3000Gi', '3000Gi'], ['3072Gi', '3Ti'],
  ])('%s is %s', (text, canonical) => expect(canonicalQuantity(text)).toBe(canonical));

  test.each(['', 'abc', '1.2.3', '1 ', '1mm2', '--1', '1Gi5'])('%p is no quantity', (text) => expect(() => parseQuantity(text)).toThrow());

  test('faults have upstream texts', () => {
    expect(() => parseQuantity('one')).toThrow("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    expect(() => parseQuantity('1mi')).toThrow("unable to parse quantity's suffix");
    expect(() => parseQuantity('e-20')).toThrow('unable to parse numeric part of quantity');
    expect(() => parseQuantity('1e9999999999')).toThrow("unable to parse quantity's suffix");
  });

  test('is a fixed point', () => {
    for (const text of ['1.1Ki', '1.5Gi', '12000e3', '0.1n', '1000E', '9999Ei', '-1.5']) {
      expect(canonicalQuantity(canonicalQuantity(text))).toBe(canonicalQuantity(text));
    }
  });
});

describe('arithmetic', () => {
  test('compares across families', () => {
    expect(compareQuantities('1', '1000m')).toBe(0);
    expect(compareQuantities('1Ki', '1k')).toBe(1);
    expect(compareQuantities('-1', '1n')).toBe(-1);
    expect(compareQuantities('9007199254740993', '9007199254740992')).toBe(1);
  });

  test('adds and subtracts in the family of the first that is not zero', () => {
    expect(addQuantities('100m', '0.9')).toBe('1');
    expect(addQuantities('0', '1Gi')).toBe('1Gi');
    expect(addQuantities('1Gi', '1')).toBe('1073741825');
    expect(subtractQuantities('1Gi', '512Mi')).toBe('512Mi');
    expect(subtractQuantities('1', '1500m')).toBe('-500m');
    expect(multiplyQuantity('100m', 30)).toBe('3');
  });

  test('values are rounded away from zero', () => {
    expect(milliValue('1.0001')).toBe(1001);
    expect(milliValue('250m')).toBe(250);
    expect(milliValue('1Ki')).toBe(1_024_000);
    expect(unitValue('100m')).toBe(1);
    expect(unitValue('-100m')).toBe(-1);
    expect(unitValue('64Gi')).toBe(64 * 2 ** 30);
    expect(unitValue('4Ti')).toBe(4 * 2 ** 40);
    expect(unitValue('1e3')).toBe(1000);
    expect(isZeroQuantity('0.0')).toBe(true);
  });
});
