/**
 * A plugin whose answers are written down. Whether anything is recorded is decided when plugins are built: without it
 * there is no such wrapper, and nothing is asked.
 */
import type { Cycle, SchedulerPlugin } from '../framework';
import type { Attempt } from './attempt';

/** Where an attempt is written down; undefined for what is only tried out. */
export type AttemptOf = (cycle: Cycle) => Attempt | undefined;

type Points = Omit<SchedulerPlugin, 'name'>;

/** How each member is wrapped: a new point of the framework is a type error here. */
type Wrappers = { readonly [P in keyof Required<Points>]: (plugin: SchedulerPlugin, attemptOf: AttemptOf) => Points[P] };

/** As it is. */
const unseen = <P extends keyof Points>(point: P) => (plugin: SchedulerPlugin): Points[P] => {
  const member = plugin[point];
  // A bound function has the type that it had before.
  return (typeof member === 'function' ? (member as (...args: never[]) => unknown).bind(plugin) : member) as Points[P];
};

const wrappers: Wrappers = {
  wakeOn: unseen('wakeOn'),
  preEnqueue: unseen('preEnqueue'),
  queueSort: unseen('queueSort'),
  addPod: unseen('addPod'),
  removePod: unseen('removePod'),
  // What is remembered would not be written down.
  sign: () => () => undefined,
  // Thousands of calls for a pod: what was said of nodes is read off the search itself.
  filter: unseen('filter'),
  unreserve: unseen('unreserve'),
  preBindPreFlight: unseen('preBindPreFlight'),
  postBind: unseen('postBind'),
  preFilter: (plugin, attemptOf) => (cycle) => {
    const answer = plugin.preFilter?.(cycle);
    attemptOf(cycle)?.answered('preFilter', plugin.name, answer);
    return answer;
  },
  postFilter: (plugin, attemptOf) => (cycle, rejections, whatIf) => {
    const answer = plugin.postFilter?.(cycle, rejections, whatIf);
    attemptOf(cycle)?.answered('postFilter', plugin.name, answer);
    return answer;
  },
  preScore: (plugin, attemptOf) => (cycle, nodes) => {
    const answer = plugin.preScore?.(cycle, nodes);
    attemptOf(cycle)?.answered('preScore', plugin.name, answer);
    return answer;
  },
  score: (plugin, attemptOf) => (cycle, node) => {
    const score = plugin.score?.(cycle, node) ?? 0;
    attemptOf(cycle)?.scored(plugin.name, score);
    return score;
  },
  normalize: (plugin, attemptOf) => (cycle, scores, nodes) => {
    plugin.normalize?.(cycle, scores, nodes);
    attemptOf(cycle)?.normalized(plugin.name, scores);
  },
  reserve: (plugin, attemptOf) => (cycle, node) => {
    const answer = plugin.reserve?.(cycle, node);
    attemptOf(cycle)?.answered('reserve', plugin.name, answer);
    return answer;
  },
  permit: (plugin, attemptOf) => (cycle, node) => {
    const answer = plugin.permit?.(cycle, node);
    attemptOf(cycle)?.answered('permit', plugin.name, answer);
    return answer;
  },
  preBind: (plugin, attemptOf) => async (cycle, node, signal) => {
    const answer = await plugin.preBind?.(cycle, node, signal);
    attemptOf(cycle)?.answered('preBind', plugin.name, answer);
    return answer;
  },
  bind: (plugin, attemptOf) => async (cycle, node) => {
    const answer = await plugin.bind?.(cycle, node);
    attemptOf(cycle)?.answered('bind', plugin.name, answer);
    return answer;
  },
};

/** The plugin with the points that it has, each of which is written down. */
export function recorded(plugin: SchedulerPlugin, attemptOf: AttemptOf): SchedulerPlugin {
  const points = (Object.keys(wrappers) as (keyof Points)[]).filter((point) => plugin[point] !== undefined);
  return Object.assign({ name: plugin.name }, ...points.map((point) => ({ [point]: wrappers[point](plugin, attemptOf) }))) as SchedulerPlugin;
}
