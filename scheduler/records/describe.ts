/** An attempt as a Decision: what is made when somebody asks. */
import { formatTime } from '../../api';
import type { Attempt, PointAnswer, Scores } from './attempt';
import { causesOf } from './causes';
import { decisionVersion, type Basis, type Decision, type NodeDecision, type PluginAnswer, type PluginPoint, type PluginScore, type PodName, type PointAnswers } from './decision';
import { sentenceOf } from './sentence';

export interface About {
  readonly basis: Basis;
  readonly note?: string;
}

export function describe(attempt: Attempt, { basis, note }: About): Decision {
  const { pod, cast, diagnosis, feasible, ending, extenders } = attempt;
  const nodes = nodeDecisions(attempt);
  const { nomination } = attempt;
  const told = {
    basis,
    // What has taken a node and not come back is as good as placed.
    outcome: ending?.outcome ?? 'Placed',
    ...(attempt.selected !== undefined && ending?.outcome !== 'Unschedulable' && { node: attempt.selected }),
    ...(ending && 'message' in ending && { message: ending.message }),
    ...(nomination?.nominate && { nominatedNode: nomination.nominate }),
    ...(nomination?.evict?.length && { victims: nomination.evict.map(nameOf) }),
    nodeCounts: { all: attempt.nodes.length, examined: feasible.length + (diagnosis?.size ?? 0), feasible: feasible.length },
  } as const;
  const causes = causesOf(attempt);
  return {
    apiVersion: decisionVersion, kind: 'SchedulingDecision',
    pod: nameOf(pod), schedulerName: cast.schedulerName, time: formatTime(attempt.time),
    ...(note !== undefined && { note }),
    sentence: sentenceOf(attempt, { ...told, causes, nodes }),
    ...told,
    ...(causes.length && { causes }),
    plugins: pluginAnswers(attempt), nodes,
    ...(extenders.size && { extenders: Object.fromEntries([...extenders].map(([url, results]) => [url, Object.fromEntries(results)])) }),
  };
}

/** Of a pod that asks for a scheduler that is not here. */
export function leftAlone(pod: Attempt['pod'], { schedulerName, time }: { readonly schedulerName: string; readonly time: number }): Decision {
  return {
    apiVersion: decisionVersion, kind: 'SchedulingDecision',
    pod: nameOf(pod), schedulerName, time: formatTime(time), basis: 'Computed', outcome: 'Gated',
    sentence: `is left to another scheduler: none of the profiles here is ${schedulerName}`,
    nodeCounts: { all: 0, examined: 0, feasible: 0 }, plugins: {}, nodes: [],
  };
}

export const nameOf = ({ key, uid }: Attempt['pod']): PodName => ({ namespace: key.namespace ?? '', name: key.name, uid });

function pluginAnswers({ answers }: Attempt): Partial<Record<PluginPoint, PointAnswers>> {
  return Object.fromEntries([...answers].map(([point, byPlugin]) => [point, Object.fromEntries([...byPlugin].map(([plugin, answer]) => [plugin, answerOf(answer)]))]));
}

function answerOf(answer: PointAnswer): PluginAnswer {
  if (!answer) return { code: 'Success' };
  if ('nodeNames' in answer) return { code: 'Success', nodeNames: [...answer.nodeNames].sort() };
  return { code: answer.code, ...(answer.reasons.length && { reasons: answer.reasons }), ...('timeoutMs' in answer && { timeoutSeconds: answer.timeoutMs / 1000 }) };
}

/** Plugins that had a say about nodes: the others' preFilter skipped them. */
export function filtersOf({ cast, answers }: Attempt): readonly string[] {
  const said = answers.get('preFilter');
  const skipped = (plugin: string): boolean => {
    const answer = said?.get(plugin);
    return answer !== undefined && 'code' in answer && answer.code === 'Skip';
  };
  return cast.at.filter.map(({ name }) => name).filter((name) => !skipped(name));
}

function nodeDecisions(attempt: Attempt): readonly NodeDecision[] {
  const filters = filtersOf(attempt);
  const passed = Object.fromEntries(filters.map((name) => [name, 'passed']));
  const { diagnosis, feasible, scores, cast } = attempt;
  const weights = weightsOf(cast);
  const fitting = feasible.map(({ name }, i): NodeDecision => ({ name, filters: passed, ...(scores.size && scoresAt(scores, weights, i)) }));
  const ruledOut: NodeDecision[] = [];
  diagnosis?.forEachRejected(({ name }, { code, reasons }, plugin) => ruledOut.push({
    name, filters: filterResults(filters, plugin, reasons), rejectedBy: plugin, evictionMayHelp: code === 'Unschedulable',
  }));
  return [...fitting, ...ruledOut];
}

/** Those that let the node pass, and the one that did not. */
export function filterResults(filters: readonly string[], rejectedBy: string, reasons: readonly string[]): Record<string, string> {
  const place = filters.indexOf(rejectedBy);
  const results = Object.fromEntries((place < 0 ? filters : filters.slice(0, place)).map((name) => [name, 'passed']));
  if (place >= 0) results[rejectedBy] = reasons.join(', ');
  return results;
}

export const weightsOf = ({ scorers }: Attempt['cast']): ReadonlyMap<string, number> => new Map(scorers.map(({ plugin, weight }) => [plugin.name, weight]));

export function scoreAt({ raw, normalized }: Scores, weight: number, i: number): PluginScore {
  const given = raw[i] ?? 0;
  const within = normalized?.[i] ?? given;
  return { raw: given, normalized: within, weight, final: within * weight };
}

function scoresAt(scores: ReadonlyMap<string, Scores>, weights: ReadonlyMap<string, number>, i: number): Pick<NodeDecision, 'scores' | 'total'> {
  const byPlugin = [...scores].map(([plugin, one]) => [plugin, scoreAt(one, weights.get(plugin) ?? 1, i)] as const);
  return { scores: Object.fromEntries(byPlugin), total: byPlugin.reduce((sum, [, { final }]) => sum + final, 0) };
}
