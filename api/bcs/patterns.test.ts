import { fitsPattern } from './patterns';

test.each([
  ['mesos-slave-*', 'mesos-slave-5', true],
  ['mesos-?lave-5', 'mesos-slave-5', true],
  ['mesos-[a-s]lave-5', 'mesos-slave-5', true],
  ['mesos-[^s]lave-5', 'mesos-slave-5', false],
  ['slave', 'mesos-slave-5', true],
  ['^slave', 'mesos-slave-5', false],
  ['slave-[0-9]+$', 'mesos-slave-5', true],
  ['a\\*', 'a*', true],
  ['*', '', true],
  ['*', 'a/b', false],
  ['(', '(', true],
  ['(', 'a', false],
  ['[', '[', false],
  ['10.0.0.1', '10.0.0.1', true],
  ['10.0.0.1', '10x0.0.1', true],
  ['', 'anything', true],
])('%j on %j: %s', (pattern, text, fits) => {
  expect(fitsPattern(pattern, text)).toBe(fits);
});

test('no pattern takes longer than its text is long', () => {
  expect(fitsPattern('(a+)+$', `${'a'.repeat(5000)}b`)).toBe(false);
});
