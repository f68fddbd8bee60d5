/**
 * What plugins work out from all nodes and their pods, kept up from cycle to cycle: a view costs what changed since it
 * was last asked for, not what there is. Nobody asks for it, nothing is done for it.
 */
import type { NodeFacts, NodeInfo } from './node-info';
import type { PodInfo } from './pod-info';

/** 1: it came; -1: it went. */
export type Sign = 1 | -1;

/** Sums something up. What comes with some facts goes with the same ones. */
export interface NodeView {
  /** A node without its pods, which are told of one by one. */
  node?(facts: NodeFacts, sign: Sign): void;
  pod?(pod: PodInfo, facts: NodeFacts, sign: Sign): void;
}

/** Pods that came to a node, or went. */
export type Moves = ReadonlyMap<PodInfo, Sign>;

/** A node that stays as it is and has other pods; or was one thing and is another. */
type Change =
  | { readonly facts: NodeFacts; readonly moves: Moves }
  | { readonly before: NodeInfo | undefined; readonly after: NodeInfo | undefined };

interface Held { readonly view: NodeView; seen: number }

/** Views that are kept; the one that was asked for longest ago goes first. */
const maxViews = 1024;
/** Changes that are kept for views that lag; a view that lags further is made anew. */
const maxChanges = 8192;

export class Views {
  private readonly held = new Map<string, Held>();
  private readonly changes: Change[] = [];
  /** Changes that were there before the first one kept. */
  private forgotten = 0;

  /** A node was one thing and is another; `moves` lead from its pods of before to those of after. */
  note(before: NodeInfo | undefined, after: NodeInfo | undefined, moves: Moves): void {
    if (this.held.size === 0) return;
    const stays = before && before.facts === after?.facts;
    this.changes.push(stays ? { facts: before.facts, moves } : { before, after });
    if (this.changes.length <= maxChanges) return;
    // Half of them stay, so that a view that is asked for now and then never has to be made anew.
    this.forgotten += this.changes.splice(0, maxChanges / 2).length;
  }

  /** The view of that name, true for `nodes`, which every change noted so far has led to. */
  get<T extends NodeView>(name: string, make: () => T, nodes: readonly NodeInfo[]): T {
    const held = this.upToDate(name) ?? { view: made(make(), nodes), seen: this.forgotten + this.changes.length };
    this.held.delete(name);
    this.held.set(name, held);
    if (this.held.size > maxViews) this.held.delete(this.held.keys().next().value ?? '');
    // A name belongs to one maker.
    return held.view as T;
  }

  private upToDate(name: string): Held | undefined {
    const held = this.held.get(name);
    if (!held || held.seen < this.forgotten) return undefined;
    for (let i = held.seen - this.forgotten; i < this.changes.length; i++) follow(held.view, this.changes[i] as Change);
    held.seen = this.forgotten + this.changes.length;
    return held;
  }
}

export function made<T extends NodeView>(view: T, nodes: readonly NodeInfo[]): T {
  for (const node of nodes) tell(view, node, 1);
  return view;
}

function tell(view: NodeView, { facts, pods }: NodeInfo, sign: Sign): void {
  view.node?.(facts, sign);
  if (view.pod) for (const pod of pods) view.pod(pod, facts, sign);
}

function follow(view: NodeView, change: Change): void {
  if ('moves' in change) {
    if (view.pod) for (const [pod, sign] of change.moves) view.pod(pod, change.facts, sign);
    return;
  }
  if (change.before) tell(view, change.before, -1);
  if (change.after) tell(view, change.after, 1);
}
