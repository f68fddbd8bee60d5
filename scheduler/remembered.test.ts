import { seededRandom } from '../api';
import { CycleState, unschedulable, type SchedulerPlugin } from './framework';
import { withoutPod, withPod } from './node-info';
import { Placer } from './placing';
import type { PodInfo } from './pod-info';
import { ClusterCache } from './snapshot';
import { SteppedClock } from '../api';
import { ingredients } from './testing/ingredients';
import { info, node } from './testing/objects';
import { buildFramework } from './profile';

const tooMany = unschedulable('full');

/** Two pods at most, and which nodes it was asked about. */
function counting(sign?: SchedulerPlugin['sign']): SchedulerPlugin & { readonly filtered: string[]; readonly scored: string[] } {
  const [filtered, scored]: string[][] = [[], []] as unknown as [string[], string[]];
  return {
    name: 'Counting', filtered, scored, ...(sign && { sign }),
    filter(_, { name, pods }) {
      filtered.push(name);
      return pods.length >= 2 ? tooMany : undefined;
    },
    score(_, { name, pods }) {
      scored.push(name);
      return 10 - pods.length;
    },
  };
}

const colourOf = ({ pod }: PodInfo): string | undefined => pod.metadata.labels?.colour;

function bench(plugin: SchedulerPlugin, ...others: SchedulerPlugin[]): { readonly cache: ClusterCache; place(pod: PodInfo): string | undefined } {
  const all = [plugin, ...others];
  const framework = buildFramework(
    { plugins: [{ name: 'PrioritySort' }, ...all.map(({ name }) => ({ name })), { name: 'DefaultBinder' }] },
    { ...ingredients(), factories: Object.fromEntries(all.map((each) => [each.name, () => each])) },
  );
  const placer = new Placer(framework, seededRandom(1));
  const cache = new ClusterCache(new SteppedClock());
  for (const name of ['a', 'b', 'c']) cache.putNode(node({ name }));
  return {
    cache,
    place(pod) {
      const placed = placer.place({ pod, snapshot: cache.snapshot(), state: new CycleState() }).node;
      if (placed) cache.assume(pod, placed);
      return placed;
    },
  };
}

const red = (name: string): PodInfo => info({ name, labels: { colour: 'red' } });

test('of pods that are alike, the second is told of the nodes that have changed since the first', () => {
  const plugin = counting(colourOf);
  const { place } = bench(plugin);
  const first = place(red('one'));
  expect([plugin.filtered.sort(), plugin.scored.sort()]).toEqual([['a', 'b', 'c'], ['a', 'b', 'c']]);
  plugin.filtered.length = plugin.scored.length = 0;
  const second = place(red('two'));
  expect([plugin.filtered, plugin.scored]).toEqual([[first], [first]]);
  expect(second).not.toBe(first);
});

test('what is remembered decides as what is asked: the same nodes with a sign and without, until none has room', () => {
  const places = [colourOf, undefined].map((sign) => {
    const { place } = bench(counting(sign));
    return Array.from({ length: 8 }, (_, i) => place(red(`pod-${i}`)));
  });
  expect(places[0]).toEqual(places[1]);
  expect(places[0]?.filter((name) => name === undefined)).toHaveLength(2);
});

test.each([
  ['of another sign', info({ name: 'blue', labels: { colour: 'blue' } })],
  ['without a sign', info({ name: 'plain' })],
])('a pod %s is looked at for itself', (_what, other) => {
  const plugin = counting(colourOf);
  const { place } = bench(plugin);
  place(red('one'));
  plugin.filtered.length = 0;
  place(other);
  expect(plugin.filtered.sort()).toEqual(['a', 'b', 'c']);
});

test('filters behind one without a sign are asked for each pod', () => {
  const [plugin, nosy] = [counting(colourOf), { ...counting(), name: 'Nosy' }];
  const behind = { ...counting(colourOf), name: 'Behind' };
  const { place } = bench(plugin, nosy, behind);
  place(red('one'));
  for (const { filtered } of [plugin, nosy, behind]) filtered.length = 0;
  place(red('two'));
  expect([plugin.filtered.length, nosy.filtered.length, behind.filtered.length]).toEqual([1, 3, 3]);
});

test('every state of a node has a version of its own', () => {
  const { cache } = bench(counting());
  const [before] = cache.snapshot().nodes;
  if (!before) throw new Error('no node');
  const pod = red('one');
  const after = withPod(before, pod);
  const again = withoutPod(after, pod);
  expect(new Set([before.version, after.version, again.version]).size).toBe(3);
});
