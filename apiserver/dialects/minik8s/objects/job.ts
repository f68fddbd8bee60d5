/** Job: what is submitted to a Slurm cluster; kept as a SlurmJob. */
import { kinds, randomSuffix, type minik8s, type Random } from '../../../../api';
import { reportJob, storedJob, writtenJob } from '../mapping/job';
import { integer, list, optional, struct, text, time, type Of } from '../shape';
import { header } from './common';
import { entity } from './entity';

const status = struct({ jobID: text, partition: text, account: text, allocCPUS: text, state: text, exitCode: text, output: list(text), error: list(text), updateTime: time });
export type JobStatus = Of<typeof status>;

const shape = struct({
  ...header,
  spec: struct({
    partition: text, nTasks: integer, nTasksPerNode: integer, gpuNums: integer, submitDirectory: text, compileCommands: list(text), runCommands: list(text), outputFile: text, errorFile: text,
    username: text,
    // Sent, and not told again (D-20).
    password: optional(text),
    script: optional(struct({ runtime: text, source: text, timeoutSeconds: optional(integer), memoryMiB: optional(integer) })),
  }),
  status,
});
export type Job = Of<typeof shape>;

/** `a.out` becomes `a-rp9kee.out`: jobs of one folder do not overwrite each other's files. */
function drawn(file: string | undefined, random: Random): string | undefined {
  const dot = file?.lastIndexOf('.') ?? -1;
  return file === undefined || dot < 0 ? file : `${file.slice(0, dot)}-${randomSuffix(random, 6)}${file.slice(dot)}`;
}

export const job = entity<minik8s.SlurmJob, Job, JobStatus>({
  kind: 'Job', definition: kinds.slurmjobs, shape, statusShape: status,
  texts: {
    unparsable: 'parse job err', nameEmpty: 'job name is empty', exists: 'job already exist', missing: 'job not found',
    created: 'create job success', updated: '', reported: 'update job status success',
  },
  complete: (written, { random }) => ({ ...written, spec: { ...written.spec, outputFile: drawn(written.spec?.outputFile, random), errorFile: drawn(written.spec?.errorFile, random) } }),
  toStored: storedJob, fromStored: writtenJob, report: reportJob,
});
