/** spec.nodeSelector, required node affinity (filter) and preferred node affinity (score). */
import { namedNodes, preferredNodes, requiredNodes, type NodeMatch, type NodePreference } from '../../api';
import { skip, stateKey, unresolvable, type SchedulerPlugin } from '../framework';
import { scale } from './scaling';

const elsewhere = unresolvable("node(s) didn't match Pod's node affinity/selector");
const conflict = unresolvable('pod affinity terms conflict');

const required = stateKey<NodeMatch>('NodeAffinity required');
const preferred = stateKey<readonly NodePreference[]>('NodeAffinity preferred');
const noPreference: readonly NodePreference[] = [];

export const nodeAffinity = (): SchedulerPlugin => ({
  name: 'NodeAffinity',
  preFilter({ pod, state }) {
    const matches = requiredNodes(pod.pod.spec);
    if (!matches) return skip;
    state.write(required, matches);
    const nodeNames = namedNodes(pod.pod.spec);
    if (!nodeNames) return undefined;
    return nodeNames.size ? { nodeNames } : conflict;
  },
  filter: ({ state }, { facts }) => (state.read(required)?.(facts) === false ? elsewhere : undefined),
  preScore({ pod, state }) {
    const preferences = preferredNodes(pod.pod.spec);
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
      const matches = requiredNodes(pod.pod.spec);
      return !matches || (matches(node) && !(old && matches(old)));
    },
  }],
});
