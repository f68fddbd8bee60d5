/** What of a job may change (kubernetes pkg/apis/batch/validation ValidateJobSpecUpdate). */
import { invalid, type FieldError } from '../../../field-error';
import type * as batch from '../../../schema/types/batch.v1';
import type * as core from '../../../schema/types/core.v1';
import { immutable, when } from '../../checks';
import { same } from '../../equality';
import { immutableInside, internalForm } from '../../internal-form';

const fixed = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const;

export function validateJobUpdate({ spec }: batch.Job, old: batch.Job): FieldError[] {
  return [
    ...completions(spec, old.spec),
    ...immutable(spec.selector, old.spec.selector, 'spec.selector'),
    ...(isAtRest(old) ? podAtRest(spec.template, old.spec.template) : immutableInside('core.v1.PodTemplateSpec', spec.template, old.spec.template, 'spec.template')),
    ...fixed.flatMap((name) => immutable(spec[name], old.spec[name], `spec.${name}`)),
  ];
}

/** An indexed job can be made larger or smaller as a whole (KEP-3715). */
function completions(spec: batch.JobSpec, old: batch.JobSpec): FieldError[] {
  if (spec.completionMode !== 'Indexed') return immutable(spec.completions, old.completions, 'spec.completions');
  if (same(spec.completions, old.completions) || spec.completions === undefined || old.completions === undefined) return [];
  return when(spec.completions !== spec.parallelism, () => invalid('spec.completions', spec.completions, 'can only be modified in tandem with spec.parallelism'));
}

/** No pod of it runs, and none will before somebody says so (KEP-5440). */
const isAtRest = ({ spec, status }: batch.Job): boolean => Boolean(spec.suspend) && !status.active
  && (!status.startTime || Boolean(status.conditions?.some((condition) => condition.type === 'Suspended' && condition.status === 'True')));

/** Where pods will go may still be decided then (KEP-2926), and what they take; labels and annotations are not looked at. */
function podAtRest({ spec }: core.PodTemplateSpec, { spec: old }: core.PodTemplateSpec): FieldError[] {
  if (!spec || !old) return [];
  const { nodeSelector, tolerations, schedulingGates } = old;
  const affinity = withNodeAffinityOf(spec.affinity, old.affinity);
  const settled = {
    ...spec, nodeSelector, affinity, tolerations, schedulingGates,
    containers: withResourcesOf(spec.containers, old.containers), initContainers: withResourcesOf(spec.initContainers, old.initContainers),
  };
  return when(!same(settled, old), () => invalid('spec.template.spec', internalForm('core.v1.PodSpec', spec), 'field is immutable'));
}

const withResourcesOf = (containers: readonly core.Container[] | undefined, old: readonly core.Container[] | undefined): readonly core.Container[] | undefined =>
  (containers?.length !== old?.length ? containers : containers?.map((container, i) => ({
    ...container, ...(container.name === old?.[i]?.name ? { resources: old?.[i]?.resources } : {}),
  })));

/** Of affinities only that to nodes; nothing left of one is none. */
function withNodeAffinityOf(affinity: core.Affinity | undefined, old: core.Affinity | undefined): core.Affinity | undefined {
  const { nodeAffinity } = old ?? {};
  const merged = { ...affinity, nodeAffinity };
  return !old && Object.values(merged).every((part) => part === undefined) ? undefined : merged;
}
