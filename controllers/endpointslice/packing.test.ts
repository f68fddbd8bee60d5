import type { discovery } from '../../api';
import { pack, type Packing } from './packing';

const endpoint = (name: string, ready = true): discovery.Endpoint => ({ addresses: [`10.0.0.${name}`], conditions: { ready }, targetRef: { kind: 'Pod', namespace: 'default', name } });
const slice = (name: string, ...pods: string[]): discovery.EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name, namespace: 'default' }, addressType: 'IPv4', ports: [], endpoints: pods.map((pod) => endpoint(pod)),
});
const names = (all: readonly discovery.Endpoint[]): string => all.map(({ targetRef }) => targetRef?.name).join('');
/** `slice:endpoints`, `new:endpoints`, `-slice` for what goes. */
const told = ({ written, emptied }: Packing): string[] =>
  [...written.map((each) => `${each.slice?.metadata.name ?? 'new'}:${names(each.endpoints)}`), ...emptied.map(({ metadata }) => `-${metadata.name}`)];
const options = { limit: 4, isStale: () => false };
const of = (text: string): discovery.Endpoint[] => [...text].map((name) => endpoint(name));

test.each<[string, discovery.EndpointSlice[], string, string[]]>([
  ['nothing there', [], '12', ['new:12']],
  ['more than a slice holds', [], '123456', ['new:1234', 'new:56']],
  ['nothing to do', [slice('a', '1', '2')], '21', []],
  ['one more fits', [slice('a', '1', '2')], '123', ['a:123']],
  ['the fullest that takes them all', [slice('a', '1'), slice('b', '2', '3')], '12345', ['b:2345']],
  ['none takes them all', [slice('a', '1', '2', '3')], '12356', ['new:56']],
  ['one that is written anyway is filled first', [slice('a', '1', '2', '3'), slice('b', '4', '5')], '12348', ['b:48']],
  ['one that has become empty goes', [slice('a', '1'), slice('b', '2')], '2', ['-a']],
  ['one that has become empty is filled', [slice('a', '1')], '2', ['a:2']],
  ['all go', [slice('a', '1'), slice('b', '2')], '', ['-a', '-b']],
])('%s', (_, existing, desired, expected) => {
  expect(told(pack(existing, of(desired), options))).toEqual(expected);
});

test('an endpoint that has changed is written in its place', () => {
  const { written } = pack([slice('a', '1', '2'), slice('b', '3')], [endpoint('1'), endpoint('2', false), endpoint('3')], options);
  expect(written).toEqual([{ slice: expect.objectContaining({ metadata: { name: 'a', namespace: 'default' } }) as unknown, endpoints: [endpoint('1'), endpoint('2', false)], isChanged: true }]);
});

test('a slice with old labels is written', () => {
  expect(told(pack([slice('a', '1')], of('1'), { ...options, isStale: () => true }))).toEqual(['a:1']);
});
