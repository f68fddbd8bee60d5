import { seededRandom, SteppedClock, type policy, type Random } from '../../../api';
import { CycleState, unschedulable, type NodeInfo, type PodInfo, type SchedulerPlugin, type Trial } from '../../framework';
import { Nominations } from '../../nominations';
import { Placer } from '../../placing';
import { buildFramework, defaultProfile } from '../../profile';
import { ClusterCache } from '../../snapshot';
import { ingredients } from '../../testing/ingredients';
import { info, node, nodeInfo } from '../../testing/objects';
import { DryRuns } from './dry-runs';

const clock = new SteppedClock();

/** A cluster and who decides in it. `forgetful`: no plugin says which pods are alike, so that all is found out for each pod. */
class World {
  readonly cache = new ClusterCache(clock);
  readonly nominations = new Nominations();
  readonly budgets: policy.PodDisruptionBudget[] = [];
  private readonly placer: Placer;
  trials = 0;

  constructor(seed: number, forgetful: boolean) {
    const made = ingredients({ clock, random: seededRandom(seed), objects: this.budgets });
    const framework = buildFramework(defaultProfile, made);
    const counted: SchedulerPlugin = { name: 'Counted', sign: () => '', filter: () => { this.trials++; return undefined; } };
    const all = [counted, ...framework.at.filter].map((plugin) => (forgetful ? { ...plugin, sign: undefined } : plugin));
    const scorers = framework.scorers.map(({ plugin, weight }) => ({ weight, plugin: forgetful ? { ...plugin, sign: undefined } : plugin }));
    const same = (plugin: SchedulerPlugin): SchedulerPlugin => all.find(({ name }) => name === plugin.name) ?? plugin;
    this.placer = new Placer({ ...framework, scorers, at: { ...framework.at, filter: all as typeof framework.at.filter, preFilter: framework.at.preFilter.map(same) as typeof framework.at.preFilter } },
      seededRandom(seed), this.nominations);
  }

  /** What is decided, in words; done at once. Victims go after a while. */
  decide(pod: PodInfo): { readonly said: string; readonly victims: readonly PodInfo[] } {
    const placement = this.placer.place({ pod, snapshot: this.cache.snapshot(), state: new CycleState(), nominatedNode: this.nominations.nodeOf(pod.uid) });
    if (placement.node !== undefined) {
      this.nominations.delete(pod.uid);
      this.cache.putPod(pod, placement.node);
      return { said: `${pod.id} on ${placement.node}`, victims: [] };
    }
    const { diagnosis, nomination } = placement;
    if (nomination?.nominate) this.nominations.put(pod, nomination.nominate);
    else if (nomination) this.nominations.delete(pod.uid);
    const victims = nomination?.evict ?? [];
    return { said: `${diagnosis.message()} ${nomination?.nominate} ${victims.map(({ id }) => id).join()}`, victims };
  }
}

const colours = ['red', 'blue'];

function randomPod(random: Random, name: string): PodInfo {
  const colour = colours[random.int(2)] ?? '';
  const spread = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' as const, labelSelector: { matchLabels: { colour } } };
  return info({
    name, labels: { colour }, requests: { cpu: `${1 + random.int(2)}` },
    spec: { priority: random.int(4) * 10, ...(random.int(6) === 0 && { topologySpreadConstraints: [spread] }), ...(random.int(8) === 0 && { nodeSelector: { zone: 'z1' } }) },
    status: random.int(2) ? { startTime: new Date(clock.now() + (random.int(20) - 15) * 60_000).toISOString() } : {},
  });
}

const budget = (colour: string, disruptionsAllowed: number): policy.PodDisruptionBudget => ({
  apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: colour, namespace: 'default' },
  spec: { selector: { matchLabels: { colour } } },
  status: { disruptionsAllowed, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
});

