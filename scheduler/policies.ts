/**
 * Profiles of minik8s' scheduling policies: the first profile of the configuration with another way to choose among the
 * nodes that fit. They share its plugins, so that they follow, remember and wake nothing of their own.
 */
import { schedulingPolicies, type SchedulingPolicy } from '../api';
import type { Framework, ProfileIngredients } from './profile';
import { minik8sPolicies } from './plugins/minik8s';
import { recorded } from './records/recorded';
import type { With } from './points';

/** `frameworks` and those that are missing of the policies': who configures one of their names has his own. */
export function withPolicies(frameworks: readonly Framework[], ingredients: ProfileIngredients): readonly Framework[] {
  const [base] = frameworks;
  if (!base) return frameworks;
  const taken = new Set(frameworks.map(({ schedulerName }) => schedulerName));
  const names = Object.keys(schedulingPolicies) as SchedulingPolicy[];
  return [...frameworks, ...names.filter((name) => !taken.has(schedulingPolicies[name])).map((name) => policyOver(base, name, ingredients))];
}

function policyOver(base: Framework, name: SchedulingPolicy, { book, factories: _, ...ingredients }: ProfileIngredients): Framework {
  const made = minik8sPolicies[name]({ ...ingredients, args: {} });
  const plugin = (book ? recorded(made, book.attemptOf) : made) as With<'score'>;
  return {
    ...base,
    schedulerName: schedulingPolicies[name],
    plugins: [...base.plugins, plugin],
    at: { ...base.at, preScore: [], score: [plugin], reserve: plugin.reserve ? [...base.at.reserve, plugin] : base.at.reserve },
    scorers: [{ plugin, weight: 1 }],
    // The best of all that fit, not of enough.
    percentageOfNodesToScore: 100,
  };
}
