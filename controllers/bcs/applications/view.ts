/** What is seen of an application's taskgroups: their pods, and whether the nodes of these are there. */
import { bcsRules, type core } from '../../../api';
import type { Lister } from '../../../client';
import type { Taskgroup } from './world';

export class Sight {
  /** Pods do not change: another one comes instead. */
  private readonly seen = { well: new WeakMap<core.Pod, Taskgroup>(), lost: new WeakMap<core.Pod, Taskgroup>() };

  constructor(private readonly nodes: Lister<core.Node>) {}

  /** In the order of their indices, then of their age. */
  of(pods: readonly core.Pod[], now: number): readonly Taskgroup[] {
    return pods.map((pod) => this.taskgroup(pod, now)).filter((taskgroup) => taskgroup !== undefined).sort(inOrder);
  }

  /** Undefined: a pod that does not say of which taskgroup it is. */
  private taskgroup(pod: core.Pod, now: number): Taskgroup | undefined {
    const nodeLost = bcsRules.isNodeLost(pod, this.nodes.get({ name: pod.spec.nodeName ?? '' }), now);
    const seen = nodeLost ? this.seen.lost : this.seen.well;
    const known = seen.get(pod);
    if (known) return known;
    const { id, ...more } = bcsRules.taskgroupOf(pod, { nodeLost });
    if (!id) return undefined;
    const taskgroup = { ...more, id, index: id.index, pod };
    seen.set(pod, taskgroup);
    return taskgroup;
  }
}

function inOrder(a: Taskgroup, b: Taskgroup): number {
  if (a.index !== b.index) return a.index - b.index;
  const age = BigInt(a.id.nanos) - BigInt(b.id.nanos);
  return age < 0n ? -1 : Number(age > 0n);
}
