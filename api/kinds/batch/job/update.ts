/** What of a job may change (kubernetes pkg/apis/batch/validation ValidateJobSpecUpdate). */
import { invalid, type FieldError } from '../../../field-error';
import type * as batch from '../../../schema/types/batch.v1';
import type * as core from '../../../schema/types/core.v1';
import { immutable, when } from '../../checks';
import { same } from '../../equality';
import { internalForm } from '../../internal-form';

const fixed = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const;

export function validateJobUpdate({ spec }: batch.Job, old: batch.Job): FieldError[] {
  const neverStarted = Boolean(old.spec.suspend) && !old.status.startTime;
  const template = neverStarted ? withSchedulingOf(spec.template, old.spec.template) : spec.template;
  return [
    ...completions(spec, old.spec),
    ...immutable(spec.selector, old.spec.selector, 'spec.selector'),
    ...when(!same(template, old.spec.template), () => invalid('spec.template', internalForm('core.v1.PodTemplateSpec', spec.template), 'field is immutable')),
    ...fixed.flatMap((name) => immutable(spec[name], old.spec[name], `spec.${name}`)),
  ];
}

/** An indexed job can be made larger or smaller as a whole (KEP-3715). */
function completions(spec: batch.JobSpec, old: batch.JobSpec): FieldError[] {
  if (spec.completionMode !== 'Indexed') return immutable(spec.completions, old.completions, 'spec.completions');
  if (same(spec.completions, old.completions) || spec.completions === undefined || old.completions === undefined) return [];
  return when(spec.completions !== spec.parallelism, () => invalid('spec.completions', spec.completions, 'can only be modified in tandem with spec.parallelism'));
}

/** As long as no pod has been made, where they will go may still be decided (KEP-2926). */
function withSchedulingOf(template: core.PodTemplateSpec, old: core.PodTemplateSpec): core.PodTemplateSpec {
  const { labels, annotations } = old.metadata ?? {};
  const { nodeSelector, tolerations, schedulingGates } = old.spec ?? {};
  const affinity = withNodeAffinityOf(template.spec?.affinity, old.spec?.affinity);
  return {
    metadata: { ...template.metadata, labels, annotations },
    spec: template.spec && { ...template.spec, nodeSelector, affinity, tolerations, schedulingGates },
  };
}

/** Of affinities only that to nodes; nothing left of one is none. */
function withNodeAffinityOf(affinity: core.Affinity | undefined, old: core.Affinity | undefined): core.Affinity | undefined {
  const { nodeAffinity } = old ?? {};
  const merged = { ...affinity, nodeAffinity };
  return !old && Object.values(merged).every((part) => part === undefined) ? undefined : merged;
}
