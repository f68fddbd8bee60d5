/** What is seen of an application's taskgroups: their pods, and whether the nodes of these are there. */
import { bcsRules, type core } from '../../../api';
import type { Lister } from '../../../client';
import type { Taskgroup } from './world';

const { marks } = bcsRules;

export class Sight {
  /** Pods do not change: another one comes instead. */
  private readonly seen = { well: new WeakMap<core.Pod, Taskgroup>(), lost: new WeakMap<core.Pod, Taskgroup>() };

  constructor(private readonly nodes: Lister<core.Node>) {}

  /** In the order of their indices, then of their age. */
  of(pods: readonly core.Pod[], now: number): readonly Taskgroup[] {
    return pods.map((pod) => this.taskgroup(pod, now)).sort(inOrder);
  }

  /** Whether one of them is on a node that has not been seen, and is not lost for all that. */
  isHearsay(taskgroups: readonly Taskgroup[]): boolean {
    return taskgroups.some(({ bound, nodeLost, pod: { spec: { nodeName = '' } } }) => bound && !nodeLost && !this.nodes.get({ name: nodeName }));
  }

  private taskgroup(pod: core.Pod, now: number): Taskgroup {
    const nodeLost = bcsRules.isNodeLost(pod, this.nodes.get({ name: pod.spec.nodeName ?? '' }), now);
    const seen = nodeLost ? this.seen.lost : this.seen.well;
    const known = seen.get(pod);
    if (known) return known;
    const { id = guessed(pod), ...more } = bcsRules.taskgroupOf(pod, { nodeLost });
    const taskgroup = { ...more, id, index: id.index, pod };
    seen.set(pod, taskgroup);
    return taskgroup;
  }
}

/**
 * Somebody has taken away by what its id is known: it is still one of the application's, which would be made once more otherwise. What does not say its
 * index either is one too many.
 */
function guessed({ metadata: { labels = {}, annotations = {}, creationTimestamp = '' } }: core.Pod): bcsRules.TaskgroupId {
  const index = labels[marks.indexLabel] ?? '';
  return {
    index: /^[0-9]{1,9}$/.test(index) ? Number(index) : Number.MAX_SAFE_INTEGER,
    application: labels[marks.applicationLabel] ?? '', namespace: annotations[marks.namespaceAnnotation] ?? '', cluster: '', nanos: `${Date.parse(creationTimestamp) || 0}000000`,
  };
}

function inOrder(a: Taskgroup, b: Taskgroup): number {
  if (a.index !== b.index) return a.index - b.index;
  const age = BigInt(a.id.nanos) - BigInt(b.id.nanos);
  return age < 0n ? -1 : Number(age > 0n);
}
