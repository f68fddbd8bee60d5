/** Job, as a SlurmJob. */
import type { minik8s } from '../../../../api';
import type { Job, JobStatus } from '../objects/job';
import { storedMeta, writtenMeta } from './metadata';
import { minik8sObject, set } from './same-object';

type Spec = minik8s.SlurmJob['spec'];

export const storedJob = ({ metadata = {}, spec = {} }: Job): minik8s.SlurmJob =>
  ({ ...minik8sObject('SlurmJob'), metadata: storedMeta(metadata), spec: set(spec) as Spec });

export function writtenJob({ metadata, spec: { password: _, ...spec }, status = {} }: minik8s.SlurmJob): Job {
  const { jobID, partition, account, allocCPUS, state, exitCode, output, error, updateTime } = status;
  return { apiVersion: 'v1', kind: 'Job', metadata: writtenMeta(metadata), spec, status: { jobID, partition, account, allocCPUS, state, exitCode, output, error, updateTime } };
}

/** The members that say something. */
export const reportJob = (current: minik8s.SlurmJob, { updateTime: _, ...sent }: JobStatus, now: string): minik8s.SlurmJob =>
  ({ ...current, status: { ...current.status, ...(set(sent) as minik8s.SlurmJobStatus), updateTime: now } });
