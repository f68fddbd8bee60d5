/** Cells of `kubectl get jobs` (kubernetes pkg/printers/internalversion/printers.go printJob). */
import type * as batch from '../../../schema/types/batch.v1';
import { humanDuration } from '../../duration';

const isTrue = ({ status }: batch.Job, wanted: string): boolean =>
  Boolean(status.conditions?.some(({ type, status: value }) => type === wanted && value === 'True'));

export function jobStatus(job: batch.Job): string {
  const ended = ['Complete', 'Failed'].find((type) => isTrue(job, type));
  if (ended) return ended;
  if (job.metadata.deletionTimestamp) return 'Terminating';
  return ['Suspended', 'FailureTarget'].find((type) => isTrue(job, type)) ?? 'Running';
}

export function completions({ spec, status: { succeeded = 0 } }: batch.Job): string {
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

export function duration({ status: { startTime, completionTime } }: batch.Job, now: number): string {
  if (!startTime) return '';
  return humanDuration((completionTime ? Date.parse(completionTime) : now) - Date.parse(startTime));
}
