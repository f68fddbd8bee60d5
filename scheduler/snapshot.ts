/**
 * What the scheduler knows of nodes and their pods, kept up by events, plus the pods it has placed itself and not
 * yet seen bound ("assumed"). A snapshot costs what changed since the last one, never the number of nodes.
 */
import type { Clock, core, Timer } from '../api';
import type { Snapshot } from './framework';
import { emptyNode, nodeFacts, withFacts, withoutPod, withPod, withPodReplaced, type NodeFacts, type NodeInfo } from './node-info';
import { interleaved, zoneOf } from './node-order';
import type { PodInfo } from './pod-info';
import { PodList } from './pod-list';
import { nowhere, type Surroundings } from './surroundings';
import { Views, type Moves, type NodeView, type Sign } from './views';

/** A bound pod's watch event follows its binding at once; without it for this long, the place is given back. */
const assumedPodTtlMs = 60_000;

interface PlacedPod { readonly info: PodInfo; readonly node: string }

class ListedNodes implements Snapshot {
  nodes: NodeInfo[] = [];
  private places = new Map<string, number>();
  readonly views = new Views();

  constructor(readonly surroundings: Surroundings) {}

  view<T extends NodeView>(name: string, make: () => T): T {
    return this.views.get(name, make, this.nodes);
  }

  node(name: string): NodeInfo | undefined {
    return this.nodes[this.places.get(name) ?? -1];
  }

  replace(info: NodeInfo): void {
    const place = this.places.get(info.name);
    if (place !== undefined) this.nodes[place] = info;
  }

  rebuild(infos: Iterable<NodeInfo>): void {
    this.nodes = interleaved(infos);
    this.places = new Map(this.nodes.map((info, place) => [info.name, place]));
  }
}

export class ClusterCache {
  /** Of nodes that are gone; all others below the number of nodes are taken. */
  private readonly freeSeats: number[] = [];
  private readonly infos = new Map<string, NodeInfo>();
  /** Pods on nodes that are not known (yet, or any more). */
  private readonly orphans = new Map<string, PodList>();
  private readonly pods = new Map<string, PlacedPod>();
  /** Assumed pods by uid; a time of expiry once they are bound. In the order in which they were bound. */
  private readonly assumed = new Map<string, number | undefined>();
  private readonly listed: ListedNodes;
  /** Nodes that are otherwise than in the last snapshot, and which pods have moved there. */
  private readonly dirty = new Map<string, Map<PodInfo, Sign>>();
  /** Nodes came or went, or moved to another zone. */
  private orderChanged = false;
  private expiry: Timer | undefined;

  /** `onExpired` is told of assumed pods that were never seen bound. */
  constructor(private readonly clock: Clock, private readonly onExpired: (pod: PodInfo, node: string) => void = () => undefined,
    surroundings: Surroundings = nowhere) {
    this.listed = new ListedNodes(surroundings);
  }

  /** The nodes as of now; valid until the next call. */
  snapshot(): Snapshot {
    for (const [name, moves] of this.dirty) this.refresh(name, moves);
    if (this.orderChanged) this.listed.rebuild(this.infos.values());
    this.orderChanged = false;
    this.dirty.clear();
    return this.listed;
  }

  private refresh(name: string, moves: Moves): void {
    const info = this.infos.get(name);
    this.listed.views.note(this.listed.node(name), info, moves);
    if (info) this.listed.replace(info);
  }

  /** Adds or updates. Returns what the node was before, if it was known. */
  putNode(node: core.Node): { readonly facts: NodeFacts; readonly old?: NodeFacts } {
    const facts = nodeFacts(node);
    const before = this.infos.get(facts.name);
    if (before) this.write(withFacts(before, facts));
    else this.admit(facts);
    if (before && zoneOf(before.facts) !== zoneOf(facts)) this.orderChanged = true;
    return { facts, old: before?.facts };
  }

  private admit(facts: NodeFacts): void {
    const pods = this.orphans.get(facts.name) ?? PodList.empty;
    this.orphans.delete(facts.name);
    this.write([...pods].reduce(withPod, emptyNode(facts, this.freeSeats.pop() ?? this.infos.size)));
    this.orderChanged = true;
  }

