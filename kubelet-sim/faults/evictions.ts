/**
 * What kubelets do while something is short on their nodes (pkg/kubelet/eviction/eviction_manager.go): they look every ten seconds, and
 * each time send one pod away.
 */
import { kinds, unitValue, type Clock, type core, type Timer } from '../../api';
import type { Informers } from '../../client';
import type { NodeEvents } from '../node-events';
import { candidate, evictionDetails, isEvictable, ranked, type MemoryOf, type Scarce } from './ranking';

export interface Shortage {
  readonly id: string;
  readonly resource: Scarce;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** How much the pods of a node have to use less than at the beginning for it to be over there; undefined: it is over when it is lifted. */
  readonly amount: string | undefined;
  concerns(node: core.Node): boolean;
}

/** A pod that is to go. */
export interface Victim {
  readonly resource: Scarce;
  /** What is said behind which resource is short. */
  readonly details: string;
}

export interface EvictionDeps {
  readonly clock: Clock;
  readonly informers: Informers;
  readonly events: NodeEvents;
  readonly memoryOf: MemoryOf;
  /** Called when there are other victims, or a node has enough again. */
  readonly changed: () => void;
}

/** pkg/kubelet/kubelet.go evictionMonitoringPeriod */
const monitoringMs = 10_000;
const byNode = 'node';

export class Evictions {
  private shortages: readonly Shortage[] = [];
  /** By uid of the pod. */
  private readonly victims = new Map<string, Victim>();
  /** What the pods of a node may use; by shortage, by uid of the node. */
  private readonly bounds = new Map<string, Map<string, number>>();
  /** Nodes that have enough again, by shortage. */
  private readonly relieved = new Map<string, Set<string>>();
  /** When each is looked at next. */
  private readonly due = new Map<string, number>();
  private timer: Timer | undefined;

  constructor(private readonly deps: EvictionDeps) {
    deps.informers.of(kinds.pods).on({ deleted: ({ metadata: { uid = '' } }) => this.victims.delete(uid) });
  }

  /** Those that hold from now on. */
  hold(shortages: readonly Shortage[]): void {
    const known = new Set(this.shortages.map(({ id }) => id));
    this.shortages = shortages;
    for (const id of known) if (!shortages.some((each) => each.id === id)) this.end(id);
    for (const each of shortages) if (!known.has(each.id)) this.begin(each);
    if (shortages.length === 0) this.victims.clear();
    this.wait();
  }

  isShort(node: core.Node, resource: Scarce): boolean {
    return this.shortages.some((each) => each.resource === resource && this.presses(each, node));
  }

  victim({ metadata: { uid = '' } }: core.Pod): Victim | undefined {
    return this.victims.size === 0 ? undefined : this.victims.get(uid);
  }

  close(): void {
    this.timer?.cancel();
  }

  private presses({ id, concerns }: Shortage, node: core.Node): boolean {
    return concerns(node) && !this.relieved.get(id)?.has(node.metadata.uid ?? '');
  }

  private begin({ id, resource, since, amount, concerns }: Shortage): void {
    this.relieved.set(id, new Set());
    this.due.set(id, since + monitoringMs);
    if (amount === undefined) return;
    const less = unitValue(amount);
    const nodes = this.deps.informers.of(kinds.nodes).lister.list().filter(concerns);
    this.bounds.set(id, new Map(nodes.map((node) => [node.metadata.uid ?? '', Math.max(0, this.usedOn(node, resource) - less)])));
  }

  private end(id: string): void {
    this.due.delete(id);
    this.bounds.delete(id);
    this.relieved.delete(id);
  }

  private wait(): void {
    const { clock } = this.deps;
    this.timer?.cancel();
    const next = Math.min(...this.due.values());
    this.timer = Number.isFinite(next) ? clock.after(Math.max(0, next - clock.now()), () => this.look()) : undefined;
  }

  private look(): void {
    const now = this.deps.clock.now();
    const due = this.shortages.filter(({ id }) => (this.due.get(id) ?? Infinity) <= now);
    for (const { id } of due) this.due.set(id, now + monitoringMs);
    const changes = due.map((shortage) => this.deps.informers.of(kinds.nodes).lister.list().filter((node) => this.presses(shortage, node) && this.act(shortage, node)).length);
    this.wait();
    if (changes.some((count) => count > 0)) this.deps.changed();
  }

  /** True: something is another way than before. */
  private act({ id, resource }: Shortage, node: core.Node): boolean {
    const { uid = '' } = node.metadata;
    const pods = this.podsOn(node);
    // One at a time.
    if (pods.some((pod) => this.victim(pod))) return false;
    const bound = this.bounds.get(id)?.get(uid);
    const missing = bound === undefined ? undefined : this.usedOn(node, resource) - bound;
    if (missing !== undefined && missing <= 0) {
      this.relieved.get(id)?.add(uid);
      return true;
    }
    const [first] = ranked(pods.filter(isEvictable).map((pod) => candidate(pod, resource, this.deps.memoryOf)));
    if (!first) return false;
    this.victims.set(first.pod.metadata.uid ?? '', { resource, details: evictionDetails(first, resource, node, missing) });
    this.deps.events.evicting(node, resource);
    return true;
  }

  private podsOn({ metadata: { name = '' } }: core.Node): core.Pod[] {
    return this.deps.informers.of(kinds.pods).lister.byIndex(byNode, name).filter(({ status: { phase } }) => phase !== 'Succeeded' && phase !== 'Failed');
  }

  private usedOn(node: core.Node, resource: Scarce): number {
    return this.podsOn(node).reduce((sum, pod) => sum + candidate(pod, resource, this.deps.memoryOf).used, 0);
  }
}
