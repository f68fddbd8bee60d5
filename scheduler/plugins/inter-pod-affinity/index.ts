/** Pods near other pods, or away from them: spec.affinity.podAffinity and podAntiAffinity, of either side. */
import { skip, stateKey, unresolvable, unschedulable, type PluginIngredients, type SchedulerPlugin } from '../../framework';
import { likedAt, likingsOf, normalizeLikings, type LikingArgs, type Likings } from './likings';
import { rulesOf, type Rules } from './rules';
import { wakesAffinity } from './wake';

const verdicts = {
  fits: undefined,
  'not together': unresolvable("node(s) didn't match pod affinity rules"),
  'not apart': unschedulable("node(s) didn't match pod anti-affinity rules"),
  unwelcome: unschedulable("node(s) didn't satisfy existing pods anti-affinity rules"),
} as const;

const required = stateKey<Rules>('InterPodAffinity required');
const preferred = stateKey<Likings>('InterPodAffinity preferred');

/** InterPodAffinityArgs with their defaults. */
const argsOf = ({ hardPodAffinityWeight = 1, ignorePreferredTermsOfExistingPods = false }: PluginIngredients['args']): LikingArgs =>
  ({ hardPodAffinityWeight: Number(hardPodAffinityWeight), ignorePreferredTermsOfExistingPods: ignorePreferredTermsOfExistingPods === true });

export const interPodAffinity = (ingredients: Pick<PluginIngredients, 'args'>): SchedulerPlugin => {
  const args = argsOf(ingredients.args);
  return {
    name: 'InterPodAffinity',
    preFilter(cycle) {
      const rules = rulesOf(cycle);
      if (rules.empty) return skip;
      cycle.state.write(required, rules);
      return undefined;
    },
    addPod: (cycle, other, { facts }) => cycle.state.read(required)?.change(cycle, other, facts, 1),
    removePod: (cycle, other, { facts }) => cycle.state.read(required)?.change(cycle, other, facts, -1),
    filter: ({ state }, { facts }) => verdicts[state.read(required)?.on(facts) ?? 'fits'],
    preScore(cycle) {
      const likings = likingsOf(cycle, args);
      if (!likings.size) return skip;
      cycle.state.write(preferred, likings);
      return undefined;
    },
    score({ state }, { facts }) {
      const likings = state.read(preferred);
      return likings ? likedAt(likings, facts) : 0;
    },
    normalize: (_cycle, scores) => normalizeLikings(scores),
    wakeOn: wakesAffinity,
  };
};