test.each([1, 2, 3, 4])('in clusters made by chance, what is remembered decides as what is tried out for each pod (%d)', async (seed) => {
  const random = seededRandom(seed);
  const [worlds, waiting, leaving]: [readonly World[], PodInfo[], PodInfo[]] = [[new World(seed, false), new World(seed, true)], [], []];
  const both = <T>(work: (world: World) => T): T[] => worlds.map(work);
  for (let i = 0; i < 12; i++) both(({ cache }) => cache.putNode(node({ name: `n${i}`, labels: { zone: `z${i % 3}` } })));
  let evictions = 0;
  for (let step = 0; step < 400; step++) {
    const what = random.int(12);
    if (what === 0) both(({ cache }) => cache.putNode(node({ name: `n${step % 12}`, labels: { zone: `z${step % 3}` } })));
    if (what === 1) both(({ budgets }) => { budgets.splice(0, budgets.length, ...(step % 3 ? [budget(colours[step % 2] ?? '', step % 3)] : [])); });
    if (what === 2) await clock.step(60_000);
    for (const gone of leaving.splice(0, random.int(3))) both(({ cache }) => cache.removePod(gone.uid));
    const pod = (random.int(2) ? waiting.shift() : undefined) ?? randomPod(random, `p${step}`);
    const [remembering, forgetful] = both((world) => world.decide(pod));
    expect(remembering?.said).toBe(forgetful?.said);
    if (!remembering?.said.includes(' on n')) waiting.push(pod);
    leaving.push(...remembering?.victims ?? []);
    evictions += remembering?.victims.length ?? 0;
  }
  expect(evictions).toBeGreaterThan(20);
  expect(worlds[0]?.trials).toBeLessThan((worlds[1]?.trials ?? 0) / 2);
});

const victim = info({ name: 'low', requests: { cpu: '4' } });
const alike = {};
const nobody: readonly PodInfo[] = [];

interface Attempt { readonly pod: PodInfo; readonly node: NodeInfo; readonly likeness?: object; readonly nominated?: readonly PodInfo[]; readonly budgets?: readonly policy.PodDisruptionBudget[] }

const hopeless: Trial = { add: () => undefined, remove: () => undefined, verdict: () => unschedulable('no') };

/** How many trials there are in these attempts. */
function trialsOf(...attempts: readonly Attempt[]): number {
  const runs = new DryRuns();
  let trials = 0;
  for (const { pod, node: one, likeness, nominated, budgets = [] } of attempts) {
    const whatIf = Object.assign(() => { trials++; return hopeless; }, { likeness, nominated: () => nominated });
    expect(runs.outcome(one, pod, whatIf, { budgets, now: clock.now() })).toMatchObject({ reasons: ['no'] });
  }
  return trials;
}

test('a node is tried out again when it, who waits for it, its budgets, the priority or the kind of pod is another', () => {
  const first: Attempt = { pod: info({ spec: { priority: 5 } }), node: nodeInfo({}, [victim]), likeness: alike, nominated: nobody };
  expect(trialsOf(first, first)).toBe(1);
  expect(trialsOf(first, { ...first, node: nodeInfo({}, [victim]) })).toBe(2);
  expect(trialsOf(first, { ...first, pod: info({ spec: { priority: 9 } }) })).toBe(2);
  expect(trialsOf(first, { ...first, likeness: {} })).toBe(2);
  expect(trialsOf(first, { ...first, nominated: [info({ name: 'other' })] })).toBe(2);
  expect(trialsOf(first, { ...first, budgets: [budget('red', 1)] })).toBe(2);
  const [unlike, among]: Attempt[] = [{ ...first, likeness: undefined }, { ...first, nominated: undefined }];
  for (const attempt of [unlike, among]) expect(attempt && trialsOf(attempt, attempt)).toBe(2);
});

test('nothing is kept of a node where it changes with time who is more important', () => {
  const later = info({ name: 'later', status: { startTime: new Date(clock.now() + 60_000).toISOString() } });
  const attempt: Attempt = { pod: info({ spec: { priority: 5 } }), node: nodeInfo({}, [later]), likeness: alike, nominated: nobody };
  expect(trialsOf(attempt, attempt)).toBe(2);
});
