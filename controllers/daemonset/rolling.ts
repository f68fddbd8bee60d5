/** The next step of a DaemonSet's rolling update (upstream's rollingUpdate, pkg/controller/daemon/update.go; KEP-1591 for surge). Pure. */
import type { apps, core } from '../../api';
import { isPodAvailable } from '../pods/state';
import { boundsOf } from './bounds';
import { isTerminating, isUpdated, type PodsByNode } from './pods';

export interface Step {
  readonly remove: readonly core.Pod[];
  /** Names of nodes. */
  readonly createOn: readonly string[];
}

export interface Rollout {
  readonly set: apps.DaemonSet;
  readonly hash: string;
  readonly pods: PodsByNode;
  /** Names of the nodes that should run a pod. */
  readonly wanted: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

interface NodeState {
  readonly name: string;
  readonly old?: core.Pod;
  readonly new?: core.Pod;
  /** More than one of a revision: they are sorted out first. */
  readonly crowded: boolean;
}

export function nextStep(rollout: Rollout): Step {
  const { maxSurge, maxUnavailable } = boundsOf(rollout.set, rollout.wanted.size);
  const names = new Set([...rollout.pods.keys(), ...rollout.wanted]);
  const nodes = [...names].map((name) => stateOf(rollout, name));
  return maxSurge === 0 ? replace(rollout, nodes, maxUnavailable) : surge(rollout, nodes, maxSurge);
}

function stateOf({ set, hash, pods }: Rollout, name: string): NodeState {
  const lasting = (pods.get(name) ?? []).filter((pod) => !isTerminating(pod));
  const updated = lasting.filter((pod) => isUpdated(set, pod, hash));
  const outdated = lasting.filter((pod) => !updated.includes(pod));
  return { name, old: outdated[0], new: updated[0], crowded: updated.length > 1 || outdated.length > 1 };
}

const isAvailable = ({ set, now }: Rollout, pod: core.Pod | undefined): boolean => pod !== undefined && isPodAvailable(pod, set.spec.minReadySeconds ?? 0, now);

const isDefined = <T>(value: T | undefined): value is T => value !== undefined;

/** Old pods go, so many at a time that not too many nodes are without an available one; broken ones go at once. */
function replace(rollout: Rollout, nodes: readonly NodeState[], maxUnavailable: number): Step {
  const outdated = nodes.filter((node) => !node.crowded && node.old && !node.new);
  const candidates = outdated.filter(({ old }) => isAvailable(rollout, old));
  const broken = outdated.filter(({ old }) => !isAvailable(rollout, old));
  const done = nodes.filter((node) => !node.crowded && !node.old && isAvailable(rollout, node.new));
  const unavailable = nodes.length - candidates.length - done.length;
  const room = Math.max(0, maxUnavailable - unavailable);
  return { remove: [...broken, ...candidates.slice(0, room)].map(({ old }) => old).filter(isDefined), createOn: [] };
}

/** New pods come beside old ones, so many at a time; an old one goes when its successor is available. */
function surge(rollout: Rollout, all: readonly NodeState[], maxSurge: number): Step {
  const nodes = all.filter(({ crowded }) => !crowded);
  const doubled = nodes.filter((node) => node.old && node.new);
  const succeeded = doubled.filter((node) => isAvailable(rollout, node.new));
  const busy = all.length - nodes.length + doubled.length - succeeded.length;
  const alone = nodes.filter((node) => node.old && !node.new);
  const [here, elsewhere] = [alone.filter(({ name }) => rollout.wanted.has(name)), alone.filter(({ name }) => !rollout.wanted.has(name))];
  const broken = (node: NodeState): boolean => !isAvailable(rollout, node.old);
  const works = (node: NodeState): boolean => !broken(node);
  // Where the constraints have moved on, an available pod goes only when enough others are available.
  const spare = Math.max(0, nodes.filter((node) => isAvailable(rollout, node.old ?? node.new)).length - rollout.wanted.size);
  const leaving = [...succeeded, ...elsewhere.filter(broken), ...elsewhere.filter(works).slice(0, spare)];
  return {
    remove: leaving.map(({ old }) => old).filter(isDefined),
    createOn: [...here.filter(broken), ...here.filter(works).slice(0, Math.max(0, maxSurge - busy))].map(({ name }) => name),
  };
}
