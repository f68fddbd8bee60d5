/** Terms of pod affinity, compiled once per pod (kube-scheduler framework/types.go, AffinityTerm). */
import { selectorOf, type core } from '../../../api';
import type { PodInfo, Surroundings } from '../../framework';

export interface AffinityTerm {
  readonly topologyKey: string;
  /** Of preferred terms, else 0. */
  readonly weight: number;
  /** Equal terms, of whichever pods, have equal names. */
  readonly name: string;
  /** Whom it means depends on labels of namespaces. */
  readonly byNamespaceLabels: boolean;
  matches(pod: PodInfo, surroundings: Surroundings): boolean;
}

export const termKinds = ['required', 'requiredAnti', 'preferred', 'preferredAnti'] as const;
export type TermKind = (typeof termKinds)[number];
export type AffinityTerms = Readonly<Record<TermKind, readonly AffinityTerm[]>>;

/** Without namespaces and their selector, the pod's own namespace is meant. */
function compile(term: core.PodAffinityTerm, namespace: string, weight = 0): AffinityTerm {
  const { topologyKey, namespaceSelector } = term;
  const namespaces = new Set(term.namespaces?.length || namespaceSelector ? term.namespaces : [namespace]);
  const selector = selectorOf(term.labelSelector);
  const byLabels = selectorOf(namespaceSelector);
  const name = JSON.stringify([
    topologyKey, weight, [...namespaces].sort(), namespaceSelector ? byLabels.toString() : null, term.labelSelector ? selector.toString() : null,
  ]);
  const concerns = (other: string, surroundings: Surroundings): boolean =>
    namespaces.has(other) || byLabels.empty || (Boolean(namespaceSelector) && byLabels.matches(surroundings.namespaceLabels(other)));
  return {
    topologyKey, weight, name,
    byNamespaceLabels: Boolean(namespaceSelector) && !byLabels.empty,
    matches: ({ key, pod }, surroundings) => concerns(key.namespace ?? '', surroundings) && selector.matches(pod.metadata.labels),
  };
}

const none: AffinityTerms = { required: [], requiredAnti: [], preferred: [], preferredAnti: [] };
const known = new WeakMap<PodInfo, AffinityTerms>();

export function termsOf(pod: PodInfo): AffinityTerms {
  const { podAffinity, podAntiAffinity } = pod.pod.spec?.affinity ?? {};
  if (!podAffinity && !podAntiAffinity) return none;
  let terms = known.get(pod);
  if (!terms) {
    const [together, apart] = [compileSide(podAffinity, pod), compileSide(podAntiAffinity, pod)];
    terms = { required: together.required, requiredAnti: apart.required, preferred: together.preferred, preferredAnti: apart.preferred };
    known.set(pod, terms);
  }
  return terms;
}

function compileSide(side: core.PodAffinity | core.PodAntiAffinity | undefined, { key: { namespace = '' } }: PodInfo) {
  return {
    required: (side?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => compile(term, namespace)),
    preferred: (side?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm, weight }) => compile(podAffinityTerm, namespace, weight)),
  };
}

/** No terms match nobody. */
export const matchesAll = (terms: readonly AffinityTerm[], pod: PodInfo, surroundings: Surroundings): boolean =>
  terms.length > 0 && terms.every((term) => term.matches(pod, surroundings));
