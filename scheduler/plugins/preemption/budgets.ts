/** Which of some pods disruption budgets would keep, if all of them went (kube-scheduler defaultpreemption, filterPodsWithPDBViolation). */
import { ApiError, selectorOf, type policy } from '../../../api';
import type { PodInfo } from '../../framework';

export interface ByBudget { readonly kept: readonly PodInfo[]; readonly free: readonly PodInfo[] }

/** Unlike to an eviction, an empty selector matches nothing to the scheduler, nor does one that cannot be read. */
function guards({ metadata, spec, status }: policy.PodDisruptionBudget, { key, pod }: PodInfo): boolean {
  if (metadata.namespace !== key.namespace || Object.hasOwn(status?.disruptedPods ?? {}, key.name)) return false;
  try {
    const selector = selectorOf(spec.selector);
    return !selector.empty && selector.matches(pod.metadata.labels);
  } catch (error) {
    if (ApiError.is(error, 'BadRequest')) return false;
    throw error;
  }
}

/** Keeps the order of the pods: the first ones use up what is allowed. */
export function splitByBudgets(pods: readonly PodInfo[], budgets: readonly policy.PodDisruptionBudget[]): ByBudget {
  const allowed = budgets.map(({ status }) => status?.disruptionsAllowed ?? 0);
  const kept: PodInfo[] = [];
  const free: PodInfo[] = [];
  for (const pod of pods) {
    let violates = false;
    if (Object.keys(pod.pod.metadata.labels ?? {}).length) {
      budgets.forEach((budget, i) => {
        if (!guards(budget, pod)) return;
        const left = (allowed[i] ?? 0) - 1;
        allowed[i] = left;
        violates ||= left < 0;
      });
    }
    (violates ? kept : free).push(pod);
  }
  return { kept, free };
}
