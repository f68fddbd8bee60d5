/** Which changes may help a pod whose spread ruled nodes out (kube-scheduler plugins/podtopologyspread/plugin.go). */
import type { NodeFacts, PodInfo, Wake } from '../../framework';
import { nowhere } from '../../surroundings';
import { domainOf } from '../counting';
import { constraintsOf, hasAllKeys, hasOwnConstraints, type DefaultConstraints, type SpreadConstraint } from './constraints';

const selected = ({ pod }: PodInfo, constraints: readonly SpreadConstraint[]): string =>
  constraints.map(({ selector }) => (selector.matches(pod.metadata.labels) ? '1' : '0')).join('');

const differently = (node: NodeFacts, old: NodeFacts, constraints: readonly SpreadConstraint[]): boolean =>
  constraints.some(({ topologyKey }) => domainOf(node, topologyKey) !== domainOf(old, topologyKey));

export function wakesSpread(defaults: DefaultConstraints): readonly Wake[] {
  /** Undefined: the defaults, of which nothing is known outside an attempt, so anything may help. */
  const hardOf = (pod: PodInfo): readonly SpreadConstraint[] | undefined =>
    (hasOwnConstraints(pod) ? constraintsOf(pod, 'DoNotSchedule', defaults, nowhere) : undefined);
  return [
    {
      subject: 'AssignedPod',
      kinds: ['PodAssigned', 'PodGone', 'PodLabelsChanged'],
      helps(pod, { pod: other, old }) {
        if (other.key.namespace !== pod.key.namespace) return false;
        const constraints = hardOf(pod);
        if (!constraints) return true;
        return old ? selected(other, constraints) !== selected(old, constraints) : selected(other, constraints).includes('1');
      },
    },
    {
      subject: 'Node',
      kinds: ['NodeAdded', 'NodeGone', 'NodeLabelsChanged', 'NodeTaintsChanged'],
      helps(pod, { kinds, node, old }) {
        const constraints = hardOf(pod);
        if (!constraints) return true;
        const matches = hasAllKeys(node, constraints);
        if (!old) return matches;
        if (matches !== hasAllKeys(old, constraints)) return true;
        return matches && (kinds.includes('NodeTaintsChanged') || differently(node, old, constraints));
      },
    },
    { subject: 'Self', kinds: ['OwnLabelsChanged'] },
    { subject: 'Self', kinds: ['OwnTolerationsChanged'], helps: (pod) => hardOf(pod)?.some(({ honorsTaints }) => honorsTaints) ?? true },
  ];
}
