import { isInt64, printNumber } from './go-number';

describe('numbers as Go has them', () => {
  it.each([[1, '1'], [-2.5, '-2.5'], [1e20, '1e+20'], [1234567.5, '1.2345675e+06'], [999999.5, '999999.5'], [2 ** 53, '9007199254740992'], [0.0001, '0.0001'], [0.00001, '1e-05'], [1.5e-10, '1.5e-10'], [1e21, '1e+21']])('%d', (value, text) => {
    expect(printNumber(value)).toBe(text);
  });

  it('are integers as far as 64 bits go', () => {
    expect([1, 1.5, 2 ** 63, -(2 ** 63)].map(isInt64)).toEqual([true, false, false, true]);
  });
});
