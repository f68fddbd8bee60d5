/** Defaults of jobs (kubernetes pkg/apis/batch/v1/defaults.go). */
import type * as batch from '../../../schema/types/batch.v1';
import { defaultPodTemplate } from '../../core/pod-template/default';

const unlimited = 2 ** 31 - 1;

export function defaultJob(job: batch.Job): void {
  const { spec } = job;
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : unlimited;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
  defaultFailurePolicy(spec);
  defaultPodTemplate(spec.template);
  defaultLabels(job);
}

export function defaultFailurePolicy(spec: batch.JobSpec | undefined): void {
  for (const { onPodConditions } of spec?.podFailurePolicy?.rules ?? []) for (const pattern of onPodConditions ?? []) pattern.status ||= 'True';
}

/** A job without labels of its own takes those of its template. */
export function defaultLabels({ metadata, spec }: batch.Job): void {
  const labels = spec.template?.metadata?.labels;
  if (labels && !Object.keys(metadata.labels ?? {}).length) metadata.labels = { ...labels };
}
