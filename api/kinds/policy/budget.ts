/** What a disruption budget says to an eviction (kubernetes pkg/registry/core/pod/storage/eviction.go). Pure. */
import { formatTime } from '../../clock';
import { ApiError, type StatusCause } from '../../errors';
import type { KubeObject } from '../../object';
import type * as policy from '../../schema/types/policy.v1';
import { selectorOf } from '../../selector';
import { disruptionCondition, hasFailedToSync, withDisruptionCondition } from './disruption-allowed';

type Budget = policy.PodDisruptionBudget;

/** Evictions that the controller has not seen through yet; with more, something is wrong. */
const mostDisrupted = 2000;
const tryAgainSeconds = 10;

const resource = { group: 'policy', plural: 'poddisruptionbudget' };
const refusal = "Cannot evict pod as it would violate the pod's disruption budget.";

/** A budget whose selector is none guards nothing. */
export function guards({ metadata, spec }: Budget, pod: KubeObject): boolean {
  if (metadata.namespace !== pod.metadata.namespace) return false;
  try {
    return selectorOf(spec.selector).matches(pod.metadata.labels);
  } catch (error) {
    if (ApiError.is(error, 'BadRequest')) return false;
    throw error;
  }
}

/** A pod that is not ready counts for nothing, so its budget may let it go (KEP-3017). */
export function letsUnhealthyGo({ spec, status: { currentHealthy, desiredHealthy } }: Budget): boolean {
  return spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' || (currentHealthy >= desiredHealthy && desiredHealthy > 0);
}

/** The status after one more pod was let go; throws ApiError when it must stay. `now` in milliseconds. */
export function spendOne(budget: Budget, pod: string, now: number): policy.PodDisruptionBudgetStatus {
  const { metadata: { name = '', generation = 0 }, status } = budget;
  if ((status.observedGeneration ?? 0) < generation) throw stillProcessed(name);
  if (status.disruptionsAllowed < 0) throw forbidden(name, 'pdb disruptions allowed is negative', 'pdb disruptions allowed is negative');
  if (Object.keys(status.disruptedPods ?? {}).length > mostDisrupted) {
    throw forbidden(name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller', 'too many pending evictions not confirmed by PDB controller');
  }
  if (status.disruptionsAllowed === 0) throw ApiError.tooManyRequests(refusal, { causes: [cause(whyNone(budget))] });
  const spent = { ...status, disruptionsAllowed: status.disruptionsAllowed - 1, disruptedPods: { ...status.disruptedPods, [pod]: formatTime(now) } };
  return spent.disruptionsAllowed === 0 ? withDisruptionCondition(spent, now) : spent;
}

/** The budget is behind: what it says now may not be true any more. */
export const stillProcessed = (name: string): ApiError => ApiError.tooManyRequests(refusal,
  { retryAfterSeconds: tryAgainSeconds, causes: [cause(`The disruption budget ${name} is still being processed by the server.`)] });

export const moreThanOneBudget = (): ApiError =>
  ApiError.unknown('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.');

function whyNone({ metadata: { name = '' }, status }: Budget): string {
  const condition = disruptionCondition(status);
  const denies = `The disruption budget ${name} does not allow evicting pods currently`;
  // When the numbers could not be worked out, they mean nothing.
  if (hasFailedToSync(condition)) return `${denies} because it failed sync: ${condition?.message ?? ''}`;
  if (status.currentHealthy <= status.desiredHealthy) {
    return `The disruption budget ${name} needs ${status.desiredHealthy} healthy pods and has ${status.currentHealthy} currently`;
  }
  return condition?.status === 'False' && condition.message ? `${denies} (${condition.reason}): ${condition.message}` : denies;
}

const cause = (message: string): StatusCause => ({ reason: 'DisruptionBudget', message });

const forbidden = (name: string, why: string, inShort: string): ApiError =>
  ApiError.forbidden(resource, name, why, [cause(`The disruption budget ${name} does not allow evicting pods currently: ${inShort}`)]);
