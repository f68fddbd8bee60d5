import type { core, policy } from '../../api';
import { Diagnosis } from '../diagnosis';
import { Filtering, filtersOf } from '../filtering';
import { unresolvable, type Answer, type Cycle, type NodeInfo, type Nomination } from '../framework';
import { Nominations } from '../nominations';
import { having } from '../points';
import { ingredients } from '../testing/ingredients';
import { cycleOf, info, nodeInfo, type PodSketch } from '../testing/objects';
import { defaultPreemption } from './default-preemption';
import { nodeResourcesFit } from './node-resources-fit';

const plugins = [nodeResourcesFit({ args: {} })];
const tainted = unresolvable('tainted');

interface Case { pod: PodSketch; nodes: NodeInfo[]; budgets?: policy.PodDisruptionBudget[]; args?: Record<string, number>; nominatedNode?: string }

/** Every node is looked at by NodeResourcesFit first; those called `tainted` never would do. */
function preempt({ pod, nodes, budgets, args, nominatedNode }: Case): Answer | Nomination {
  const cycle: Cycle = { ...cycleOf(pod, ...nodes), ...(nominatedNode && { nominatedNode }) };
  const filtering = new Filtering(plugins, filtersOf(having(plugins, 'filter')), new Nominations());
  const diagnosis = new Diagnosis(cycle.snapshot);
  for (const node of nodes) {
    if (node.name === 'tainted') diagnosis.reject(node, { plugin: { name: 'Taints' }, verdict: tainted });
    const rejection = filtering.rejection(cycle, node);
    if (rejection) diagnosis.reject(node, rejection);
  }
  return defaultPreemption(ingredients({ args, objects: budgets })).postFilter?.(cycle, diagnosis, (node) => filtering.trial(cycle, node));
}

const chosen = (given: Case): string => {
  const answer = preempt(given);
  return answer && 'nominate' in answer && answer.evict
    ? `${answer.nominate}: ${answer.evict.map(({ key }) => key.name).join(' ')}`
    : answer?.reasons.join() ?? '';
};

const high: PodSketch = { requests: { cpu: '2' }, spec: { priority: 100 } };

/** A pod named by what matters: its priority, then its CPUs, then when it started. */
const runs = (name: string, priority: number, cpu: number, more: { start?: string; labels?: Record<string, string>; leaving?: boolean } = {}) => info({
  name, requests: { cpu: `${cpu}` }, labels: more.labels,
  spec: { priority },
  meta: more.leaving ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {},
  status: {
    ...(more.start && { startTime: more.start }),
    ...(more.leaving && { conditions: [{ type: 'DisruptionTarget', status: 'True' as const, reason: 'PreemptionByScheduler' }] }),
  },
});

/** Nodes have 4 CPUs. */
const holding = (name: string, ...pods: core.Pod[] | ReturnType<typeof runs>[]): NodeInfo => nodeInfo({ name }, pods as ReturnType<typeof runs>[]);

test.each<[string, Case, string]>([
  ['nobody to evict', { pod: high, nodes: [holding('n', runs('peer', 100, 4))] },
    'preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.'],
  ['it would not help', { pod: high, nodes: [holding('tainted'), holding('n', runs('peer', 100, 3), runs('low', 1, 1))] },
    'preemption: 0/2 nodes are available: 1 Insufficient cpu, 1 Preemption is not helpful for scheduling.'],
  ['a pod that must not preempt', { pod: { ...high, spec: { priority: 100, preemptionPolicy: 'Never' } }, nodes: [holding('n', runs('low', 1, 4))] },
    'preemption: not eligible due to preemptionPolicy=Never.'],
  ['victims of an earlier preemption are still leaving', { pod: high, nodes: [holding('n', runs('low', 1, 4, { leaving: true }))], nominatedNode: 'n' },
    'preemption: not eligible due to a terminating pod on the nominated node.'],
  ['the nominated node will never do: others may go', { pod: high, nodes: [holding('tainted', runs('low', 1, 4, { leaving: true })), holding('n', runs('other', 1, 4))], nominatedNode: 'tainted' },
    'n: other'],
  ['only as many as needed, the least important first', { pod: high, nodes: [holding('n', runs('old', 5, 1, { start: '2026-01-01T00:00:00Z' }), runs('new', 5, 1, { start: '2026-01-02T00:00:00Z' }), runs('lower', 1, 1), runs('peer', 100, 1))] },
    'n: new lower'],
  ['a large pod of low priority spares the others', { pod: high, nodes: [holding('n', runs('large', 1, 2), runs('a', 2, 1), runs('b', 2, 1))] },
    'n: large'],
  ['the lowest highest priority', { pod: high, nodes: [holding('a', runs('x', 10, 4)), holding('b', runs('y', 9, 4)), holding('c', runs('z', 10, 4))] }, 'b: y'],
  ['the smallest sum of priorities', { pod: { ...high, requests: { cpu: '4' } }, nodes: [holding('a', runs('x', 10, 2), runs('x2', 5, 2)), holding('b', runs('y', 10, 2), runs('y2', 4, 2))] }, 'b: y y2'],
  ['few pods of negative priority rather than many', { pod: { ...high, requests: { cpu: '4' } }, nodes: [holding('a', runs('x', -1, 2), runs('x2', -1, 2)), holding('b', runs('y', -1, 4))] }, 'b: y'],
  ['those that started last', { pod: high, nodes: [holding('a', runs('x', 1, 4, { start: '2026-01-01T00:00:00Z' })), holding('b', runs('y', 1, 4, { start: '2026-01-02T00:00:00Z' }))] }, 'b: y'],
])('%s', (_what, given, expected) => expect(chosen(given)).toBe(expected));

