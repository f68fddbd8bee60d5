/** Required affinity: the pod's own, and what pods already placed ask of it (kube-scheduler plugins/interpodaffinity/filtering.go). */
import type { Cycle, Forkable, NodeFacts, PodInfo } from '../../framework';
import { bump, domainOf, type Counts } from '../counting';
import { placedTerms, podsMeant } from './placed';
import { matchesAll, termsOf, type AffinityTerm, type AffinityTerms } from './terms';

/** Pods per domain of one topology, as things stand and as they would stand with other pods. */
class Tally {
  private readonly changes = new Map<string, number>();

  constructor(readonly topologyKey: string, private readonly bases: readonly Counts[]) {}

  fork(): Tally {
    const copy = new Tally(this.topologyKey, this.bases);
    for (const [domain, by] of this.changes) copy.changes.set(domain, by);
    return copy;
  }

  in(domain: string): number {
    let count = this.changes.get(domain) ?? 0;
    for (const base of this.bases) count += base.get(domain) ?? 0;
    return count;
  }

  change(facts: NodeFacts, by: number): void {
    const domain = domainOf(facts, this.topologyKey);
    if (domain !== undefined) bump(this.changes, domain, by);
  }

  /** On the node's domain; undefined: it has none. */
  at(facts: NodeFacts): number | undefined {
    const domain = domainOf(facts, this.topologyKey);
    return domain === undefined ? undefined : this.in(domain);
  }

  isEmpty(): boolean {
    for (const domain of this.changes.keys()) if (this.in(domain) !== 0) return false;
    for (const base of this.bases) for (const domain of base.keys()) if (this.in(domain) !== 0) return false;
    return true;
  }
}

const forked = (tallies: ReadonlyMap<string, Tally>): Map<string, Tally> => new Map([...tallies].map(([key, tally]) => [key, tally.fork()]));

const somebodyAt = (tallies: ReadonlyMap<string, Tally>, facts: NodeFacts): boolean => {
  for (const tally of tallies.values()) if ((tally.at(facts) ?? 0) > 0) return true;
  return false;
};

/** Counts by topology key. */
function talliesOf(sources: Iterable<readonly [topologyKey: string, counts: Counts]>): Map<string, Tally> {
  const byKey = new Map<string, Counts[]>();
  for (const [key, counts] of sources) byKey.set(key, [...(byKey.get(key) ?? []), counts]);
  return new Map([...byKey].map(([key, bases]) => [key, new Tally(key, bases)]));
}

function changeIn(tallies: Map<string, Tally>, { topologyKey }: AffinityTerm, facts: NodeFacts, by: number): void {
  const tally = tallies.get(topologyKey) ?? new Tally(topologyKey, []);
  tallies.set(topologyKey, tally);
  tally.change(facts, by);
}

export type RulesVerdict = 'fits' | 'not together' | 'not apart' | 'unwelcome';

export class Rules implements Forkable {
  /** Nobody whom the affinity terms mean is anywhere; asked for each node that has nobody. */
  private nobody: boolean | undefined;

  constructor(
    private readonly terms: AffinityTerms,
    /** Pods that all of the pod's affinity terms mean. */
    private readonly together: Map<string, Tally>,
    /** Pods that its anti-affinity means. */
    private readonly apart: Map<string, Tally>,
    /** Pods whose anti-affinity means it. */
    private readonly unwelcoming: Map<string, Tally>,
    /** A group's first pod has nobody to be with (kubernetes issue 25319). */
    private readonly firstOfItsGroup: boolean,
  ) {}

  /** Nothing is asked of anybody. */
  get empty(): boolean {
    return this.terms.required.length === 0 && this.terms.requiredAnti.length === 0 && this.unwelcoming.size === 0;
  }

  fork(): Rules {
    return new Rules(this.terms, forked(this.together), forked(this.apart), forked(this.unwelcoming), this.firstOfItsGroup);
  }

  change({ pod, snapshot: { surroundings } }: Cycle, other: PodInfo, facts: NodeFacts, by: 1 | -1): void {
    this.nobody = undefined;
    if (matchesAll(this.terms.required, other, surroundings)) for (const tally of this.together.values()) tally.change(facts, by);
    for (const term of this.terms.requiredAnti) if (term.matches(other, surroundings)) changeIn(this.apart, term, facts, by);
    for (const term of termsOf(other).requiredAnti) if (term.matches(pod, surroundings)) changeIn(this.unwelcoming, term, facts, by);
  }

  on(facts: NodeFacts): RulesVerdict {
    if (this.terms.required.length && !this.areTogether(facts)) return 'not together';
    if (somebodyAt(this.apart, facts)) return 'not apart';
    return somebodyAt(this.unwelcoming, facts) ? 'unwelcome' : 'fits';
  }

  private areTogether(facts: NodeFacts): boolean {
    let all = true;
    for (const tally of this.together.values()) {
      const count = tally.at(facts);
      if (count === undefined) return false;
      if (count <= 0) all = false;
    }
    return all || (this.firstOfItsGroup && (this.nobody ??= [...this.together.values()].every((tally) => tally.isEmpty())));
  }
}

export function rulesOf(cycle: Cycle): Rules {
  const { pod, snapshot } = cycle;
  const terms = termsOf(pod);
  const unwelcoming = placedTerms(snapshot).meaning('requiredAnti', cycle);
  const keys = new Set(terms.required.map(({ topologyKey }) => topologyKey));
  return new Rules(
    terms,
    talliesOf([...keys].map((key) => [key, podsMeant(cycle, terms.required, key)])),
    talliesOf(terms.requiredAnti.map((term) => [term.topologyKey, podsMeant(cycle, [term], term.topologyKey)])),
    talliesOf(unwelcoming.map(({ term, counts }) => [term.topologyKey, counts])),
    matchesAll(terms.required, pod, snapshot.surroundings),
  );
}
