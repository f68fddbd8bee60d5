/**
 * Pods that wait for a node to become free for them (status.nominatedNodeName; kube-scheduler backend/queue/nominator.go).
 * Others are placed as if these were there already.
 */
import type { PodInfo } from './pod-info';

interface Nominated { readonly pod: PodInfo; readonly node: string }

const nobody: readonly PodInfo[] = [];

export class Nominations {
  private readonly byPod = new Map<string, Nominated>();
  private readonly byNode = new Map<string, readonly PodInfo[]>();
  /** Another one after every change. */
  version = 0;

  get size(): number {
    return this.byPod.size;
  }

  /** Names of nodes that somebody waits for. */
  nodes(): Iterable<string> {
    return this.byNode.keys();
  }

  /** In the order in which they were nominated. */
  on(node: string): readonly PodInfo[] {
    return this.byNode.get(node) ?? nobody;
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
    this.version++;
    this.byPod.set(pod.uid, { pod, node });
    this.byNode.set(node, [...this.on(node), pod]);
  }

  delete(uid: string): void {
    const nominated = this.byPod.get(uid);
    if (!nominated) return;
    this.version++;
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
