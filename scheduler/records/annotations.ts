/**
 * An attempt as the scheduler simulator's pod annotations (kube-scheduler-simulator, simulator/scheduler/plugin/annotation
 * and resultstore): every value is a text, most of them JSON with sorted keys.
 */
import { isSuccess, type Answer, type PodInfo, type Verdict } from '../framework';
import type { Attempt, PointAnswer } from './attempt';
import type { ExtenderVerb, PluginPoint } from './decision';
import { filterResults, scoreAt, weightsOf } from './describe';
import { mapText, sortedJson } from './go-json';
import { filters, preFilterAnswers, preScoreAnswers, scores } from './upstream-points';

export const defaultPrefix = 'kube-scheduler-simulator.sigs.k8s.io/';

/** After the prefix. */
export const historyKey = 'result-history';

type ByPlugin = Record<string, string>;

/** Of one attempt, without its history. */
export function annotationsOf(attempt: Attempt, prefix = defaultPrefix): Readonly<Record<string, string>> {
  const { extenders, nomination } = attempt;
  const texts: Record<string, string> = {
    'prefilter-result': sortedJson(nodeSets(attempt)),
    'prefilter-result-status': statusTexts(preFilterAnswers(attempt)),
    'filter-result': filterResult(attempt),
    'postfilter-result': postFilterResult(attempt),
    'prescore-result': statusTexts(preScoreAnswers(attempt)),
    'score-result': scoreResult(attempt, ({ raw }) => raw),
    'finalscore-result': scoreResult(attempt, ({ final }) => final),
    'reserve-result': statuses(attempt, 'reserve'),
    'permit-result': statuses(attempt, 'permit'),
    'permit-result-timeout': timeouts(attempt),
    'prebind-result': statuses(attempt, 'preBind'),
    'bind-result': statuses(attempt, 'bind'),
    'selected-node': attempt.selected ?? '',
    ...(extenders.size && extenderResults(attempt)),
    ...(nomination?.evict?.length && { 'preemption-victims': victims(nomination.nominate, nomination.evict) }),
  };
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${prefix}${key}`, text]));
}

/** The texts of the simulator's statuses: a message, which is empty for Skip. */
function statusText(answer: PointAnswer): string {
  if (!answer || 'nodeNames' in answer || isSuccess(answer as Answer)) return 'success';
  return answer.code === 'Wait' ? 'wait' : answer.reasons.join(', ');
}

const pluginsAt = ({ answers }: Attempt, point: PluginPoint): readonly (readonly [string, PointAnswer])[] => [...(answers.get(point) ?? [])];

const statusTexts = (answers: readonly (readonly [string, PointAnswer])[]): string => sortedJson(Object.fromEntries(answers.map(([plugin, answer]) => [plugin, statusText(answer)])));

const statuses = (attempt: Attempt, point: PluginPoint): string => statusTexts(pluginsAt(attempt, point));

/** Only of plugins that narrowed the search. */
const nodeSets = (attempt: Attempt): Record<string, readonly string[]> =>
  Object.fromEntries(pluginsAt(attempt, 'preFilter').flatMap(([plugin, answer]) => (answer && 'nodeNames' in answer ? [[plugin, [...answer.nodeNames].sort()] as const] : [])));

/** Nodes are many, and what is said of them is much the same: each text is made once. */
function filterResult(attempt: Attempt): string {
  const names = filters(attempt);
  const passed = sortedJson(Object.fromEntries(names.map((name) => [name, 'passed'])));
  const entries: (readonly [string, string])[] = attempt.feasible.map(({ name }) => [name, passed]);
  const texts = new Map<Verdict, string>();
  attempt.diagnosis?.forEachRejected(({ name }, verdict, plugin) => {
    const text = texts.get(verdict) ?? sortedJson(filterResults(names, plugin, verdict.reasons));
    texts.set(verdict, text);
    entries.push([name, text]);
  });
  return mapText(entries);
}

/** All nodes that there were, as postFilter is told of them; the nominated one is marked. */
function postFilterResult(attempt: Attempt): string {
  const answers = pluginsAt(attempt, 'postFilter');
  if (!answers.length) return '{}';
  const marked: ByPlugin = Object.fromEntries(answers.filter(([, answer]) => answer && 'nominate' in answer).map(([plugin]) => [plugin, 'preemption victim']));
  return mapText(attempt.nodes.map(({ name }) => [name, name === attempt.nomination?.nominate ? sortedJson(marked) : '{}']));
}

/** Whom the simulator does not tell of: the pods that have to leave. */
const victims = (node: string, pods: readonly PodInfo[]): string => sortedJson({ [node]: pods.map(({ id }) => id).sort() });

function scoreResult(attempt: Attempt, pick: (score: ReturnType<typeof scoreAt>) => number): string {
  const { feasible, cast } = attempt;
  const given = scores(attempt);
  if (!given.size) return '{}';
  const weights = weightsOf(cast);
  // Sorted once, not for each node.
  const plugins = [...given].sort(([a], [b]) => (a < b ? -1 : 1)).map(([plugin, one]) => ({ key: sortedJson(plugin), one, weight: weights.get(plugin) ?? 1 }));
  const at = (i: number): string => `{${plugins.map(({ key, one, weight }) => `${key}:"${Math.trunc(pick(scoreAt(one, weight, i)))}"`).join(',')}}`;
  return mapText(feasible.map(({ name }, i) => [name, at(i)]));
}

const timeouts = (attempt: Attempt): string =>
  sortedJson(Object.fromEntries(pluginsAt(attempt, 'permit').map(([plugin, answer]) => [plugin, goDuration(answer && 'timeoutMs' in answer ? answer.timeoutMs : 0)])));

/** As Go writes a duration of whole milliseconds (time.Duration.String): `0s`, `250ms`, `1m30s`. */
export function goDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms < 1000) return `${ms}ms`;
  const [hours, minutes] = [Math.trunc(ms / 3_600_000), Math.trunc(ms / 60_000) % 60];
  const seconds = `${(ms % 60_000) / 1000}s`;
  if (hours) return `${hours}h${minutes}m${seconds}`;
  return minutes ? `${minutes}m${seconds}` : seconds;
}

const extenderKeys: Readonly<Record<ExtenderVerb, string>> = {
  filter: 'extender-filter-result', prioritize: 'extender-prioritize-result', preempt: 'extender-preempt-result', bind: 'extender-bind-result',
};

/** By the extender's URL. */
const extenderResults = ({ extenders }: Attempt): ByPlugin =>
  Object.fromEntries(Object.entries(extenderKeys).map(([verb, key]) => [
    key, sortedJson(Object.fromEntries([...extenders].filter(([, results]) => results.has(verb as ExtenderVerb)).map(([url, results]) => [url, results.get(verb as ExtenderVerb)]))),
  ]));
