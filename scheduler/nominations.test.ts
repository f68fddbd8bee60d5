import { Nominations } from './nominations';
import { SteppedClock } from '../api';
import { ClusterCache } from './snapshot';
import { info, node } from './testing/objects';

const says = (node?: string) => info({ status: node ? { nominatedNodeName: node } : {} });

test('a pod has one node; the node knows its pods', () => {
  const nominations = new Nominations();
  nominations.put(info({ name: 'a' }), 'n1');
  nominations.put(info({ name: 'b' }), 'n1');
  expect(nominations.on('n1').map(({ key }) => key.name)).toEqual(['a', 'b']);
  nominations.put(info({ name: 'a' }), 'n2');
  nominations.delete('uid-b');
  nominations.delete('uid-unknown');
  expect([nominations.on('n1'), nominations.nodeOf('uid-a'), nominations.nodeOf('uid-b')]).toEqual([[], 'n2', undefined]);
});

test('by seat they are the same, whatever comes and goes', () => {
  const cache = new ClusterCache(new SteppedClock());
  const [nominations, others] = [new Nominations(), new ClusterCache(new SteppedClock())];
  const agrees = (one: ClusterCache): void => {
    const snapshot = one.snapshot();
    const bySeat = nominations.bySeat(snapshot);
    for (const { name, seat } of snapshot.nodes) expect([name, bySeat[seat] ?? []]).toEqual([name, nominations.on(name)]);
  };
  nominations.put(info({ name: 'early' }), 'n3');
  for (const name of ['n1', 'n2', 'n3']) cache.putNode(node({ name }));
  agrees(cache);
  nominations.put(info({ name: 'a' }), 'n1');
  nominations.put(info({ name: 'b' }), 'n1');
  nominations.put(info({ name: 'early' }), 'n2');
  agrees(cache);
  // Its seat is the next one's.
  cache.removeNode('n1');
  cache.putNode(node({ name: 'n4' }));
  agrees(cache);
  cache.putNode(node({ name: 'n1' }));
  agrees(cache);
  for (const name of ['n2', 'n4']) others.putNode(node({ name }));
  agrees(others);
  nominations.delete('uid-early');
  agrees(cache);
  agrees(others);
});

test.each<[string, string | undefined, string | undefined, string | undefined, string | undefined]>([
  ['a new pod that says nothing', undefined, undefined, undefined, undefined],
  ['a new pod that was nominated before we came', undefined, undefined, 'n1', 'n1'],
  ['an update on the way of our own nomination', 'n2', undefined, undefined, 'n2'],
  ['our nomination, written', 'n2', undefined, 'n2', 'n2'],
  ['a nomination that somebody took back', 'n2', 'n2', undefined, undefined],
])('%s', (_what, ours, before, now, then) => {
  const nominations = new Nominations();
  if (ours) nominations.put(info(), ours);
  nominations.follow(says(now), before ? says(before) : undefined);
  expect(nominations.nodeOf('uid-web')).toBe(then);
});
