import { differencesOf, isUnset, readDifferences, recalled } from './remembered';

/** Written, what comes back of it, and what comes back later. */
const situations: readonly (readonly [string, unknown, unknown, unknown, unknown])[] = [
  ['all comes back', { a: 1, b: ['x'] }, { a: 1, b: ['x'] }, { a: 2 }, { a: 2 }],
  ['a text in another case', { ports: [{ protocol: 'TcP' }] }, { ports: [{ protocol: 'tcp' }] }, { ports: [{ protocol: 'tcp' }] }, { ports: [{ protocol: 'TcP' }] }],
  ['others have changed it', { ports: [{ protocol: 'TcP' }] }, { ports: [{ protocol: 'tcp' }] }, { ports: [{ protocol: 'udp' }] }, { ports: [{ protocol: 'udp' }] }],
  ['others have taken the item away', { ports: [{ protocol: 'TcP' }] }, { ports: [{ protocol: 'tcp' }] }, { ports: [] }, { ports: [] }],
  ['nothing comes back', { meta: { namespace: 'x' } }, {}, { name: 'n' }, { name: 'n', meta: { namespace: 'x' } }],
  ['a list of another length', { list: ['a', 'b'] }, { list: ['a'] }, { list: ['a'] }, { list: ['a', 'b'] }],
  ['such a list, changed', { list: ['a', 'b'] }, { list: ['a'] }, { list: ['c'] }, { list: ['c'] }],
  ['what was not set is the server\'s to choose', { policy: '', count: 0, on: false, none: null, inner: { x: '' } }, { policy: 'Always', count: 3 }, { policy: 'Always', count: 3 }, { policy: 'Always', count: 3 }],
  ['a member that is something else by now', { a: { b: 'x' } }, { a: {} }, { a: 'text' }, { a: 'text' }],
];

test.each(situations)('%s', (_, written, said, later, expected) => {
  const differences = readDifferences(JSON.stringify(differencesOf(written, said)));
  expect(recalled(later, differences)).toEqual(expected);
  // What comes back at once is what was written, as far as it says anything.
  expect(differencesOf(written, recalled(said, differences))).toEqual([]);
});

test('what is the same is the same object', () => {
  const said = { a: { b: 1 } };
  expect(recalled(said, [])).toBe(said);
  expect(recalled(said, [{ path: ['a', 'b'], says: 2, written: 3 }])).toBe(said);
});

test.each([undefined, '', '{', '{}', '[1]', '[{"path":"x"}]', '[{"path":[]}]', '[{"path":["__proto__","x"],"written":1}]', '[{"path":[{}]}]'])('%j is nothing to go by', (text) => {
  expect(readDifferences(text)).toEqual([]);
});

test.each([['', true], [0, true], [false, true], [null, true], [{}, true], [[], true], [{ a: { b: '' } }, true], ['x', false], [[1], false], [{ a: 1 }, false]])('%j is not set: %s', (value, unset) => {
  expect(isUnset(value)).toBe(unset);
});
