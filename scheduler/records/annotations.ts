/**
 * An attempt as the scheduler simulator's pod annotations (kube-scheduler-simulator, simulator/scheduler/plugin/annotation
 * and resultstore): every value is a text, most of them JSON with sorted keys.
 */
import { isSuccess, type Answer, type NodeInfo } from '../framework';
import type { Attempt, PointAnswer, Scores } from './attempt';
import type { ExtenderVerb, PluginPoint } from './decision';
import { filterResults, filtersOf, scoreAt, weightsOf } from './describe';
import { sortedJson } from './go-json';

export const defaultPrefix = 'kube-scheduler-simulator.sigs.k8s.io/';

/** After the prefix. */
export const historyKey = 'result-history';

type ByPlugin = Record<string, string>;
type ByNode = Record<string, ByPlugin>;

/** Of one attempt, without its history. */
export function annotationsOf(attempt: Attempt, prefix = defaultPrefix): Readonly<Record<string, string>> {
  const victims = victimsOf(attempt);
  const values: Record<string, unknown> = {
    'prefilter-result': nodeSets(attempt),
    'prefilter-result-status': statuses(attempt, 'preFilter'),
    'filter-result': filterResult(attempt),
    'postfilter-result': postFilterResult(attempt),
    'prescore-result': statuses(attempt, 'preScore'),
    'score-result': scoreResult(attempt, ({ raw }) => raw),
    'finalscore-result': scoreResult(attempt, ({ final }) => final),
    'reserve-result': statuses(attempt, 'reserve'),
    'permit-result': statuses(attempt, 'permit'),
    'permit-result-timeout': timeouts(attempt),
    'prebind-result': statuses(attempt, 'preBind'),
    'bind-result': statuses(attempt, 'bind'),
    ...(attempt.extenders.size && extenderResults(attempt)),
    ...(victims && { 'preemption-victims': victims }),
  };
  const texts = Object.entries(values).map(([key, value]) => [`${prefix}${key}`, sortedJson(value)] as const);
  return { ...Object.fromEntries(texts), [`${prefix}selected-node`]: attempt.selected ?? '' };
}

/** The texts of the simulator's statuses: a message, which is empty for Skip. */
function statusText(answer: PointAnswer): string {
  if (!answer || 'nodeNames' in answer || isSuccess(answer as Answer)) return 'success';
  return answer.code === 'Wait' ? 'wait' : answer.reasons.join(', ');
}

const pluginsAt = ({ answers }: Attempt, point: PluginPoint): readonly (readonly [string, PointAnswer])[] => [...(answers.get(point) ?? [])];

const statuses = (attempt: Attempt, point: PluginPoint): ByPlugin => Object.fromEntries(pluginsAt(attempt, point).map(([plugin, answer]) => [plugin, statusText(answer)]));

/** Only of plugins that narrowed the search. */
const nodeSets = (attempt: Attempt): Record<string, readonly string[]> =>
  Object.fromEntries(pluginsAt(attempt, 'preFilter').flatMap(([plugin, answer]) => (answer && 'nodeNames' in answer ? [[plugin, [...answer.nodeNames].sort()] as const] : [])));

function filterResult(attempt: Attempt): ByNode {
  const filters = filtersOf(attempt);
  const passed = Object.fromEntries(filters.map((name) => [name, 'passed']));
  const result: ByNode = Object.fromEntries(attempt.feasible.map(({ name }) => [name, passed]));
  attempt.diagnosis?.forEachRejected(({ name }, { reasons }, plugin) => { result[name] = filterResults(filters, plugin, reasons); });
  return result;
}

/** All nodes that postFilter was told of; the nominated one is marked. */
function postFilterResult(attempt: Attempt): ByNode {
  const result: ByNode = {};
  const answers = pluginsAt(attempt, 'postFilter');
  if (!answers.length) return result;
  const nominated = attempt.nomination?.nominate;
  attempt.diagnosis?.forEachNode(({ name }: NodeInfo) => {
    const chosen = answers.filter(([, answer]) => name === nominated && answer && 'nominate' in answer);
    result[name] = Object.fromEntries(chosen.map(([plugin]) => [plugin, 'preemption victim']));
  });
  return result;
}

/** Whom the simulator does not tell of: the pods that have to leave. */
function victimsOf({ nomination }: Attempt): Record<string, readonly string[]> | undefined {
  return nomination?.evict?.length ? { [nomination.nominate]: nomination.evict.map(({ id }) => id).sort() } : undefined;
}

function scoreResult({ feasible, scores, cast }: Attempt, pick: (score: ReturnType<typeof scoreAt>) => number): ByNode {
  if (!scores.size) return {};
  const weights = weightsOf(cast);
  const at = (i: number): ByPlugin => Object.fromEntries([...scores].map(([plugin, one]: [string, Scores]) => [plugin, String(Math.trunc(pick(scoreAt(one, weights.get(plugin) ?? 1, i))))]));
  return Object.fromEntries(feasible.map(({ name }, i) => [name, at(i)]));
}

const timeouts = (attempt: Attempt): ByPlugin =>
  Object.fromEntries(pluginsAt(attempt, 'permit').map(([plugin, answer]) => [plugin, goDuration(answer && 'timeoutMs' in answer ? answer.timeoutMs : 0)]));

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
const extenderResults = ({ extenders }: Attempt): Record<string, Record<string, unknown>> =>
  Object.fromEntries(Object.entries(extenderKeys).map(([verb, key]) => [
    key, Object.fromEntries([...extenders].filter(([, results]) => results.has(verb as ExtenderVerb)).map(([url, results]) => [url, results.get(verb as ExtenderVerb)])),
  ]));
