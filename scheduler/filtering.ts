/**
 * The filters of one attempt: what they say of a node as it is, with the pods that are nominated for it, and with
 * other pods than it has (kube-scheduler framework/runtime, RunFilterPluginsWithNominatedPods).
 */
import type { Answer, Cycle, SchedulerPlugin, Trial, Verdict, WhatIf } from './framework';
import { withoutPod, withPod, type NodeInfo } from './node-info';
import type { Nominations } from './nominations';
import { PluginFailure, run } from './plugin-failure';
import type { PodInfo } from './pod-info';
import type { With } from './points';
import type { Remarks } from './remembered';

export interface FilterRejection { readonly plugin: SchedulerPlugin; readonly verdict: Verdict }

/** A node, and the attempt as if the node were so. */
interface Supposition { readonly cycle: Cycle; readonly node: NodeInfo }

/** In the order of the profile. */
export interface Filters {
  /** Those with a sign that no other comes before: what they said can be remembered. */
  readonly signed: readonly With<'filter'>[];
  readonly others: readonly With<'filter'>[];
}

export function filtersOf(filters: readonly With<'filter'>[]): Filters {
  const other = filters.findIndex((plugin) => !plugin.sign);
  const end = other < 0 ? filters.length : other;
  return { signed: filters.slice(0, end), others: filters.slice(end) };
}

const nobody: readonly PodInfo[] = [];

export class Filtering {
  /** Whether nothing counts that is not in the sign of a pod: neither filters nor what they have prepared. */
  private readonly onlyBySign: boolean;

  /** `plugins`: those whose preFilter prepared this attempt, and did not skip. */
  constructor(private readonly plugins: readonly SchedulerPlugin[], private readonly filters: Filters, private readonly nominations: Nominations) {
    this.onlyBySign = filters.others.length === 0 && plugins.every(({ sign, addPod, removePod }) => sign !== undefined || !(addPod ?? removePod));
  }

  /** Undefined: the pod can run there. Throws PluginFailure. */
  rejection(cycle: Cycle, node: NodeInfo, remarks?: Remarks): FilterRejection | undefined {
    // Without nominated pods as well: they may never come, and what fits only beside them (affinity) would wait for ever.
    const besides = this.nominations.size ? this.besidesNominated(cycle, node, remarks) : undefined;
    return besides ?? (remarks ? this.remembering(cycle, node, remarks) : this.asIs(cycle, node));
  }

  /** `remarks`: those of pods like this one. */
  whatIf(cycle: Cycle, remarks: Remarks | undefined): WhatIf {
    return Object.assign((node: NodeInfo) => this.trial(cycle, node), {
      likeness: this.onlyBySign ? remarks : undefined,
      nominated: (node: NodeInfo) => (this.isNominated(cycle, node) ? undefined : this.nominations.bySeat(cycle.snapshot)[node.seat] ?? nobody),
    });
  }

  trial(cycle: Cycle, node: NodeInfo): Trial {
    const current = { node, cycle: { ...cycle, state: cycle.state.fork() } };
    const change = (node: NodeInfo, point: 'addPod' | 'removePod', pod: PodInfo): void => {
      current.node = node;
      this.tell(current, point, pod);
    };
    return {
      add: (pod) => change(withPod(current.node, pod), 'addPod', pod),
      remove: (pod) => change(withoutPod(current.node, pod), 'removePod', pod),
      verdict: () => this.rejection(current.cycle, current.node)?.verdict,
    };
  }

  private besidesNominated(cycle: Cycle, node: NodeInfo, remarks: Remarks | undefined): FilterRejection | undefined {
    const all = this.nominations.bySeat(cycle.snapshot)[node.seat];
    if (!all) return undefined;
    if (!remarks || !this.onlyBySign || this.isNominated(cycle, node)) return this.besides(all, cycle, node);
    const { priority } = cycle.pod;
    let rejection = remarks.besides.get(node, priority, all);
    if (rejection === undefined) {
      rejection = this.besides(all, cycle, node) ?? null;
      remarks.besides.set(node, priority, all, rejection);
    }
    return rejection ?? undefined;
  }

  private isNominated({ pod: { uid } }: Cycle, { name }: NodeInfo): boolean {
    return this.nominations.nodeOf(uid) === name;
  }

  /** Beside those of them that come before the pod, or with it. */
  private besides(nominated: readonly PodInfo[], cycle: Cycle, node: NodeInfo): FilterRejection | undefined {
    const { priority, uid } = cycle.pod;
    const expected = nominated.filter((other) => other.priority >= priority && other.uid !== uid);
    if (!expected.length) return undefined;
    const supposed = { ...cycle, state: cycle.state.fork() };
    let crowded = node;
    for (const pod of expected) {
      crowded = withPod(crowded, pod);
      this.tell({ cycle: supposed, node: crowded }, 'addPod', pod);
    }
    return this.asIs(supposed, crowded);
  }

  private tell({ cycle, node }: Supposition, point: 'addPod' | 'removePod', pod: PodInfo): void {
    for (const plugin of this.plugins) {
      if (plugin[point]) run(point, plugin, () => plugin[point]?.(cycle, pod, node));
    }
  }

  private remembering(cycle: Cycle, node: NodeInfo, remarks: Remarks): FilterRejection | undefined {
    let rejection = remarks.rejection(node);
    if (rejection === undefined) {
      rejection = firstOf(this.filters.signed, cycle, node) ?? null;
      remarks.noteRejection(node, rejection);
    }
    return rejection ?? firstOf(this.filters.others, cycle, node);
  }

  private asIs(cycle: Cycle, node: NodeInfo): FilterRejection | undefined {
    return firstOf(this.filters.signed, cycle, node) ?? firstOf(this.filters.others, cycle, node);
  }
}

/** The hot loop: thousands of calls per pod. */
function firstOf(filters: readonly With<'filter'>[], cycle: Cycle, node: NodeInfo): FilterRejection | undefined {
  for (const plugin of filters) {
    const answer = filter(cycle, node, plugin);
    if (answer === undefined || answer.code === 'Success') continue;
    if (answer.code === 'Error') throw new PluginFailure('Filter', plugin, answer.reasons.join(', '));
    return { plugin, verdict: answer };
  }
  return undefined;
}

function filter(cycle: Cycle, node: NodeInfo, plugin: With<'filter'>): Answer {
  try {
    return plugin.filter(cycle, node);
  } catch (error) {
    throw new PluginFailure('Filter', plugin, error);
  }
}
