/** Jobs of a Slurm cluster (the minik8s document's Job). */
import { count, list, manifest, oneOf, record, text, time } from '../../custom/shapes';
import type { KubeObject } from '../../object';
import type * as meta from '../../schema/types/meta.v1';
import { runtimes, type Runtime } from './functions';
import { age, builtIn, named } from './kind';

export interface SlurmJob extends KubeObject {
  spec: SlurmJobSpec;
  status?: SlurmJobStatus;
}

export interface SlurmJobSpec {
  partition?: string;
  nTasks?: number;
  nTasksPerNode?: number;
  gpuNums?: number;
  submitDirectory?: string;
  compileCommands?: string[];
  runCommands?: string[];
  outputFile?: string;
  errorFile?: string;
  username?: string;
  password?: string;
  /** Runs for real, in a sandbox; without it the job's life is simulated. */
  script?: SlurmJobScript;
}

export interface SlurmJobScript {
  /** Absent: by what the source is. */
  runtime?: Runtime;
  source: string;
  timeoutSeconds?: number;
  memoryMiB?: number;
}

/** States of `sacct` (https://slurm.schedmd.com/job_state_codes.html). */
const slurmStates = [
  'BOOT_FAIL', 'CANCELLED', 'COMPLETED', 'DEADLINE', 'FAILED', 'NODE_FAIL', 'OUT_OF_MEMORY', 'PENDING', 'PREEMPTED', 'RUNNING', 'SUSPENDED', 'TIMEOUT', 'COMPLETING', 'REVOKED',
] as const;
export type SlurmState = (typeof slurmStates)[number];

export interface SlurmJobStatus {
  jobID?: string;
  partition?: string;
  account?: string;
  allocCPUS?: string;
  /** Absent or empty: not submitted. */
  state?: SlurmState | '';
  /** `0:0`: exit code and signal. */
  exitCode?: string;
  output?: string[];
  error?: string[];
  updateTime?: string;
  startTime?: string;
  completionTime?: string;
  conditions?: meta.Condition[];
}

const spec = record('What is submitted.', {
  partition: text('The partition that it is queued in.'),
  nTasks: count('How many tasks it has.'),
  nTasksPerNode: count('How many CPUs a task is given.'),
  gpuNums: count('How many GPUs it is given.'),
  submitDirectory: text('The folder whose files are uploaded, on somebody\'s machine.'),
  compileCommands: list({ type: 'string' }, 'Commands that are run before it is submitted.'),
  runCommands: list({ type: 'string' }, 'The commands that it runs.'),
  outputFile: text('The file that its output is written to.'),
  errorFile: text('The file that its errors are written to.'),
  username: text('Who submits it.'),
  password: text('The password of who submits it.'),
  script: record('A script that runs in a sandbox. Without one, the life of the job is simulated.', {
    runtime: oneOf('What runs it. Without it, what the source looks like.', ...runtimes),
    source: { ...text('The code.'), minLength: 1 },
    timeoutSeconds: { ...count('How long it may take.'), minimum: 1, maximum: 86_400 },
    memoryMiB: { ...count('How much memory it may use.'), minimum: 8, maximum: 4096 },
  }, ['source']),
});

export const slurmjobs = builtIn<SlurmJob>(manifest(named('SlurmJob', 'slurmjobs'), 'A job of a Slurm cluster.', spec, {
  status: {
    jobID: text('What Slurm calls it.'),
    partition: text('The partition that it runs in.'),
    account: text('The account that pays for it.'),
    allocCPUS: text('How many CPUs it was given.'),
    state: oneOf('Its state, in the words of Slurm. Empty: it was not submitted.', '', ...slurmStates),
    exitCode: text('The exit code and the signal with which it ended.'),
    output: list({ type: 'string' }, 'The lines of its output.'),
    error: list({ type: 'string' }, 'The lines of its errors.'),
    updateTime: time('When this was last found out.'),
    startTime: time('When it began to run.'),
    completionTime: time('When it ended.'),
  },
  columns: [
    { name: 'Job ID', type: 'string', jsonPath: '.status.jobID', description: 'What Slurm calls it.' },
    { name: 'Partition', type: 'string', jsonPath: '.spec.partition', description: 'The partition that it is queued in.' },
    { name: 'State', type: 'string', jsonPath: '.status.state', description: 'Its state, in the words of Slurm.' },
    { name: 'Exit Code', type: 'string', jsonPath: '.status.exitCode', description: 'The exit code and the signal with which it ended.' },
    age,
  ],
}));
