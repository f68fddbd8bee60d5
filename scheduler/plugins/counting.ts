/** Pods counted by the domains of a topology: the values that nodes have for a label. */
import type { NodeFacts, NodeView, PodInfo, Sign } from '../framework';

export type Counts = ReadonlyMap<string, number>;

/** Zero is not kept. */
export function bump(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

export const domainOf = ({ labels }: NodeFacts, topologyKey: string): string | undefined =>
  (Object.hasOwn(labels, topologyKey) ? labels[topologyKey] : undefined);

/** Where something on a node counts; undefined: nowhere. */
export type Place = (facts: NodeFacts) => string | undefined;

/** How many nodes there are in each place. */
export class NodeCounts implements NodeView {
  readonly counts = new Map<string, number>();

  constructor(private readonly placeOf: Place) {}

  node(facts: NodeFacts, sign: Sign): void {
    const place = this.placeOf(facts);
    if (place !== undefined) bump(this.counts, place, sign);
  }
}

/** How many of certain pods there are in each place; places without one are not in it. */
export class PodCounts implements NodeView {
  readonly counts = new Map<string, number>();

  constructor(private readonly counted: (pod: PodInfo) => boolean, private readonly placeOf: Place) {}

  pod(pod: PodInfo, facts: NodeFacts, sign: Sign): void {
    if (!this.counted(pod)) return;
    const place = this.placeOf(facts);
    if (place !== undefined) bump(this.counts, place, sign);
  }
}
