/** A job finds its pods by its own uid, so that no two jobs can claim the same ones. */
import { invalid, required, type FieldError } from '../../../field-error';
import { selectorOf } from '../../../selector';
import type * as batch from '../../../schema/types/batch.v1';
import { when } from '../../checks';

const uidLabel = 'batch.kubernetes.io/controller-uid';

/** With the names from before labels had a domain. */
const generatedLabels = ({ metadata: { name = '', uid = '' } }: batch.Job): Record<string, string> =>
  ({ 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name, 'controller-uid': uid, 'job-name': name });

/** What is there already stays, and validation refuses it where it is wrong. */
export function generateSelector(job: batch.Job): void {
  const { spec } = job;
  if (spec.manualSelector) return;
  const template = spec.template ?? {};
  const labels = { ...generatedLabels(job), ...template.metadata?.labels };
  spec.template = { ...template, metadata: { ...template.metadata, labels } };
  spec.selector = { ...spec.selector, matchLabels: { [uidLabel]: job.metadata.uid ?? '', ...spec.selector?.matchLabels } };
}

export function validateSelector(job: batch.Job): FieldError[] {
  if (job.spec.manualSelector || !job.spec.selector) return [];
  const expected = generatedLabels(job);
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
