/** What is taken of a job, and may not do (kubernetes pkg/api/job WarningsForJobSpec). */
import type * as batch from '../../../schema/types/batch.v1';
import { templateWarnings } from '../../core/pod-template/warnings';
import { same } from '../../equality';
import { warnAboutName } from '../../workload';

export const warnAboutJob = (job: batch.Job, old: batch.Job | undefined): string[] =>
  [...(old ? [] : warnAboutName(job)), ...(same(job.spec, old?.spec) ? [] : warnAboutJobSpec(job.spec, 'spec'))];

const many = { completions: 100_000, parallelism: 10_000 };
const tooMany = 'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';

export function warnAboutJobSpec(spec: batch.JobSpec | undefined, field: string): string[] {
  const { completionMode, completions = 0, parallelism = 0 } = spec ?? {};
  const isLarge = completionMode === 'Indexed' && completions > many.completions && parallelism > many.parallelism;
  return [...(isLarge ? [`${field}: ${tooMany}`] : []), ...templateWarnings(spec?.template, `${field}.template`)];
}
