/** Jobs (kubernetes pkg/registry/batch/job, pkg/apis/batch). */
import { define } from '../../define';
import type * as batch from '../../schema/types/batch.v1';
import { ageColumn, agingColumn, column, nameColumn } from '../columns';
import { statusView } from '../status-view';
import { workloadColumns } from '../workload';
import { completions, duration, jobStatus } from './job/columns';
import { defaultJob, defaultLabels } from './job/default';
import { generateSelector } from './job/selector';
import { validateJobStatus } from './job/status';
import { validateJobUpdate } from './job/update';
import { validateJob } from './job/validate';
import { warnAboutJob } from './job/warnings';

export const jobs = define<batch.Job>('batch', 'v1', 'Job', {
  strategy: {
    // Clients older than garbage collection expect the pods to stay (pkg/registry/batch/job/strategy.go).
    defaultPropagation: 'Orphan',
    default: defaultJob,
    prepareForCreate(job) {
      generateSelector(job);
      // The generated ones too, as they would be taken when the job is next read.
      defaultLabels(job);
    },
    validate: validateJob,
    validateUpdate: validateJobUpdate,
    warnings: warnAboutJob,
  },
  subresources: { status: statusView({ validateUpdate: validateJobStatus }) },
  fields: { 'status.successful': ({ status }) => String(status.succeeded ?? 0) },
  columns: [
    nameColumn(),
    column('Status', 'How far the job is.', jobStatus),
    column('Completions', 'Pods that succeeded, of those that have to.', completions),
    agingColumn('Duration', 'Time the job has taken so far, or took.', duration),
    ageColumn(),
    ...workloadColumns<batch.Job>(),
  ],
});