  /** Returns what the node was, if it was known. */
  removeNode(name: string): NodeFacts | undefined {
    const info = this.infos.get(name);
    if (!info) return undefined;
    this.infos.delete(name);
    this.freeSeats.push(info.seat);
    this.touch(name);
    if (info.pods.length) this.orphans.set(name, info.pods);
    this.orderChanged = true;
    return info.facts;
  }

  /** Adds or updates a pod that has a node; the event that confirms an assumed pod comes here too. */
  putPod(pod: PodInfo, node: string): void {
    this.assumed.delete(pod.uid);
    this.place(pod, node);
  }

  /** False when the pod is not here. */
  removePod(uid: string): boolean {
    this.assumed.delete(uid);
    return this.displace(uid);
  }

  /** The pod takes this node as far as the next cycles are concerned. */
  assume(pod: PodInfo, node: string): void {
    this.assumed.set(pod.uid, undefined);
    this.place(pod, node);
  }

  isAssumed(uid: string): boolean {
    return this.assumed.has(uid);
  }

  /** The binding is written: from now on the pod's own event must confirm it. */
  finishBinding(uid: string): void {
    if (!this.assumed.delete(uid)) return;
    this.assumed.set(uid, this.clock.now() + assumedPodTtlMs);
    this.watchExpiry();
  }

  /** The pod was not bound. A pod that was confirmed meanwhile stays. */
  forget(uid: string): void {
    if (this.assumed.delete(uid)) this.displace(uid);
  }

  close(): void {
    this.expiry?.cancel();
  }

  private place(pod: PodInfo, node: string): void {
    const before = this.pods.get(pod.uid);
    this.pods.set(pod.uid, { info: pod, node });
    const info = this.infos.get(node);
    if (before?.node === node && info) {
      this.write(withPodReplaced(info, before.info, pod));
      this.moved(node, before.info, -1);
      this.moved(node, pod, 1);
    } else {
      if (before) this.takeFrom(before);
      this.putOn(node, pod);
    }
  }

  private displace(uid: string): boolean {
    const placed = this.pods.get(uid);
    if (!placed) return false;
    this.pods.delete(uid);
    this.takeFrom(placed);
    return true;
  }

  private putOn(node: string, pod: PodInfo): void {
    const info = this.infos.get(node);
    if (info) this.write(withPod(info, pod));
    else this.orphans.set(node, (this.orphans.get(node) ?? PodList.empty).with(pod));
    this.moved(node, pod, 1);
  }

  private takeFrom({ info: pod, node }: PlacedPod): void {
    const info = this.infos.get(node);
    if (info) this.write(withoutPod(info, pod));
    this.moved(node, pod, -1);
    const left = this.orphans.get(node)?.without(pod);
    if (left?.length) this.orphans.set(node, left);
    else this.orphans.delete(node);
  }

  private write(info: NodeInfo): void {
    this.infos.set(info.name, info);
    this.touch(info.name);
  }

  /** Who came and went, or went and came, since the last snapshot has done neither. */
  private moved(node: string, pod: PodInfo, sign: Sign): void {
    const moves = this.dirty.get(node);
    if (moves && !(moves.get(pod) === -sign && moves.delete(pod))) moves.set(pod, sign);
  }

  private touch(node: string): void {
    if (!this.dirty.has(node)) this.dirty.set(node, new Map());
  }

  private watchExpiry(): void {
    if (this.expiry) return;
    for (const deadline of this.assumed.values()) {
      if (deadline === undefined) continue;
      this.expiry = this.clock.after(deadline - this.clock.now(), () => this.expire());
      return;
    }
  }

  private expire(): void {
    this.expiry = undefined;
    for (const [uid, deadline] of this.assumed) {
      if (deadline === undefined || deadline > this.clock.now()) continue;
      const placed = this.pods.get(uid);
      this.forget(uid);
      if (placed) this.onExpired(placed.info, placed.node);
    }
    this.watchExpiry();
  }
}
