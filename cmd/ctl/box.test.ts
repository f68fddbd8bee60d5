import { boxed } from './box';

test('a box, with lines of cells below each other', () => {
  expect(boxed({ head: ['Kind', 'Content'], rows: [['job', 'one\ntwo\n'], ['job-2', '']] }, false)).toBe(
    ['+-------+---------+', '| KIND  | CONTENT |', '+-------+---------+', '| job   | one     |', '|       | two     |', '| job-2 |         |', '+-------+---------+', ''].join('\n'),
  );
});

test('nothing but a head', () => {
  expect(boxed({ head: ['A'], rows: [] }, true)).toBe('+---+\n| A |\n+---+\n');
});

test('states have a colour, what is written none that it chose', () => {
  const text = boxed({ head: ['Status'], rows: [['Running'], ['\u001b[31mred\ttab\u0007']] }, true);
  expect(text).toContain('\u001b[32mRunning\u001b[0m');
  expect(text).toContain('\\x1b[31mred    tab\\x07');
});
