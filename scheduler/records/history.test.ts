import { maxBytes, withResults } from './history';

const p = 'p/';
const size = (annotations: Readonly<Record<string, string>>): number => Object.entries(annotations).reduce((sum, [key, value]) => sum + Buffer.byteLength(key + value), 0);

test('the latest results stand alone, all of them in the history, the oldest first', () => {
  const first = withResults({ mine: 'x' }, { 'p/selected-node': '', 'p/filter-result': '{"b":1}' }, p);
  expect(first).toEqual({ annotations: { mine: 'x', 'p/selected-node': '', 'p/filter-result': '{"b":1}', 'p/result-history': '[{"p/filter-result":"{\\"b\\":1}","p/selected-node":""}]' }, faults: [] });
  const second = withResults(first.annotations, { 'p/selected-node': 'n1', 'p/filter-result': '{}' }, p);
  expect(second.annotations['p/selected-node']).toBe('n1');
  expect(JSON.parse(second.annotations['p/result-history'] ?? '')).toEqual([{ 'p/filter-result': '{"b":1}', 'p/selected-node': '' }, { 'p/filter-result': '{}', 'p/selected-node': 'n1' }]);
});

test('the oldest go when there is no room for all', () => {
  let annotations: Readonly<Record<string, string>> = { mine: 'é'.repeat(1000) };
  for (let i = 0; i < 12; i++) annotations = withResults(annotations, { 'p/n': String(i), 'p/filter-result': 'x'.repeat(30_000) }, p).annotations;
  expect(size(annotations)).toBeLessThanOrEqual(maxBytes);
  const kept = (JSON.parse(annotations['p/result-history'] ?? '') as Record<string, string>[]).map((results) => results['p/n']);
  expect(kept).toEqual(['5', '6', '7', '8', '9', '10', '11']);
  expect(annotations.mine).toHaveLength(1000);
});

test('results that are too large themselves are left out, and said to be', () => {
  const { annotations, faults } = withResults({}, { 'p/selected-node': 'n1', 'p/filter-result': 'x'.repeat(maxBytes) }, p);
  expect(annotations).toEqual({ 'p/selected-node': 'n1', 'p/result-history': '[{"p/selected-node":"n1"}]' });
  expect(faults).toEqual(['no room for p/filter-result']);
});

test.each(['', '{', '{}', '[1]', '[{"a":1}]'])('a history that is none (%j) is left as it is', (history) => {
  const { annotations, faults } = withResults({ 'p/result-history': history }, { 'p/selected-node': 'n1' }, p);
  expect(annotations).toEqual({ 'p/selected-node': 'n1', 'p/result-history': history });
  expect(faults).toEqual(['p/result-history is no list of results']);
});
