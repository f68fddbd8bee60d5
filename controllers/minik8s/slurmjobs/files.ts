/** What a job has written, in its job file. */
import { ApiError, jobPods, kinds, omit, type Client, type core, type minik8s } from '../../../api';
import type { NodeCalls } from '../../../client';
import { controllerReference, isControlledBy } from '../../ownership';
import { wishesOf } from './wishes';

/** Of each stream: with an upload they are one object, of which etcd takes up to 1.5 MiB. */
const mostBytes = 128 * 1024;

export interface Output {
  readonly outputFile?: string;
  readonly errorFile?: string;
}

/** Base64, which nothing is none of. Rejects when the node cannot be asked. */
export async function outputOf(pod: core.Pod, nodeCalls: NodeCalls, signal: AbortSignal): Promise<Output> {
  const [outputFile, errorFile] = await Promise.all((['Stdout', 'Stderr'] as const).map(async (stream) =>
    Buffer.from(await nodeCalls.log(pod, jobPods.jobContainer, stream, mostBytes, signal)).toString('base64')));
  return { ...(outputFile && { outputFile }), ...(errorFile && { errorFile }) };
}

/** The file that was uploaded, or one of its own for a job without an upload. */
export async function keepOutput(client: Client, job: minik8s.SlurmJob, output: Output): Promise<void> {
  const { name = '', namespace = '' } = job.metadata;
  const files = client.of(kinds.jobfiles);
  try {
    await files.update({ namespace, name }, (current) => owned({ ...omit(current, 'outputFile', 'errorFile'), ...output }, job));
  } catch (error) {
    if (!ApiError.is(error, 'NotFound')) throw error;
    await files.create(owned({ apiVersion: 'minik8s.io/v1', kind: 'JobFile', metadata: { name, namespace }, ...output }, job));
  }
}

/** Asked to, it goes with the job (D-7). */
function owned(file: minik8s.JobFile, job: minik8s.SlurmJob): minik8s.JobFile {
  if (!wishesOf(job).deletesFile || isControlledBy(file, job)) return file;
  return { ...file, metadata: { ...file.metadata, ownerReferences: [...(file.metadata.ownerReferences ?? []), controllerReference(job)] } };
}
