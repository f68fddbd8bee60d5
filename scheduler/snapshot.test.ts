import { SteppedClock } from '../api';
import { ClusterCache } from './snapshot';
import { info, node } from './testing/objects';

const cacheWith = (...names: string[]): ClusterCache => {
  const cache = new ClusterCache(new SteppedClock());
  for (const name of names) cache.putNode(node({ name }));
  return cache;
};
const cpuOn = (cache: ClusterCache, name: string): number | undefined => cache.snapshot().node(name)?.requested.milliCpu;

test('pods count on their node until they are gone', () => {
  const cache = cacheWith('a', 'b');
  cache.putPod(info({ name: 'web', requests: { cpu: '1' } }), 'a');
  expect(cpuOn(cache, 'a')).toBe(1000);
  cache.putPod(info({ name: 'web', requests: { cpu: '2' } }), 'a');
  expect(cpuOn(cache, 'a')).toBe(2000);
  expect(cache.removePod('uid-web')).toBe(true);
  expect(cpuOn(cache, 'a')).toBe(0);
  expect(cache.removePod('uid-web')).toBe(false);
});

test('a snapshot touches only what changed', () => {
  const cache = cacheWith('a', 'b');
  const before = cache.snapshot().nodes;
  const [a, b] = before;
  cache.assume(info(), 'a');
  const after = cache.snapshot().nodes;
  expect(after).toBe(before);
  expect(after[0]).not.toBe(a);
  expect(after[1]).toBe(b);
});

test('a forgotten pod frees its node, a confirmed one does not', () => {
  const cache = cacheWith('a');
  cache.assume(info({ name: 'lost', requests: { cpu: '1' } }), 'a');
  cache.assume(info({ name: 'kept', requests: { cpu: '2' } }), 'a');
  cache.putPod(info({ name: 'kept', requests: { cpu: '2' } }), 'a');
  cache.forget('uid-lost');
  cache.forget('uid-kept');
  expect(cpuOn(cache, 'a')).toBe(2000);
});

test('the truth wins over an assumption: the pod moves', () => {
  const cache = cacheWith('a', 'b');
  cache.assume(info({ requests: { cpu: '1' } }), 'a');
  cache.putPod(info({ requests: { cpu: '1' } }), 'b');
  expect([cpuOn(cache, 'a'), cpuOn(cache, 'b')]).toEqual([0, 1000]);
});

test('pods wait for a node that is not known yet, and outlive one that goes', () => {
  const cache = cacheWith();
  cache.putPod(info({ requests: { cpu: '1' } }), 'a');
  expect(cache.snapshot().nodes).toHaveLength(0);
  cache.putNode(node({ name: 'a' }));
  expect(cpuOn(cache, 'a')).toBe(1000);
  cache.removeNode('a');
  expect(cpuOn(cache, 'a')).toBeUndefined();
  cache.removePod('uid-web');
  cache.putNode(node({ name: 'a' }));
  expect(cpuOn(cache, 'a')).toBe(0);
});

test('an assumed pod expires when its binding is finished and never seen', async () => {
  const clock = new SteppedClock();
  const expired: string[] = [];
  const cache = new ClusterCache(clock, (pod, name) => expired.push(`${pod.id} on ${name}`));
  cache.putNode(node({ name: 'a' }));
  for (const name of ['unbound', 'seen', 'unseen']) cache.assume(info({ name, requests: { cpu: '1' } }), 'a');
  cache.finishBinding('uid-seen');
  cache.finishBinding('uid-unseen');
  cache.putPod(info({ name: 'seen', requests: { cpu: '1' } }), 'a');
  await clock.step(61_000);
  expect(expired).toEqual(['default/unseen on a']);
  expect(cpuOn(cache, 'a')).toBe(2000);
  expect(clock.untilNext()).toBeUndefined();
});

test('ports are freed with their pod', () => {
  const cache = cacheWith('a');
  const withPort = info({ spec: { containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 80 }] }] } });
  cache.putPod(withPort, 'a');
  expect(cache.snapshot().node('a')?.usedPorts).toEqual([{ ip: '0.0.0.0', protocol: 'TCP', port: 80 }]);
  cache.removePod(withPort.uid);
  expect(cache.snapshot().node('a')?.usedPorts).toEqual([]);
});
