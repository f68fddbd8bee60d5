/** Pods near other pods, or away from them: spec.affinity.podAffinity and podAntiAffinity, of either side. */
import { fieldError } from '../../../api';
import { flag, int32, struct } from '../../configuration/reading';
import { skip, stateKey, unresolvable, unschedulable, type PluginIngredients, type SchedulerPlugin } from '../../framework';
import { declareArgs } from '../../plugin-args';
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

export const interPodAffinityArgs = declareArgs<LikingArgs>({
  kind: 'InterPodAffinityArgs',
  read: struct('InterPodAffinityArgs', { hardPodAffinityWeight: int32, ignorePreferredTermsOfExistingPods: flag }),
  complete: (given) => ({ hardPodAffinityWeight: 1, ignorePreferredTermsOfExistingPods: false, ...given }),
  faults: ({ hardPodAffinityWeight: weight }, field) =>
    (weight < 0 || weight > 100 ? [fieldError.invalid(`${field}.hardPodAffinityWeight`, weight, 'not in valid range [0, 100]')] : []),
});

export const interPodAffinity = (ingredients: Pick<PluginIngredients, 'args'>): SchedulerPlugin => {
  const args = interPodAffinityArgs.of(ingredients.args);
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
