/** The simulator's annotations, letter by letter. */
import { seededRandom, SteppedClock } from '../../api';
import { CycleState, skip, unschedulable, type Cycle, type NodeInfo, type SchedulerPlugin, type Waiting } from '../framework';
import type { Diagnosis } from '../diagnosis';
import { Placer } from '../placing';
import { buildFramework, type Framework, type Profile } from '../profile';
import { ingredients } from '../testing/ingredients';
import { info, nodeInfo, snapshotOf, type PodSketch } from '../testing/objects';
import { annotationsOf, defaultPrefix, goDuration } from './annotations';
import type { Attempt } from './attempt';
import { Book } from './book';
import { goJson } from './testing/texts';

const waiting: Waiting = { code: 'Wait', reasons: [], timeoutMs: 90_000, until: new Promise(() => undefined) };

/** Small plugins whose answers are known. */
const plugins: Readonly<Record<string, SchedulerPlugin>> = {
  Size: {
    name: 'Size',
    preFilter: () => undefined,
    filter: (_cycle, { facts }) => (facts.allocatable.milliCpu >= 2000 ? undefined : unschedulable('node(s) were <small>', 'and & old')),
    score: (_cycle, { facts }) => facts.allocatable.milliCpu / 100,
  },
  Silent: { name: 'Silent', preFilter: () => skip, filter: () => unschedulable('never asked'), preScore: () => skip, score: () => 7 },
  Names: {
    name: 'Names',
    filter: () => undefined,
    preScore: () => undefined,
    score: (_cycle, { name }) => name.length,
    normalize: (_cycle, scores) => { const top = Math.max(...scores); scores.forEach((score, i) => { scores[i] = (100 * score) / top; }); },
  },
  Narrow: { name: 'Narrow', preFilter: ({ snapshot }) => ({ nodeNames: new Set(snapshot.nodes.map(({ name }) => name).filter((name) => name !== 'outside').reverse()) }) },
  Steps: {
    name: 'Steps',
    reserve: () => undefined,
    permit: () => waiting,
    preBind: () => Promise.resolve(undefined),
    bind: () => Promise.resolve(undefined),
  },
  Sort: { name: 'Sort', queueSort: () => 0 },
};

const profile: Profile = { plugins: [{ name: 'Sort' }, { name: 'Narrow' }, { name: 'Names', weight: 2 }, { name: 'Silent' }, { name: 'Size', weight: 3 }, { name: 'Steps' }, { name: 'DefaultPreemption' }] };

async function attempted(nodes: readonly NodeInfo[], sketch: PodSketch = {}): Promise<Attempt> {
  const book = new Book(new SteppedClock());
  const framework = buildFramework(profile, { ...ingredients(), factories: Object.fromEntries(Object.entries(plugins).map(([name, plugin]) => [name, () => plugin])), book });
  const cycle: Cycle = { pod: info(sketch), snapshot: snapshotOf(...nodes), state: new CycleState() };
  const attempt = book.begin(cycle, framework);
  const placement = new Placer(framework, seededRandom(1)).place(cycle);
  attempt.searched(placement);
  if (placement.node !== undefined) await take(cycle, placement.node, framework, book);
  return attempt;
}

async function take(cycle: Cycle, node: string, { at }: Framework, book: Book): Promise<void> {
  book.took(cycle, node);
  for (const plugin of at.reserve) plugin.reserve?.(cycle, node);
  for (const plugin of at.permit) plugin.permit(cycle, node);
  for (const plugin of at.preBind) await plugin.preBind(cycle, node, new AbortController().signal);
  for (const plugin of at.bind) await plugin.bind(cycle, node);
}

const sized = (name: string, cpu: string, pods: PodSketch[] = []): NodeInfo => nodeInfo({ name, allocatable: { cpu } }, pods.map(info));

