import { IntOrPercentError, scaledCount } from './int-or-string';

test.each<[number | string, number, number, number]>([
  [3, 10, 3, 3], [0, 10, 0, 0], ['25%', 10, 3, 2], ['50%', 10, 5, 5], ['0%', 10, 0, 0], ['100%', 7, 7, 7], ['150%', 3, 5, 4], ['1%', 0, 0, 0], ['34%', 3, 2, 1],
])('%j of %d is %d rounded up, %d rounded down', (value, total, up, down) => {
  expect([scaledCount(value, total, 'up'), scaledCount(value, total, 'down')]).toEqual([up, down]);
});

test('other texts are no counts', () => {
  expect(() => scaledCount('3', 10, 'up')).toThrow('invalid value for IntOrString: invalid type: string is not a percentage');
  expect(() => scaledCount('x%', 10, 'up')).toThrow(IntOrPercentError);
});
