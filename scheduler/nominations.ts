/**
 * Pods that wait for a node to become free for them (status.nominatedNodeName; kube-scheduler backend/queue/nominator.go).
 * Others are placed as if these were there already.
 */
import type { Snapshot } from './framework';
import type { PodInfo } from './pod-info';

interface Nominated { readonly pod: PodInfo; readonly node: string }

const nobody: readonly PodInfo[] = [];

export class Nominations {
  private readonly byPod = new Map<string, Nominated>();
  private readonly byNode = new Map<string, readonly PodInfo[]>();
  /** The same by seat, for the nodes that were asked about last; but for nodes for which others have been nominated since. */
  private table: { readonly nodes: Snapshot['nodes']; readonly bySeat: (readonly PodInfo[] | undefined)[] } | undefined;
  private readonly changed = new Set<string>();

  get size(): number {
    return this.byPod.size;
  }

  /** In the order in which they were nominated. */
  on(node: string): readonly PodInfo[] {
    return this.byNode.get(node) ?? nobody;
  }

  /** What `on` says, where it says something, by the seats of nodes: for who asks about thousands of them. */
  bySeat(snapshot: Snapshot): readonly (readonly PodInfo[] | undefined)[] {
    if (this.table?.nodes !== snapshot.nodes) {
      this.table = { nodes: snapshot.nodes, bySeat: [] };
      for (const node of this.byNode.keys()) this.changed.add(node);
    }
    const { bySeat } = this.table;
    for (const name of this.changed) {
      const node = snapshot.node(name);
      // Without holes it stays an array to the engine.
      while (node && bySeat.length < node.seat) bySeat.push(undefined);
      if (node) bySeat[node.seat] = this.byNode.get(name);
    }
    this.changed.clear();
    return bySeat;
  }

  /** Another one, which goes its own way. */
  copy(): Nominations {
    const copy = new Nominations();
    for (const { pod, node } of this.byPod.values()) copy.put(pod, node);
    return copy;
  }

  nodeOf(uid: string): string | undefined {
    return this.byPod.get(uid)?.node;
  }

  put(pod: PodInfo, node: string): void {
    this.delete(pod.uid);
    this.changed.add(node);
    this.byPod.set(pod.uid, { pod, node });
    this.byNode.set(node, [...this.on(node), pod]);
  }

  delete(uid: string): void {
    const nominated = this.byPod.get(uid);
    if (!nominated) return;
    this.changed.add(nominated.node);
    this.byPod.delete(uid);
    const others = this.on(nominated.node).filter((pod) => pod.uid !== uid);
    if (others.length) this.byNode.set(nominated.node, others);
    else this.byNode.delete(nominated.node);
  }

  /** A new state of a pod that has no node: what it says counts, else what was decided here and is not yet written. */
  follow(pod: PodInfo, old: PodInfo | undefined): void {
    const said = pod.pod.status?.nominatedNodeName ?? '';
    const before = old?.pod.status?.nominatedNodeName ?? '';
    const node = said || (before ? '' : this.nodeOf(pod.uid) ?? '');
    if (node) this.put(pod, node);
    else this.delete(pod.uid);
  }
}
