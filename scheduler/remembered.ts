/**
 * What filters and scores have said of nodes as they are, for pods that are alike: of a thousand replicas the first asks
 * about every node, the others about those that have changed since. Only plugins with `sign` are believed beyond their
 * attempt (after kube-scheduler's SignPlugin, KEP-5598, which remembers the last pod alone).
 */
import type { SchedulerPlugin } from './framework';
import type { FilterRejection } from './filtering';
import type { NodeInfo } from './node-info';
import type { PodInfo } from './pod-info';

/** Of one state of one node, for pods of one sign. */
export interface Remark {
  readonly version: number;
  /** By the filters with a sign: the first that rejected, null when none did; undefined: not asked yet. */
  rejection?: FilterRejection | null;
  /** By the scorers' place in the profile. */
  readonly scores: (number | undefined)[];
}

/** What is known of nodes for pods of one sign. */
export class Remarks {
  private readonly byNode = new Map<string, Remark>();

  on({ name, version }: NodeInfo): Remark {
    const known = this.byNode.get(name);
    if (known?.version === version) return known;
    const remark: Remark = { version, scores: [] };
    this.byNode.set(name, remark);
    return remark;
  }

  /** Forgets nodes that are gone, once they are as many as those that are there. */
  trim(nodes: number): void {
    if (this.byNode.size > 2 * nodes) this.byNode.clear();
  }
}

/** Signs of which something is kept; the one that was seen longest ago goes first. */
const maxSigns = 32;

export class Memory {
  private readonly bySign = new Map<string, Remarks>();

  /** `plugins`: those with a sign. */
  constructor(private readonly plugins: readonly SchedulerPlugin[]) {}

  /** Undefined when a plugin cannot say which pods are alike to this one. */
  of(pod: PodInfo, nodes: number): Remarks | undefined {
    const sign = this.signOf(pod);
    if (sign === undefined) return undefined;
    const remarks = this.bySign.get(sign) ?? new Remarks();
    this.bySign.delete(sign);
    this.bySign.set(sign, remarks);
    if (this.bySign.size > maxSigns) this.bySign.delete(this.bySign.keys().next().value ?? '');
    remarks.trim(nodes);
    return remarks;
  }

  private signOf(pod: PodInfo): string | undefined {
    let sign = '';
    for (const plugin of this.plugins) {
      const own = plugin.sign?.(pod);
      if (own === undefined) return undefined;
      sign += `${own}\0`;
    }
    return sign;
  }
}
