import { displayIssues } from './source';
import { parse } from './parser';

const start = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

function faults(expression: string): string {
  const parsed = parse(expression);
  return 'issues' in parsed ? displayIssues(expression, parsed.issues) : '';
}

const firstLines = (expression: string): string[] => faults(expression).split('\n').filter((line) => line.startsWith('ERROR'));

test('a fault is shown in its line, with a mark below', () => {
  expect(faults('true &&\n  self.null')).toBe("ERROR: <input>:2:8: Syntax error: mismatched input 'null' expecting IDENTIFIER\n |   self.null\n | .......^");
  expect(faults("'é' +")).toBe(`ERROR: <input>:1:6: Syntax error: mismatched input '<EOF>' expecting ${start}\n | 'é' +\n | .．...^`);
});

// What cel-go says of the same texts.
test.each([
  ['', [`1:1: Syntax error: mismatched input '<EOF>' expecting ${start}`]],
  ['1 + $', ["1:5: Syntax error: token recognition error at: '$'", `1:6: Syntax error: mismatched input '<EOF>' expecting ${start}`]],
  ['1 + +', [`1:5: Syntax error: mismatched input '+' expecting ${start}`, `1:6: Syntax error: mismatched input '<EOF>' expecting ${start}`]],
  ['*@a | b', [`1:1: Syntax error: extraneous input '*' expecting ${start}`, "1:2: Syntax error: token recognition error at: '@'", "1:5: Syntax error: token recognition error at: '| '", "1:7: Syntax error: extraneous input 'b' expecting <EOF>"]],
  ['{', ["1:2: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '}', '(', '.', ',', '-', '!', '?', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"]],
  ['msg{:a}', ["1:5: Syntax error: extraneous input ':' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}", "1:7: Syntax error: mismatched input '}' expecting ':'"]],
  ['"\\xFh"', ['1:1: Syntax error: token recognition error at: \'"\\xFh\'', "1:6: Syntax error: token recognition error at: '\"'", `1:7: Syntax error: mismatched input '<EOF>' expecting ${start}`]],
  ['self.true == 1', ["1:6: Syntax error: mismatched input 'true' expecting IDENTIFIER"]],
  ['9223372036854775808', ['1:1: invalid int literal']],
  ['18446744073709551616u', ['1:1: invalid uint literal']],
  ["'\\udead'", ['1:1: invalid unicode code point']],
  ['package', ['1:1: reserved identifier: package']],
  ['[1].all(a.b, true)', ['1:10: argument must be a simple name']],
  ['[1].map(1, true)', ['1:9: argument is not an identifier']],
  ['[1].filter(__result__, true)', ['1:12: iteration variable overwrites accumulator variable']],
  ['{}.all(k, k, true)', ['1:11: duplicate variable name: k']],
  ['has(a)', ['1:5: invalid argument to has() macro']],
  [`${'['.repeat(300)}1${']'.repeat(300)}`, ['-1:0: expression recursion limit exceeded: 250']],
  [Array(300).fill('1').join('+'), ['-1:0: max recursion depth exceeded']],
  ['1'.repeat(100_001), ['-1:0: expression code point size exceeds limit: size: 100001, limit 100000']],
])('%.60s', (expression, expected) => {
  expect(firstLines(expression)).toEqual(expected.map((line) => `ERROR: <input>:${line}`));
});

test('long chains of && are no depth', () => {
  expect(faults(Array(9000).fill('true').join(' && '))).toBe('');
});

test('a hundred faults are enough', () => {
  expect(faults('@'.repeat(50_000)).split('\n').at(-1)).toBe('49901 more errors were truncated');
});
