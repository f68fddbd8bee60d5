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
  sign: unseen('sign'),
  addPod: unseen('addPod'),
  removePod: unseen('removePod'),
  // Thousands of calls for a pod, and some are remembered: what was said of nodes is read off the search itself, and
  // scores are seen where they are brought into bounds.
  filter: unseen('filter'),
  score: unseen('score'),
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
  normalize: (plugin, attemptOf) => (cycle, scores, nodes) => {
    const attempt = attemptOf(cycle);
    // Nobody else has use for the scores afterwards: they are kept, not copied.
    const raw = attempt && plugin.normalize ? scores.slice() : scores;
    plugin.normalize?.(cycle, scores, nodes);
    attempt?.scored(plugin.name, raw, plugin.normalize && scores);
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

const isSeen = (plugin: SchedulerPlugin, point: keyof Points): boolean => plugin[point] !== undefined || (point === 'normalize' && plugin.score !== undefined);

/** The plugin with the points that it has, each of which is written down. */
export function recorded(plugin: SchedulerPlugin, attemptOf: AttemptOf): SchedulerPlugin {
  const points = (Object.keys(wrappers) as (keyof Points)[]).filter((point) => isSeen(plugin, point));
  return Object.assign({ name: plugin.name }, ...points.map((point) => ({ [point]: wrappers[point](plugin, attemptOf) }))) as SchedulerPlugin;
}
