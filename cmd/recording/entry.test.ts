import { formatEntry, parseEntry } from './entry';

const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } };
const time = Date.UTC(2025, 2, 1, 10);

it('is written as the simulator writes it', () => {
  expect(formatEntry({ time, event: 'Add', resource: node }))
    .toBe('{"time":"2025-03-01T10:00:00Z","event":"Add","resource":{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"}}}\n');
});

it.each([[0, '10:00:00Z'], [120, '10:00:00.12Z'], [7, '10:00:00.007Z'], [600_000, '10:10:00Z']])('%d ms later: %s', (ms, text) => {
  const line = formatEntry({ time: time + ms, event: 'Update', resource: node });
  expect(line).toContain(`"2025-03-01T${text}"`);
  expect(parseEntry(line).time).toBe(time + ms);
});

it('of what is deleted only what names it is written', () => {
  const resource = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default', uid: 'u' }, spec: {} };
  expect(parseEntry(formatEntry({ time, event: 'Delete', resource })).resource).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' } });
});

it('a time may have nanoseconds and a zone', () => {
  expect(parseEntry('{"time":"2025-03-01T12:00:00.123456789+02:00","event":"Add","resource":{"apiVersion":"v1","kind":"Node","metadata":{"name":"n"}}}').time).toBe(time + 123);
});

const line = (parts: object): string => JSON.stringify({ time: '2025-03-01T10:00:00Z', event: 'Add', resource: node, ...parts });

it.each([
  ['nonsense', 'no JSON: '],
  ['{"time":"2025-', 'no JSON: '],
  ['3', 'the line is no object'],
  [line({ time: undefined }), 'time undefined is none'],
  [line({ time: 'soon' }), 'time "soon" is none'],
  [line({ event: 'Patch' }), 'event "Patch" is none of Add, Update, Delete'],
  [line({ resource: null }), 'resource is no object'],
  [line({ resource: { ...node, kind: '' } }), 'resource.kind is missing'],
  [line({ resource: { ...node, apiVersion: 1 } }), 'resource.apiVersion is missing'],
  [line({ resource: { ...node, metadata: [] } }), 'resource.metadata is no object'],
  [line({ resource: { ...node, metadata: {} } }), 'resource.metadata.name is missing'],
  [line({ resource: { ...node, metadata: { name: 'n', namespace: 1 } } }), 'resource.metadata.namespace is no text'],
])('%s: %s', (text, why) => {
  expect(() => parseEntry(text)).toThrow(why);
});
