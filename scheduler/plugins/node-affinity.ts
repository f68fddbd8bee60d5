/** spec.nodeSelector, required node affinity (filter) and preferred node affinity (score), and what the profile adds to all pods'. */
import { namedNodes, preferredNodes, requiredNodes, type core, type NodeMatch, type NodePreference } from '../../api';
import { skip, stateKey, unresolvable, type PluginIngredients, type SchedulerPlugin } from '../framework';
import { scale } from './scaling';

const elsewhere = unresolvable("node(s) didn't match Pod's node affinity/selector");
const notAllowed = unresolvable("node(s) didn't match scheduler-enforced node affinity");
const conflict = unresolvable('pod affinity terms conflict');

const required = stateKey<NodeMatch>('NodeAffinity required');
const preferred = stateKey<readonly NodePreference[]>('NodeAffinity preferred');
const noPreference: readonly NodePreference[] = [];

/** NodeAffinityArgs.addedAffinity, as if it were a pod's. */
const addedBy = ({ addedAffinity }: PluginIngredients['args']): core.PodSpec =>
  ({ containers: [], ...(addedAffinity !== undefined && { affinity: { nodeAffinity: addedAffinity as core.NodeAffinity } }) });

const together = (a: readonly NodePreference[], b: readonly NodePreference[]): readonly NodePreference[] => (b.length ? [...a, ...b] : a);

export const nodeAffinity = ({ args }: Pick<PluginIngredients, 'args'>): SchedulerPlugin => {
  const added = addedBy(args);
  const allowed = requiredNodes(added);
  const liked = preferredNodes(added);
  return {
    name: 'NodeAffinity',
    preFilter({ pod, state }) {
      const matches = requiredNodes(pod.pod.spec);
      if (!matches) return allowed ? undefined : skip;
      state.write(required, matches);
      const nodeNames = namedNodes(pod.pod.spec);
      if (!nodeNames) return undefined;
      return nodeNames.size ? { nodeNames } : conflict;
    },
    filter({ state }, { facts }) {
      if (allowed?.(facts) === false) return notAllowed;
      return state.read(required)?.(facts) === false ? elsewhere : undefined;
    },
    preScore({ pod, state }) {
      const preferences = together(preferredNodes(pod.pod.spec), liked);
      if (!preferences.length) return skip;
      state.write(preferred, preferences);
      return undefined;
    },
    score: ({ state }, { facts }) =>
      (state.read(preferred) ?? noPreference).reduce((sum, { weight, matches }) => (matches(facts) ? sum + weight : sum), 0),
    normalize: (_cycle, scores) => scale(scores),
    wakeOn: [{
      subject: 'Node',
      kinds: ['NodeAdded', 'NodeLabelsChanged'],
      helps(pod, { node, old }) {
        if (allowed?.(node) === false) return false;
        const matches = requiredNodes(pod.pod.spec) ?? anywhere;
        return matches(node) && !(old && matches(old) && (allowed?.(old) ?? true));
      },
    }],
  };
};

const anywhere: NodeMatch = () => true;
