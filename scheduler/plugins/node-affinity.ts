/**
 * spec.nodeSelector, required node affinity (filter) and preferred node affinity (score), of the pod and of whoever
 * configures the scheduler (kube-scheduler plugins/nodeaffinity).
 */
import { namedNodes, preferredNodes, requiredNodes, validateNodeAffinity, type core, type NodeMatch, type NodePreference } from '../../api';
import { objectOf, struct } from '../configuration/reading';
import { skip, stateKey, unresolvable, type PluginIngredients, type PodInfo, type SchedulerPlugin } from '../framework';
import { declareArgs } from '../plugin-args';
import { scale } from './scaling';

const elsewhere = unresolvable("node(s) didn't match Pod's node affinity/selector");
const enforcedElsewhere = unresolvable("node(s) didn't match scheduler-enforced node affinity");
const conflict = unresolvable('pod affinity terms conflict');

interface NodeAffinityArgs { readonly addedAffinity?: core.NodeAffinity }

export const nodeAffinityArgs = declareArgs<NodeAffinityArgs>({
  kind: 'NodeAffinityArgs',
  read: struct('NodeAffinityArgs', { addedAffinity: objectOf<core.NodeAffinity>('core.v1.NodeAffinity') }),
  complete: (given) => given,
  faults: ({ addedAffinity }, field) => (addedAffinity ? validateNodeAffinity(addedAffinity, `${field}.addedAffinity`) : []),
});

/** Affinity as if it were a pod's. */
const specOf = (nodeAffinity: core.NodeAffinity | undefined): core.PodSpec | undefined => nodeAffinity && { containers: [], affinity: { nodeAffinity } };

const required = stateKey<NodeMatch>('NodeAffinity required');
const preferred = stateKey<readonly NodePreference[]>('NodeAffinity preferred');

export const nodeAffinity = ({ args }: Pick<PluginIngredients, 'args'>): SchedulerPlugin => {
  const added = specOf(nodeAffinityArgs.of(args).addedAffinity);
  const enforced = requiredNodes(added);
  const liked = preferredNodes(added);
  const preferencesOf = ({ pod }: PodInfo): readonly NodePreference[] => [...liked, ...preferredNodes(pod.spec)];
  return {
    name: 'NodeAffinity',
    sign: ({ pod: { spec } }) => JSON.stringify([spec?.nodeSelector, spec?.affinity?.nodeAffinity]),
    preFilter({ pod, state }) {
      const matches = requiredNodes(pod.pod.spec);
      if (!matches) return enforced ? undefined : skip;
      state.write(required, matches);
      const nodeNames = namedNodes(pod.pod.spec);
      if (!nodeNames) return undefined;
      return nodeNames.size ? { nodeNames } : conflict;
    },
    filter({ state }, { facts }) {
      if (enforced && !enforced(facts)) return enforcedElsewhere;
      return state.read(required)?.(facts) === false ? elsewhere : undefined;
    },
    preScore({ pod, state }) {
      const preferences = preferencesOf(pod);
      if (!preferences.length) return skip;
      state.write(preferred, preferences);
      return undefined;
    },
    score: ({ pod, state }, { facts }) =>
      (state.read(preferred) ?? preferencesOf(pod)).reduce((sum, { weight, matches }) => (matches(facts) ? sum + weight : sum), 0),
    normalize: (_cycle, scores) => scale(scores),
    wakeOn: [{
      subject: 'Node',
      kinds: ['NodeAdded', 'NodeLabelsChanged'],
      helps(pod, { node, old }) {
        if (enforced && !enforced(node)) return false;
        const own = requiredNodes(pod.pod.spec);
        const fits = (facts: typeof node): boolean => (!enforced || enforced(facts)) && (!own || own(facts));
        return fits(node) && !(old && (own ?? enforced) && fits(old));
      },
    }],
  };
};
