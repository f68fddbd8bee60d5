/** How much of a quota is used (k8s.io/apiserver pkg/quota/v1 CalculateUsage). */
import type { KubeObject } from '../object';
import type * as core from '../schema/types/core.v1';
import { added, masked, type Amounts } from './amounts';
import type { Evaluator } from './evaluator';
import { isInScopes } from './scopes';

/** Objects of one resource and who counts them. */
export interface Holdings {
  readonly evaluator: Evaluator;
  readonly objects: readonly KubeObject[];
}

/** `holdings`: what the namespace has of everything that the quota tracks. What nobody counts stays as it was. */
export function statusOf({ spec, status }: core.ResourceQuota, holdings: readonly Holdings[], now: number): core.ResourceQuotaStatus {
  const hard = spec.hard ?? {};
  const found = holdings.map((holding) => usageOf(spec, holding, now)).reduce(added, {});
  return { hard, used: masked({ ...status.used, ...found }, Object.keys(hard)) };
}

function usageOf(spec: core.ResourceQuotaSpec, { evaluator, objects }: Holdings, now: number): Amounts {
  const names = evaluator.tracked(Object.keys(spec.hard ?? {}));
  const none: Amounts = Object.fromEntries(names.map((name) => [name, '0']));
  const uses = objects.filter((object) => isInScopes(evaluator, spec, object)).map((object) => masked(evaluator.usage(object, now), names));
  return uses.reduce(added, none);
}
