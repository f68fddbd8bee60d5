import { same } from './equality';

test.each([
  [{ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, true],
  [{ a: undefined }, {}, true],
  [{ a: null }, {}, false],
  [[1, 2], [2, 1], false],
  [[1], { 0: 1 }, false],
  [undefined, {}, false],
  ['1', 1, false],
])('%j and %j: %s', (a, b, answer) => {
  expect(same(a, b)).toBe(answer);
  expect(same(b, a)).toBe(answer);
});
