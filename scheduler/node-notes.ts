/**
 * What was found out of nodes for pods that are alike: true as long as the node is the same, and the pods that are nominated for
 * it. One note for each node, of whoever asked last.
 */
import type { NodeInfo } from './node-info';
import type { PodInfo } from './pod-info';

interface Note<T> {
  readonly version: number;
  readonly priority: number;
  readonly nominated: readonly PodInfo[];
  readonly found: T;
}

/** `priority`: that of the pod that asks. `nominated`: the pods that are nominated for the node; one list for as long as they are the same. */
export class NodeNotes<T> {
  private readonly bySeat: (Note<T> | undefined)[] = [];

  get({ seat, version }: NodeInfo, priority: number, nominated: readonly PodInfo[]): T | undefined {
    const note = this.bySeat[seat];
    return note && note.version === version && note.priority === priority && note.nominated === nominated ? note.found : undefined;
  }

  set({ seat, version }: NodeInfo, priority: number, nominated: readonly PodInfo[], found: T): void {
    // Without holes it stays an array to the engine.
    while (this.bySeat.length < seat) this.bySeat.push(undefined);
    this.bySeat[seat] = { version, priority, nominated, found };
  }
}
