import { seededRandom } from '../api';
import { CycleState, stateKey, unschedulable, type Cycle, type SchedulerPlugin } from './framework';
import { Filtering, filtersOf } from './filtering';
import { Nominations } from './nominations';
import { Placer } from './placing';
import { nodeResourcesFit } from './plugins/node-resources-fit';
import { having } from './points';
import { buildFramework, defaultProfile } from './profile';
import { ingredients } from './testing/ingredients';
import { cycleOf, info, nodeInfo, type PodSketch } from './testing/objects';

/** Counts pods of the cluster by what it is told, as topology plugins do. */
class Count {
  constructor(public pods: number) {}
  fork(): Count { return new Count(this.pods); }
}
const key = stateKey<Count>('Limit');
const full = unschedulable('too many');
const limit = (max: number): SchedulerPlugin => ({
  name: 'Limit',
  preFilter({ snapshot, state }) {
    state.write(key, new Count(snapshot.nodes.reduce((sum, { pods }) => sum + pods.length, 0)));
    return undefined;
  },
  addPod: ({ state }) => { (state.read(key) as Count).pods++; },
  removePod: ({ state }) => { (state.read(key) as Count).pods--; },
  filter: ({ state }) => ((state.read(key)?.pods ?? 0) < max ? undefined : full),
});

const filteringOf = (plugins: SchedulerPlugin[], nominations = new Nominations()): Filtering => new Filtering(plugins, filtersOf(having(plugins, 'filter')), nominations);

test('a trial changes neither the attempt nor the next trial', () => {
  const plugin = limit(2);
  const [a, b] = [info({ name: 'a' }), info({ name: 'b' })];
  const node = nodeInfo({}, [a, b]);
  const cycle = cycleOf({}, node);
  plugin.preFilter?.(cycle);
  const filtering = filteringOf([plugin]);
  const trial = filtering.trial(cycle, node);
  expect(trial.verdict()).toBe(full);
  trial.remove(a);
  expect(trial.verdict()).toBeUndefined();
  trial.add(a);
  expect(trial.verdict()).toBe(full);
  trial.remove(b);
  expect(filtering.trial(cycle, node).verdict()).toBe(full);
  expect(filtering.rejection(cycle, node)?.verdict).toBe(full);
});

test('values that cannot be forked are shared', () => {
  const state = new CycleState();
  const shared = stateKey<readonly string[]>('shared');
  const own = stateKey<number>('own');
  state.write(shared, ['x']);
  state.write(own, 1);
  const fork = state.fork();
  fork.write(own, 2);
  expect([fork.read(shared) === state.read(shared), state.read(own), fork.read(own)]).toEqual([true, 1, 2]);
});

const besides = (nominated: PodSketch, pod: PodSketch): string | undefined => {
  const plugins = [nodeResourcesFit({ args: {} })];
  const nominations = new Nominations();
  nominations.put(info({ requests: { cpu: '3' }, ...nominated }), 'node-1');
  const cycle: Cycle = cycleOf({ requests: { cpu: '2' }, ...pod }, nodeInfo());
  return filteringOf(plugins, nominations).rejection(cycle, cycle.snapshot.nodes[0] ?? nodeInfo())?.verdict.reasons.join();
};

test.each<[string, PodSketch, PodSketch, string | undefined]>([
  ['of the same priority', { name: 'first' }, {}, 'Insufficient cpu'],
  ['of a higher priority', { name: 'first', spec: { priority: 5 } }, { spec: { priority: 1 } }, 'Insufficient cpu'],
  ['of a lower priority', { name: 'first', spec: { priority: 1 } }, { spec: { priority: 5 } }, undefined],
  ['the pod itself', { name: 'web' }, {}, undefined],
])('a nominated pod %s', (_what, nominated, pod, verdict) => expect(besides(nominated, pod)).toBe(verdict));

test('what only a nominated pod allows is not enough', () => {
  const company: SchedulerPlugin = { name: 'Company', filter: (_cycle, { pods }) => (pods.length ? undefined : full) };
  const nominations = new Nominations();
  nominations.put(info({ name: 'friend' }), 'node-1');
  const cycle = cycleOf({}, nodeInfo());
  expect(filteringOf([company], nominations).rejection(cycle, nodeInfo())?.verdict).toBe(full);
});

test('the nominated node is taken when it has room, though another is emptier', () => {
  const nominations = new Nominations();
  const placer = new Placer(buildFramework(defaultProfile, ingredients()), seededRandom(1), nominations);
  const nodes = [nodeInfo({ name: 'empty' }), nodeInfo({ name: 'kept' }, [info({ name: 'other', requests: { cpu: '2' } })])];
  nominations.put(info(), 'kept');
  const place = (sketch: PodSketch): string | undefined => placer.place({ ...cycleOf(sketch, ...nodes), nominatedNode: 'kept' }).node;
  expect(place({ requests: { cpu: '1' } })).toBe('kept');
  expect(place({ requests: { cpu: '3' } })).toBe('empty');
  expect(place({ requests: { cpu: '1' }, spec: { nodeSelector: { 'kubernetes.io/hostname': 'empty' } } })).toBe('empty');
});
