/** What affinity looks at in the whole cluster: terms of pods that have a node, and pods that terms mean. */
import type { Cycle, NodeFacts, NodeView, PodInfo, Sign, Snapshot } from '../../framework';
import { bump, domainOf, PodCounts, type Counts } from '../counting';
import { matchesAll, termKinds, termsOf, type AffinityTerm, type TermKind } from './terms';

export interface TermGroup {
  readonly term: AffinityTerm;
  /** How many pods with this term there are in each domain of its topology. */
  readonly counts: Map<string, number>;
}

/** Equal terms (of the replicas of one workload) are one group. */
export class PlacedTerms implements NodeView {
  private readonly groups: Record<TermKind, Map<string, TermGroup>> =
    { required: new Map(), requiredAnti: new Map(), preferred: new Map(), preferredAnti: new Map() };

  pod(pod: PodInfo, facts: NodeFacts, sign: Sign): void {
    const terms = termsOf(pod);
    for (const kind of termKinds) for (const term of terms[kind]) this.count(this.groups[kind], term, facts, sign);
  }

  private count(groups: Map<string, TermGroup>, term: AffinityTerm, facts: NodeFacts, sign: Sign): void {
    const domain = domainOf(facts, term.topologyKey);
    if (domain === undefined) return;
    const group = groups.get(term.name) ?? { term, counts: new Map<string, number>() };
    bump(group.counts, domain, sign);
    if (group.counts.size) groups.set(term.name, group);
    else groups.delete(term.name);
  }

  /** Groups whose term means the pod. */
  meaning(kind: TermKind, { pod, snapshot: { surroundings } }: Cycle): TermGroup[] {
    const groups: TermGroup[] = [];
    for (const group of this.groups[kind].values()) if (group.term.matches(pod, surroundings)) groups.push(group);
    return groups;
  }
}

export const placedTerms = (snapshot: Snapshot): PlacedTerms => snapshot.view('InterPodAffinity terms', () => new PlacedTerms());

/** Pods that all of the terms mean, by domains of `topologyKey`. */
export function podsMeant({ snapshot }: Cycle, terms: readonly AffinityTerm[], topologyKey: string): Counts {
  const { surroundings } = snapshot;
  const version = terms.some(({ byNamespaceLabels }) => byNamespaceLabels) ? surroundings.namespacesVersion : 0;
  const name = `InterPodAffinity pods ${version} ${topologyKey} ${terms.map((term) => term.name).join(' ')}`;
  return snapshot.view(name, () => new PodCounts((pod) => matchesAll(terms, pod, surroundings), (facts) => domainOf(facts, topologyKey))).counts;
}
