/** Why a pod found no node, and the sentence that says so (kube-scheduler framework/types.go, FitError). */
import type { FilterRejection } from './filtering';
import type { Rejections, SchedulerPlugin, Snapshot, Verdict } from './framework';
import type { NodeInfo } from './node-info';

export class Diagnosis implements Rejections {
  readonly rejectedBy = new Set<string>();
  private readonly nodes: NodeInfo[] = [];
  private readonly rejections: FilterRejection[] = [];
  /** Of the nodes that were not looked at one by one. */
  private others: Verdict | undefined;
  /** Who ruled the last node out: thousands of them go for one reason. */
  private last: SchedulerPlugin | undefined;
  private preFilterMessage = '';
  postFilterMessage = '';

  constructor(private readonly snapshot: Snapshot) {}

  /** Nodes ruled out one by one. */
  get size(): number {
    return this.nodes.length;
  }

  reject(node: NodeInfo, rejection: FilterRejection): void {
    if (rejection.plugin !== this.last) this.rejectedBy.add(rejection.plugin.name);
    this.last = rejection.plugin;
    this.nodes.push(node);
    this.rejections.push(rejection);
  }

  /** A preFilter plugin ruled out every node. */
  rejectAll(plugin: SchedulerPlugin, verdict: Verdict): void {
    this.rejectedBy.add(plugin.name);
    this.others = verdict;
    this.preFilterMessage = verdict.reasons.join(', ');
  }

  /** preFilter plugins narrowed the search: this is said of the nodes left out. */
  rejectOthers(plugins: readonly string[]): void {
    for (const plugin of plugins) this.rejectedBy.add(plugin);
    this.others = { code: 'UnschedulableAndUnresolvable', reasons: [`node(s) didn't satisfy plugin(s) [${[...plugins].sort().join(' ')}]`] };
  }

  forEachNode(visit: (node: NodeInfo, verdict: Verdict) => void): void {
    this.forEachRejected(visit);
    if (!this.others) return;
    const seen = new Set(this.nodes);
    for (const node of this.snapshot.nodes) if (!seen.has(node)) visit(node, this.others);
  }

  /** Nodes ruled out one by one, each with the plugin that did it. */
  forEachRejected(visit: (node: NodeInfo, verdict: Verdict, plugin: string) => void): void {
    this.rejections.forEach(({ verdict, plugin }, i) => visit(this.nodes[i] as NodeInfo, verdict, plugin.name));
  }

  /** `0/3 nodes are available: 3 Insufficient cpu. preemption: …` */
  message(): string {
    const parts = [`0/${this.snapshot.nodes.length} nodes are available:`];
    const middle = this.preFilterMessage || histogram(this.verdictCounts());
    if (middle) parts.push(`${middle}.`);
    if (this.postFilterMessage) parts.push(this.postFilterMessage);
    return parts.join(' ');
  }

  private verdictCounts(): Map<Verdict, number> {
    const counts = countSame(this.rejections);
    const rest = this.snapshot.nodes.length - this.nodes.length;
    if (this.others && rest > 0) counts.set(this.others, rest);
    return counts;
  }
}

/** Neighbours are mostly rejected with one and the same: a look at the table for each run of them. */
function countSame(rejections: readonly FilterRejection[]): Map<Verdict, number> {
  const counts = new Map<Verdict, number>();
  for (let from = 0, to = 0; from < rejections.length; from = to) {
    const { verdict } = rejections[from] as FilterRejection;
    while (rejections[to]?.verdict === verdict) to++;
    counts.set(verdict, (counts.get(verdict) ?? 0) + to - from);
  }
  return counts;
}

/** `1 Too many pods, 2 Insufficient cpu`, sorted as text. */
function histogram(verdicts: ReadonlyMap<Verdict, number>): string {
  const reasons = new Map<string, number>();
  for (const [verdict, count] of verdicts) {
    for (const reason of verdict.reasons) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  }
  return [...reasons].map(([reason, count]) => `${count} ${reason}`).sort().join(', ');
}

/** The same sentence about verdicts that a plugin reached itself (preemption). */
export const nodesAvailable = (nodes: number, verdicts: ReadonlyMap<Verdict, number>): string =>
  `0/${nodes} nodes are available: ${histogram(verdicts)}.`;