const budget = (allowed: number, more: Partial<policy.PodDisruptionBudgetStatus> = {}, matchLabels: Record<string, string> = { app: 'db' }): policy.PodDisruptionBudget => ({
  apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { namespace: 'default', name: `b${allowed}` }, spec: { selector: { matchLabels } },
  status: { disruptionsAllowed: allowed, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1, ...more },
});

const guarded = { labels: { app: 'db' } };
const twoNodes = (): NodeInfo[] => [holding('a', runs('db', 1, 4, guarded)), holding('b', runs('web', 50, 4))];

test.each<[string, Case, string]>([
  ['a budget counts more than priority', { pod: high, nodes: twoNodes(), budgets: [budget(0)] }, 'b: web'],
  ['a budget that allows it', { pod: high, nodes: twoNodes(), budgets: [budget(1)] }, 'a: db'],
  ['a pod that the eviction API has let go already', { pod: high, nodes: twoNodes(), budgets: [budget(0, { disruptedPods: { db: '2026-01-01T00:00:00Z' } })] }, 'a: db'],
  ['an empty selector guards nothing', { pod: high, nodes: twoNodes(), budgets: [budget(0, {}, {})] }, 'a: db'],
  ['a budget of another namespace', { pod: high, nodes: twoNodes(), budgets: [{ ...budget(0), metadata: { name: 'b', namespace: 'other' } }] }, 'a: db'],
  ['a budget is broken when nothing else helps', { pod: high, nodes: [holding('a', runs('db', 1, 4, guarded))], budgets: [budget(0)] }, 'a: db'],
  ['guarded pods are asked back first', { pod: high, nodes: [holding('a', runs('db', 1, 2, guarded), runs('web', 50, 2))], budgets: [budget(0)] }, 'a: web'],
  ['what is allowed is used up by the most important', { pod: { ...high, requests: { cpu: '2' } }, nodes: [holding('a', runs('db-1', 3, 2, guarded), runs('db-2', 2, 2, guarded))], budgets: [budget(1)] }, 'a: db-1'],
])('%s', (_what, given, expected) => expect(chosen(given)).toBe(expected));

test('looks at no more nodes than needed, from a random one on', () => {
  const nodes = Array.from({ length: 50 }, (_, i) => holding(`n${i}`, runs(`low-${i}`, i, 4)));
  expect(chosen({ pod: high, nodes })).toBe('n0: low-0');
  expect(chosen({ pod: high, nodes, args: { minCandidateNodesPercentage: 2, minCandidateNodesAbsolute: 0 } })).not.toBe('n0: low-0');
});

test.each<[Record<string, unknown>, string]>([
  [{ minCandidateNodesPercentage: 101 }, 'minCandidateNodesPercentage: Invalid value: 101: not in valid range [0, 100]'],
  [{ minCandidateNodesAbsolute: -1 }, 'minCandidateNodesAbsolute: Invalid value: -1: not in valid range [0, inf)'],
  [{ minCandidateNodesPercentage: 0, minCandidateNodesAbsolute: 0 }, 'cannot be zero at the same time'],
  [{ minCandidateNodesPercentage: 'many' }, 'json: cannot unmarshal string into Go struct field DefaultPreemptionArgs.minCandidateNodesPercentage of type int32'],
])('arguments that make no sense: %j', (args, message) => expect(() => defaultPreemption(ingredients({ args }))).toThrow(message));
