import { meets, requirementFault } from './requirements';

it.each([
  ['=', ['a'], undefined],
  ['==', ['a'], undefined],
  ['!=', ['a', 'b'], 'operator != of requirement k needs exactly one value'],
  ['=', [], 'operator = of requirement k needs exactly one value'],
  ['in', ['a', 'b'], undefined],
  ['in', [], 'operator in of requirement k needs values'],
  ['notin', [], 'operator notin of requirement k needs values'],
  ['exists', [], undefined],
  ['exists', ['a'], 'operator exists of requirement k takes no values'],
  ['!', ['a'], 'operator ! of requirement k takes no values'],
  ['gt', ['-5'], undefined],
  ['gt', ['9223372036854775807'], undefined],
  ['gt', ['9223372036854775808'], 'operator gt of requirement k needs exactly one integer'],
  ['lt', ['1.5'], 'operator lt of requirement k needs exactly one integer'],
  ['lt', ['1', '2'], 'operator lt of requirement k needs exactly one integer'],
  ['toString', [], 'operator "toString" of requirement k is none of =, ==, in, !=, notin, exists, !, gt, lt'],
])('k %s %j is well-formed, or not', (operator, values, fault) => {
  expect(requirementFault({ key: 'k', operator, values })).toBe(fault);
});

it('a requirement needs a key', () => {
  expect(requirementFault({ key: '', operator: 'exists', values: [] })).toBe('a requirement has no key');
});

const labels = new Map([['tier', 'front'], ['size', '7'], ['big', '9223372036854775807']]);

it.each([
  ['tier', '=', ['front'], true],
  ['tier', '==', ['back'], false],
  ['none', '=', ['front'], false],
  ['tier', 'in', ['back', 'front'], true],
  ['none', 'in', [''], false],
  ['tier', '!=', ['front'], false],
  ['none', '!=', ['front'], true],
  ['tier', 'notin', ['back'], true],
  ['none', 'notin', ['back'], true],
  ['tier', 'notin', ['front'], false],
  ['tier', 'exists', [], true],
  ['none', 'exists', [], false],
  ['none', '!', [], true],
  ['tier', '!', [], false],
  ['size', 'gt', ['6'], true],
  ['size', 'gt', ['7'], false],
  ['size', 'lt', ['8'], true],
  ['big', 'gt', ['9223372036854775806'], true],
  ['tier', 'gt', ['1'], false],
  ['none', 'lt', ['1'], false],
] as const)('%s %s %j: %s', (key, operator, values, expected) => {
  expect(meets(labels, { key, operator, values })).toBe(expected);
});
