/** Whether enough of an Indexed job has succeeded for all of it (KEP-3998; upstream's pkg/controller/job/success_policy.go). Pure. */
import type { batch } from '../../api';
import { parseIndexes } from './indexes';

/** Why the job is done; undefined where it is not, or where the job has no such policy. */
export function matchSuccessPolicy({ spec }: batch.Job, succeeded: ReadonlySet<number>): string | undefined {
  if (succeeded.size === 0) return undefined;
  const index = (spec.successPolicy?.rules ?? []).findIndex((rule) => isMet(rule, succeeded, spec.completions ?? 0));
  return index < 0 ? undefined : `Matched rules at index ${index}`;
}

function isMet({ succeededIndexes, succeededCount }: batch.SuccessPolicyRule, succeeded: ReadonlySet<number>, completions: number): boolean {
  if (succeededIndexes === undefined) return succeededCount !== undefined && succeeded.size >= succeededCount;
  const required = parseIndexes(succeededIndexes, completions);
  if (required.size === 0) return false;
  const reached = [...required].filter((index) => succeeded.has(index)).length;
  return reached === required.size || (succeededCount !== undefined && reached >= succeededCount);
}
