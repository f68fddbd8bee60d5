/** How much of a quota is used (k8s.io/apiserver pkg/quota/v1 CalculateUsage). */
import type { KubeObject } from '../object';
import type * as core from '../schema/types/core.v1';
import { masked, type Amounts } from './amounts';
import type { Evaluator } from './evaluator';
import { isInScopes } from './scopes';
import { Total } from './total';

/** Objects of one resource and who counts them. */
export interface Holdings {
  readonly evaluator: Evaluator;
  readonly objects: readonly KubeObject[];
}

/** `holdings`: what the namespace has of everything that the quota tracks. What nobody counts stays as it was. */
export function statusOf({ spec, status }: core.ResourceQuota, holdings: readonly Holdings[], now: number): core.ResourceQuotaStatus {
  const hard = spec.hard ?? {};
  const names = Object.keys(hard);
  const total = new Total();
  for (const { evaluator, objects } of holdings) {
    total.add(Object.fromEntries(evaluator.tracked(names).map((name) => [name, '0'])));
    for (const object of objects) if (isInScopes(evaluator, spec, object)) total.add(usageOf(evaluator, object, now));
  }
  return { hard, used: masked({ ...status.used, ...total.amounts() }, names) };
}

const remembered = new WeakMap<KubeObject, Amounts>();

/** What is not on its way out takes the same at any time; namespaces are counted over and over, their objects seldom change. */
function usageOf(evaluator: Evaluator, object: KubeObject, now: number): Amounts {
  if (object.metadata.deletionTimestamp) return evaluator.usage(object, now);
  const known = remembered.get(object);
  if (known) return known;
  const usage = evaluator.usage(object, now);
  remembered.set(object, usage);
  return usage;
}
