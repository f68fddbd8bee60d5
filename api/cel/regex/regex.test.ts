import { Regex } from './regex';
import { search } from './machine';
import { parseRegex } from './parse';
import { compileRegex } from './program';
import { Automaton } from './automaton';

const patterns = [
  'a*b', '(a|ab)(c|bcd)(d*)', 'x*', '^a$', '(?:ab)+?', 'a{2,3}', '[^a-c]+', '\\bfoo\\b', '(?m)^b$', 'a|b|', '(a*)(b?)(c|d)', '[[:alpha:]]+\\d', '\\p{Lu}\\p{Ll}*', '.\\.', '(?s).+', '[\\w-.]+', '\\Qa.b\\E',
];
const texts = ['', 'a', 'ab', 'aab', 'abcd', 'aaaa', 'foo bar', 'afoo', 'a\nb\nc', 'Älter Ärger', 'x1y2', 'a.b', '😀b', 'ccc', '-.-'];

const engines = (pattern: string) => {
  const program = compileRegex(parseRegex(pattern));
  const automaton = Automaton.of(program);
  return { regex: new Regex(pattern), program, automaton };
};

test.each(patterns)('all engines agree about %s', (pattern) => {
  const { regex, program, automaton } = engines(pattern);
  for (const text of texts) {
    const span = search(program, text, 0, false);
    expect([text, regex.match(text)]).toEqual([text, span]);
    expect([text, regex.test(text)]).toEqual([text, span !== undefined]);
    expect([text, automaton?.test(text) ?? regex.test(text)]).toEqual([text, span !== undefined]);
  }
});

test('letters of either case', () => {
  expect(new Regex('(?i)straße').test('STRAßE')).toBe(true);
  expect(new Regex('a(?i)b').test('aB')).toBe(true);
  expect(new Regex('a(?i)b').test('AB')).toBe(false);
});

test('all matches', () => {
  expect(new Regex('a*').matches('baac', Infinity)).toEqual(['', 'aa', '']);
  expect(new Regex('[0-9]+').matches('1 22 333', 2)).toEqual(['1', '22']);
  expect(new Regex('').matches('😀', Infinity)).toEqual(['', '']);
});

test.each(['(a+)+$', '(a|a)*b', '(.*)*(.*)*(.*)*c', '((a{1,100}){1,10})b', '(a?){100}a{100}c'])('%s takes linear time', (pattern) => {
  expect(new Regex(pattern).test(`${'a'.repeat(100_000)}!`)).toBe(false);
});

test('patterns of patterns are not nested without end', () => {
  expect(new Regex(`${'(?:'.repeat(900)}a${')'.repeat(900)}`).test('a')).toBe(true);
  expect(() => new Regex('('.repeat(5000))).toThrow('expression nests too deeply');
});

test.each([
  ['(', 'error parsing regexp: missing closing ): `(`'],
  [')', 'error parsing regexp: unexpected ): `)`'],
  ['[a', 'error parsing regexp: missing closing ]: `[a`'],
  ['*', 'error parsing regexp: missing argument to repetition operator: `*`'],
  ['a**', 'error parsing regexp: invalid nested repetition operator: `**`'],
  ['a{1001}', 'error parsing regexp: invalid repeat count: `{1001}`'],
  ['(a{100}){100}', 'error parsing regexp: invalid repeat count: `{100}`'],
  ['[b-a]', 'error parsing regexp: invalid character class range: `b-a`'],
  ['\\y', 'error parsing regexp: invalid escape sequence: `\\y`'],
  ['a\\', 'error parsing regexp: trailing backslash at end of expression: ``'],
  ['(?=a)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
  ['\\1', 'error parsing regexp: invalid escape sequence: `\\1`'],
])('%s is refused', (pattern, message) => {
  expect(() => new Regex(pattern)).toThrow(message);
});
