/** Which changes may help a pod that affinity ruled out (kube-scheduler plugins/interpodaffinity/plugin.go). */
import type { NodeFacts, PodInfo, Wake } from '../../framework';
import { nowhere, type Surroundings } from '../../surroundings';
import { domainOf } from '../counting';
import { matchesAll, termsOf, type AffinityTerm } from './terms';

/** Outside an attempt nothing is known of namespaces: a term that asks for their labels may mean any of them. */
const anywhere: Surroundings = nowhere;

const means = (term: AffinityTerm, pod: PodInfo): boolean => term.byNamespaceLabels || term.matches(pod, anywhere);
const meansAll = (terms: readonly AffinityTerm[], pod: PodInfo): boolean =>
  (terms.some(({ byNamespaceLabels }) => byNamespaceLabels) ? true : matchesAll(terms, pod, anywhere));
const meansAny = (terms: readonly AffinityTerm[], pod: PodInfo): boolean => terms.some((term) => means(term, pod));

const came = (waiting: PodInfo, pod: PodInfo): boolean => meansAll(termsOf(waiting).required, pod);

/** The waiting pod kept away from it, or it from the waiting pod. */
const went = (waiting: PodInfo, pod: PodInfo): boolean =>
  meansAny(termsOf(waiting).requiredAnti, pod) || meansAny(termsOf(pod).requiredAnti, waiting);

function relabelled(waiting: PodInfo, pod: PodInfo, old: PodInfo): boolean {
  const { required, requiredAnti } = termsOf(waiting);
  if (required.some(({ byNamespaceLabels }) => byNamespaceLabels)) return true;
  return (came(waiting, pod) && !came(waiting, old)) || requiredAnti.some((term) => means(term, old) && (term.byNamespaceLabels || !means(term, pod)));
}

const moved = (terms: readonly AffinityTerm[], node: NodeFacts, old: NodeFacts): boolean =>
  terms.some(({ topologyKey }) => domainOf(node, topologyKey) !== domainOf(old, topologyKey));

export const wakesAffinity: readonly Wake[] = [
  { subject: 'AssignedPod', kinds: ['PodAssigned'], helps: (waiting, { pod }) => came(waiting, pod) },
  { subject: 'AssignedPod', kinds: ['PodGone'], helps: (waiting, { pod }) => went(waiting, pod) },
  { subject: 'AssignedPod', kinds: ['PodLabelsChanged'], helps: (waiting, { pod, old }) => !old || relabelled(waiting, pod, old) },
  {
    subject: 'Node',
    kinds: ['NodeAdded', 'NodeLabelsChanged'],
    helps(waiting, { node, old }) {
      const { required, requiredAnti } = termsOf(waiting);
      // Others keep it away: a node with other labels may be in a domain without them.
      if (!required.length && !requiredAnti.length) return true;
      if (old) return moved(required, node, old) || moved(requiredAnti, node, old);
      return requiredAnti.length > 0 || required.some(({ topologyKey }) => domainOf(node, topologyKey) !== undefined);
    },
  },
  { subject: 'Self', kinds: ['OwnLabelsChanged'] },
];
