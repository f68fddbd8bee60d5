/** Conditions of a Job (KEP-3998 and KEP-4368 for the interim ones). Pure. */
import { formatTime, type batch } from '../../api';

export type Condition = batch.JobCondition;
export type JobConditionType = 'Complete' | 'Failed' | 'SuccessCriteriaMet' | 'FailureTarget' | 'Suspended';

export const newCondition = (type: JobConditionType, reason: string, message: string, now: number, status = 'True'): Condition =>
  ({ type, status, lastProbeTime: formatTime(now), lastTransitionTime: formatTime(now), reason, message });

export const findTrue = (conditions: readonly Condition[] | undefined, type: JobConditionType): Condition | undefined =>
  conditions?.find((condition) => condition.type === type && condition.status === 'True');

export const isFinished = (job: batch.Job): boolean => Boolean(finishedCondition(job));

export const finishedCondition = (job: batch.Job): Condition | undefined =>
  findTrue(job.status.conditions, 'Complete') ?? findTrue(job.status.conditions, 'Failed');

/** The conditions with this one in its place. A condition that was never there is not added as False. The same array: nothing changed. */
export function ensureCondition(conditions: readonly Condition[], wanted: Condition): readonly Condition[] {
  const current = conditions.find((condition) => condition.type === wanted.type);
  if (!current) return wanted.status === 'False' ? conditions : [...conditions, wanted];
  if (current.status === wanted.status && current.reason === wanted.reason && current.message === wanted.message) return conditions;
  const lastTransitionTime = current.status === wanted.status ? current.lastTransitionTime : wanted.lastTransitionTime;
  return conditions.map((condition) => (condition === current ? { ...wanted, lastTransitionTime } : condition));
}
