/**
 * What filters and scores have said of nodes as they are, for pods that are alike: of a thousand replicas the first asks
 * about every node, the others about those that have changed since. Only plugins with `sign` are believed beyond their
 * attempt (after kube-scheduler's SignPlugin, KEP-5598, which remembers the last pod alone).
 */
import type { SchedulerPlugin } from './framework';
import type { FilterRejection } from './filtering';
import type { NodeInfo } from './node-info';
import { NodeNotes } from './node-notes';
import type { PodInfo } from './pod-info';

/** What is known of nodes for pods of one sign: columns with a row for each node's seat, true of one version of the node. */
export class Remarks {
  /** Of the nodes that the rows are about; 0: of none. */
  private versions = new Float64Array(0);
  private rejections: (FilterRejection | null | undefined)[] = [];
  private readonly scores: Float64Array[];
  /** What filters said beside the pods that are nominated for a node: null for no rejection. */
  readonly besides = new NodeNotes<FilterRejection | null>();

  constructor(scorers: number) {
    this.scores = Array.from({ length: scorers }, () => new Float64Array(0));
  }

  /** What the filters with a sign said: the first rejection, null for none; undefined: they were not asked about this version. */
  rejection({ seat, version }: NodeInfo): FilterRejection | null | undefined {
    return this.versions[seat] === version ? this.rejections[seat] : undefined;
  }

  noteRejection(node: NodeInfo, rejection: FilterRejection | null): void {
    this.turnTo(node);
    this.rejections[node.seat] = rejection;
  }

  /** By seat, for nodes that one has turned to; NaN: not asked. To be filled in. `place`: of the plugin among the scorers. */
  column(place: number): Float64Array {
    return this.scores[place] as Float64Array;
  }

  /** From here on the node's row is about this version of it. */
  turnTo({ seat, version }: NodeInfo): void {
    if (seat >= this.versions.length) this.grow(seat + 1);
    if (this.versions[seat] === version) return;
    this.versions[seat] = version;
    this.rejections[seat] = undefined;
    for (const column of this.scores) column[seat] = NaN;
  }

  private grow(rows: number): void {
    const size = Math.max(rows, 2 * this.versions.length);
    this.versions = longer(this.versions, size);
    this.scores.forEach((column, place) => { this.scores[place] = longer(column, size); });
  }
}

function longer(column: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(size);
  copy.set(column);
  return copy;
}

/** Signs of which something is kept; the one that was seen longest ago goes first. */
const maxSigns = 32;

export class Memory {
  private readonly bySign = new Map<string, Remarks>();

  /** `plugins`: those with a sign. */
  constructor(private readonly plugins: readonly SchedulerPlugin[], private readonly scorers: number) {}

  /** Undefined when a plugin cannot say which pods are alike to this one. */
  of(pod: PodInfo): Remarks | undefined {
    const sign = this.signOf(pod);
    if (sign === undefined) return undefined;
    const remarks = this.bySign.get(sign) ?? new Remarks(this.scorers);
    this.bySign.delete(sign);
    this.bySign.set(sign, remarks);
    if (this.bySign.size > maxSigns) this.bySign.delete(this.bySign.keys().next().value ?? '');
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