test('of a pod that was placed', async () => {
  const attempt = await attempted([sized('outside', '8'), sized('n1', '4'), sized('node-2', '2'), sized('n3', '1')]);
  expect(goJson(annotationsOf(attempt))).toBe([
    '{',
    '"kube-scheduler-simulator.sigs.k8s.io/bind-result":"{\\"Steps\\":\\"success\\"}",',
    '"kube-scheduler-simulator.sigs.k8s.io/filter-result":"{\\"n1\\":{\\"Names\\":\\"passed\\",\\"Size\\":\\"passed\\"},\\"n3\\":{\\"Names\\":\\"passed\\",\\"Size\\":\\"node(s) were \\\\u003csmall\\\\u003e, and \\\\u0026 old\\"},\\"node-2\\":{\\"Names\\":\\"passed\\",\\"Size\\":\\"passed\\"}}",',
    '"kube-scheduler-simulator.sigs.k8s.io/finalscore-result":"{\\"n1\\":{\\"Names\\":\\"66\\",\\"Size\\":\\"120\\"},\\"node-2\\":{\\"Names\\":\\"200\\",\\"Size\\":\\"60\\"}}",',
    '"kube-scheduler-simulator.sigs.k8s.io/permit-result":"{\\"Steps\\":\\"wait\\"}",',
    '"kube-scheduler-simulator.sigs.k8s.io/permit-result-timeout":"{\\"Steps\\":\\"1m30s\\"}",',
    '"kube-scheduler-simulator.sigs.k8s.io/postfilter-result":"{}",',
    '"kube-scheduler-simulator.sigs.k8s.io/prebind-result":"{\\"Steps\\":\\"success\\"}",',
    '"kube-scheduler-simulator.sigs.k8s.io/prefilter-result":"{\\"Narrow\\":[\\"n1\\",\\"n3\\",\\"node-2\\"]}",',
    '"kube-scheduler-simulator.sigs.k8s.io/prefilter-result-status":"{\\"Narrow\\":\\"success\\",\\"Silent\\":\\"\\",\\"Size\\":\\"success\\"}",',
    '"kube-scheduler-simulator.sigs.k8s.io/prescore-result":"{\\"Names\\":\\"success\\",\\"Silent\\":\\"\\"}",',
    '"kube-scheduler-simulator.sigs.k8s.io/reserve-result":"{\\"Steps\\":\\"success\\"}",',
    '"kube-scheduler-simulator.sigs.k8s.io/score-result":"{\\"n1\\":{\\"Names\\":\\"2\\",\\"Size\\":\\"40\\"},\\"node-2\\":{\\"Names\\":\\"6\\",\\"Size\\":\\"20\\"}}",',
    '"kube-scheduler-simulator.sigs.k8s.io/selected-node":"node-2"',
    '}',
  ].join(''));
});

test('of a pod with one feasible node: nothing is scored, the node is there', async () => {
  const annotations = annotationsOf(await attempted([sized('n1', '4'), sized('n3', '1')]));
  expect(annotations).toMatchObject({ [`${defaultPrefix}score-result`]: '{}', [`${defaultPrefix}finalscore-result`]: '{}', [`${defaultPrefix}prescore-result`]: '{}', [`${defaultPrefix}selected-node`]: 'n1' });
});

test('of a pod that found no node, and of those that have to leave', async () => {
  const small = sized('small', '1', [{ name: 'low', meta: { namespace: 'other' } }]);
  const attempt = await attempted([small, sized('outside', '8')], { spec: { priority: 10 } });
  expect(annotationsOf(attempt, 'scheduler-simulator/')).toMatchObject({
    'scheduler-simulator/filter-result': '{"small":{"Names":"passed","Size":"node(s) were \\u003csmall\\u003e, and \\u0026 old"}}',
    'scheduler-simulator/postfilter-result': '{"outside":{},"small":{}}',
    'scheduler-simulator/selected-node': '', 'scheduler-simulator/bind-result': '{}',
  });
  const nomination = { code: 'Success', reasons: [], nominate: 'small', evict: [...small.pods] } as const;
  attempt.answered('postFilter', 'DefaultPreemption', nomination);
  attempt.searched({ feasible: attempt.feasible, diagnosis: attempt.diagnosis as Diagnosis, nomination });
  expect(annotationsOf(attempt, 'p/')).toMatchObject({
    'p/postfilter-result': '{"outside":{},"small":{"DefaultPreemption":"preemption victim"}}', 'p/preemption-victims': '{"small":["other/low"]}',
  });
});

test('of extenders, by their URL', async () => {
  const attempt = await attempted([sized('n1', '4')]);
  attempt.extended('http://127.0.0.1:8001/', 'filter', { NodeNames: ['n1'], FailedNodes: { n2: 'no' }, Error: '' });
  attempt.extended('http://127.0.0.1:8001/', 'prioritize', [{ Host: 'n1', Score: 3 }]);
  expect(annotationsOf(attempt, 'p/')).toMatchObject({
    'p/extender-filter-result': '{"http://127.0.0.1:8001/":{"Error":"","FailedNodes":{"n2":"no"},"NodeNames":["n1"]}}',
    'p/extender-prioritize-result': '{"http://127.0.0.1:8001/":[{"Host":"n1","Score":3}]}',
    'p/extender-preempt-result': '{}', 'p/extender-bind-result': '{}',
  });
});

test.each([[0, '0s'], [250, '250ms'], [1500, '1.5s'], [10_000, '10s'], [90_000, '1m30s'], [3_600_000, '1h0m0s'], [3_661_500, '1h1m1.5s']])('%d ms is %s', (ms, text) => expect(goDuration(ms)).toBe(text));
