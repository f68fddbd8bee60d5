import type { Condition } from './condition';
import { matches } from './matches';
import { parsePath } from './path';

const path = parsePath('v');
const equals = (...values: unknown[]): Condition => ({ is: 'equals', path, values });
const isIn = (texts: string[], orMissing?: boolean): Condition => ({ is: 'in', path, texts, orMissing });
const integer = (value: number, missing?: number): Condition => ({ is: 'integer', path, value, missing });
const truth = (value: boolean): Condition => ({ is: 'truth', path, value });
const contains = (...texts: string[]): Condition => ({ is: 'contains', path, texts });
const noon = Date.UTC(2018, 2, 14, 12);
const after: Condition = { is: 'after', path, ms: noon };
const before: Condition = { is: 'before', path, ms: noon };
const parsed = (json: string): unknown => JSON.parse(json);

test.each<[string, Condition, unknown[], unknown[]]>([
  ['equals 1', equals(1), [1, parsed('1.0'), [0, 1], [1]], [2, '1', true, null, undefined, [[1]], { v: 1 }]],
  ['equals "1"', equals('1'), ['1', ['1']], [1, '1 ', 'I']],
  ['equals "Ab": letters count', equals('Ab'), ['Ab'], ['ab', 'AB']],
  ['equals null', equals(null), [null, undefined, [null]], [0, '', false, [], {}]],
  ['equals false', equals(false), [false], [0, '', null, undefined]],
  ['equals one of several', equals(1, 'x', { a: 1 }), [1, 'x', { a: 1 }], ['1', 2, {}]],
  ['equals none', equals(), [], [null, undefined, 1]],
  ['equals an object: the order of keys counts', equals({ a: 1, b: [2] }), [{ a: 1, b: [2] }, [{ a: 1, b: [2] }]], [parsed('{"b":[2],"a":1}'), { a: 1 }, { a: 1, b: [2], c: 3 }, { a: 1, b: 2 }]],
  ['equals an array: itself or as a member', equals([1, 2]), [[1, 2], [[1, 2]]], [[2, 1], 1, [1, 2, 3]]],
  ['equals the empty array', equals([]), [[], [[]]], [null, undefined, [1]]],
  ['in', isIn(['a', '5', 'true']), ['a', 5, true, ['b', 'a'], '5'], ['b', null, undefined, { a: 1 }, 'A', false]],
  ['in, or missing', isIn(['', 'application'], true), ['', 'application', null, undefined], ['process', 0]],
  ['integer', integer(3), [3, parsed('3.0'), [3]], ['3', 3.5, null, undefined]],
  ['integer 0, where missing is 0', integer(0, 0), [0, null, undefined], [1, '0', '']],
  ['integer 1, where missing is 0', integer(1, 0), [1], [0, null, undefined]],
  ['true', truth(true), [true], ['true', 1, null, undefined]],
  ['false', truth(false), [false], ['false', 0, null, undefined]],
  ['after', after, ['2018-03-14T12:00:00.001Z', '2018-03-14T20:00:01+08:00', noon / 1000 + 1], ['2018-03-14T12:00:00Z', '2018-03-14T20:00:00+08:00', noon / 1000, 'later', null, undefined, '9']],
  ['before', before, ['2018-03-14T11:59:59.999Z', '2018-03-14T19:59:59+08:00', 1], ['2018-03-14T12:00:00Z', '0001-01-01T00:00:00Z', 0, '', null, undefined]],
  ['contains', contains('sms', 'mail'), ['sms', 'sms,weixin', 'e-mail', ['x', 'sms']], ['SMS', 'weixin', '', null, undefined, 5]],
  ['contains nothing: every text does', contains(''), ['', 'a'], [5, null]],
  ['any', { is: 'any', of: [equals(1), contains('x')] }, [1, 'ax'], [2, 'a']],
  ['any of none', { is: 'any', of: [] }, [], [1, undefined]],
])('%s', (_name, condition, yes, no) => {
  const fits = (value: unknown): boolean => matches([condition], { v: value });
  expect({ fit: [...yes, ...no].filter(fits), other: [...yes, ...no].filter((value) => !fits(value)) }).toEqual({ fit: yes, other: no });
});

test('all conditions hold', () => {
  const where: Condition[] = [{ is: 'equals', path: ['a'], values: [1] }, { is: 'in', path: ['b', 'c'], texts: ['x'] }];
  expect(matches(where, { a: 1, b: { c: 'x' } })).toBe(true);
  expect(matches(where, { a: 1, b: { c: 'y' } })).toBe(false);
  expect(matches([], 'anything')).toBe(true);
});

test('of two borders either may be kept by another member', () => {
  expect(matches([after, before], { v: ['2018-03-14T11:00:00Z', '2018-03-14T13:00:00Z'] })).toBe(true);
});

test('what is nested too deeply for words equals nothing', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  expect(matches([equals(deep)], { v: deep })).toBe(false);
  expect(matches([equals([])], { v: deep })).toBe(false);
});
