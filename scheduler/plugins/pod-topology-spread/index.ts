/** Pods spread evenly over zones, nodes or other domains: spec.topologySpreadConstraints, and defaults for the rest. */
import { skip, stateKey, unresolvable, unschedulable, type PluginIngredients, type SchedulerPlugin } from '../../framework';
import { podTopologySpreadArgs, type PodTopologySpreadArgs } from './args';
import { constraintsOf, hasOwnConstraints, systemDefaults, type DefaultConstraints } from './constraints';
import { normalizeSpread, spreadScore, unevenness, type SpreadScore } from './score';
import { spreadOf, type Spread } from './skew';
import { wakesSpread } from './wake';

const uneven = unschedulable("node(s) didn't match pod topology spread constraints");
const unlabelled = unresolvable("node(s) didn't match pod topology spread constraints (missing required label)");
const verdicts = { fits: undefined, 'no label': unlabelled, 'too uneven': uneven } as const;

const hard = stateKey<Spread>('PodTopologySpread hard');
const soft = stateKey<SpreadScore>('PodTopologySpread soft');

/** The system's defaults, unless a list is given. */
const defaultsOf = ({ defaultConstraints = [], defaultingType }: PodTopologySpreadArgs): DefaultConstraints =>
  (defaultingType === 'List' ? { system: false, constraints: defaultConstraints } : systemDefaults);

export const podTopologySpread = ({ args }: Pick<PluginIngredients, 'args'>): SchedulerPlugin => {
  const defaults = defaultsOf(podTopologySpreadArgs.of(args));
  return {
    name: 'PodTopologySpread',
    preFilter(cycle) {
      const constraints = constraintsOf(cycle.pod, 'DoNotSchedule', defaults, cycle.snapshot.surroundings);
      if (!constraints.length) return skip;
      cycle.state.write(hard, spreadOf(cycle, constraints));
      return undefined;
    },
    addPod: ({ state }, other, { facts }) => state.read(hard)?.change(other, facts, 1),
    removePod: ({ state }, other, { facts }) => state.read(hard)?.change(other, facts, -1),
    filter: ({ state }, { facts }) => verdicts[state.read(hard)?.on(facts) ?? 'fits'],
    preScore(cycle, nodes) {
      const constraints = constraintsOf(cycle.pod, 'ScheduleAnyway', defaults, cycle.snapshot.surroundings);
      if (!constraints.length) return skip;
      const allKeys = !defaults.system || hasOwnConstraints(cycle.pod);
      cycle.state.write(soft, spreadScore(cycle, constraints, allKeys, nodes));
      return undefined;
    },
    score({ state }, { facts }) {
      const score = state.read(soft);
      return score ? unevenness(score, facts) : 0;
    },
    normalize({ state }, scores, nodes) {
      const score = state.read(soft);
      if (score) normalizeSpread(score, scores, nodes);
    },
    wakeOn: wakesSpread(defaults),
  };
};
