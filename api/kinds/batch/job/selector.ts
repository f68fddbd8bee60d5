/** A job finds its pods by its own uid, so that no two jobs can claim the same ones. */
import { invalid, required, type FieldError } from '../../../field-error';
import { selectorOf } from '../../../selector';
import type * as batch from '../../../schema/types/batch.v1';
import { when } from '../../checks';

const uidLabel = 'batch.kubernetes.io/controller-uid';

/** The names from before labels had a domain. */
const plainLabels = ({ metadata: { name = '', uid = '' } }: batch.Job): Record<string, string> => ({ 'controller-uid': uid, 'job-name': name });

const prefixedLabels = ({ metadata: { name = '', uid = '' } }: batch.Job): Record<string, string> => ({ [uidLabel]: uid, 'batch.kubernetes.io/job-name': name });

/** What is there already stays, and validation refuses it where it is wrong. */
export function generateSelector(job: batch.Job): void {
  const { spec } = job;
  if (spec.manualSelector) return;
  const template = spec.template ?? {};
  const labels = { ...prefixedLabels(job), ...plainLabels(job), ...template.metadata?.labels };
  spec.template = { ...template, metadata: { ...template.metadata, labels } };
  spec.selector = { ...spec.selector, matchLabels: { [uidLabel]: job.metadata.uid ?? '', ...spec.selector?.matchLabels } };
}

/** A job from before the labels with a domain needs none. */
export function validateSelector(job: batch.Job, old?: batch.Job): FieldError[] {
  if (job.spec.manualSelector || !job.spec.selector) return [];
  const before = old?.spec.template.metadata?.labels;
  const isOld = old && Object.keys(prefixedLabels(job)).some((key) => before?.[key] === undefined);
  const expected = { ...plainLabels(job), ...(isOld ? {} : prefixedLabels(job)) };
  return [
    ...Object.entries(expected).flatMap(([key, value]) => hasLabel(job, key, value)),
    ...when(!selectorOf(job.spec.selector).matches(expected), () => invalid('spec.selector', job.spec.selector, '`selector` not auto-generated')),
  ];
}

function hasLabel({ spec }: batch.Job, key: string, value: string): FieldError[] {
  const labels = spec.template.metadata?.labels ?? {};
  const field = `spec.template.metadata.labels[${key}]`;
  if (labels[key] === undefined) return [required(field, `must be '${value}'`)];
  return when(labels[key] !== value, () => invalid(field, labels, `must be '${value}'`));
}
