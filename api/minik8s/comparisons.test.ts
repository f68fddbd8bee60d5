import { compares, comparisons, isCheckType, parseNumber, type CheckType } from './comparisons';

const asked = Object.keys(comparisons) as CheckType[];
const numbers = asked.filter((type) => type.startsWith('num'));
const texts = asked.filter((type) => type.startsWith('str'));

/** Of less, equal and greater: for which it holds. */
const answers: Readonly<Record<string, readonly [boolean, boolean, boolean]>> = {
  Equal: [false, true, false], NotEqual: [true, false, true], GreaterThan: [false, false, true], LessThan: [true, false, false],
  GreaterAndEqualThan: [false, true, true], LessAndEqualThan: [true, true, false],
};

test('there are twelve', () => expect([numbers.length, texts.length]).toEqual([6, 6]));

test.each(numbers)('%s', (type) => {
  expect([99.5, 100, 1e3].map((left) => compares(type, left, '100'))).toEqual(answers[type.slice(3)]);
  expect([-2, -1, 0].map((left) => compares(type, left, '-1.0'))).toEqual(answers[type.slice(3)]);
});

test.each(texts)('%s', (type) => {
  expect(['B', 'a', 'b'].map((left) => compares(type, left, 'a'))).toEqual(answers[type.slice(3)]);
  // By bytes of UTF-8: U+FFFD comes before U+10000, though its UTF-16 does not.
  expect(['\u{FFFD}', '\u{10000}', '\u{10001}'].map((left) => compares(type, left, '\u{10000}'))).toEqual(answers[type.slice(3)]);
  expect(['', 'x', 'x0'].map((left) => compares(type, left, 'x'))).toEqual(answers[type.slice(3)]);
});

test.each(asked)('%s: operands of another type', (type) => {
  const wrong = type.startsWith('num') ? ['1', true, null, undefined, [1], {}] : [1, true, null, undefined, ['a'], {}];
  expect(wrong.map((left) => compares(type, left, '1'))).toEqual(wrong.map(() => undefined));
});

test.each(numbers)('%s: a value that is no number', (type) => expect(compares(type, 1, 'one')).toBeUndefined());

test.each([['7', 7], ['-0.5', -0.5], ['+2', 2], ['.5', 0.5], ['5.', 5], ['1e3', 1000], ['', undefined], [' 1', undefined], ['0x10', undefined], ['NaN', undefined], ['1,5', undefined]])(
  '%j as a number', (text, value) => expect(parseNumber(text)).toBe(value),
);

test('names of the language are no comparisons', () => expect(['toString', '__proto__', 'constructor', 'numequal', ''].some(isCheckType)).toBe(false));
