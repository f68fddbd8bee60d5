/** The pod of a Slurm job: it has the job's name, as in the document. Pure. */
import { jobPods, type core, type minik8s } from '../../../api';
import { controllerReference } from '../../ownership';
import { wishesOf } from './wishes';

const jobLabel = 'minik8s.io/job-name';

export function podFor(job: minik8s.SlurmJob): core.Pod {
  const { metadata: { name = '', namespace }, spec } = job;
  const { forPod, limitSeconds } = wishesOf(job);
  const deadline = spec.script?.timeoutSeconds ?? limitSeconds;
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name, namespace, labels: { [jobLabel]: name.slice(0, 63).replace(/[^A-Za-z0-9]+$/, '') }, annotations: { ...forPod }, ownerReferences: [controllerReference(job)] },
    spec: {
      restartPolicy: 'Never',
      ...(deadline !== undefined && { activeDeadlineSeconds: deadline }),
      ...(!spec.script && spec.compileCommands?.length && { initContainers: [compiling(spec.compileCommands)] }),
      containers: [{ name: jobPods.jobContainer, env: environment(job), ...(spec.script ? scripted(spec.script) : simulated(spec)) }],
    },
    status: {},
  } as core.Pod;
}

/** Before the job, and whatever comes of it: the document looks at no result. */
const compiling = (commands: readonly string[]): core.Container => ({ name: 'compile', image: jobPods.slurmImage, command: ['sh', '-c', [...commands, 'true'].join('\n')] });

type Running = Pick<core.Container, 'image' | 'command' | 'args' | 'resources'>;

/** The script that the document submits: one command a line. */
const simulated = ({ runCommands = [] }: minik8s.SlurmJobSpec): Running => ({ image: jobPods.slurmImage, command: ['sh', '-c', runCommands.join('\n')] });

const scripted = ({ runtime, source, memoryMiB }: minik8s.SlurmJobScript): Running =>
  ({ image: jobPods.scriptImage, command: [runtime ?? 'script'], args: [source], ...(memoryMiB !== undefined && { resources: { limits: { memory: `${memoryMiB}Mi` } } }) });

/** As Slurm tells jobs of themselves (https://slurm.schedmd.com/sbatch.html#SECTION_OUTPUT-ENVIRONMENT-VARIABLES). */
function environment({ metadata: { name = '' }, spec: { nTasks, nTasksPerNode, partition, submitDirectory }, status = {} }: minik8s.SlurmJob): core.EnvVar[] {
  const known: Readonly<Record<string, string | number | undefined>> = {
    SLURM_JOB_ID: status.jobID, SLURM_JOB_NAME: name, SLURM_JOB_PARTITION: partition, SLURM_JOB_ACCOUNT: status.account, SLURM_SUBMIT_DIR: submitDirectory,
    SLURM_NTASKS: tasksOf(nTasks), SLURM_CPUS_PER_TASK: tasksOf(nTasksPerNode),
  };
  return Object.entries(known).flatMap(([variable, value]) => (value === undefined || value === '' ? [] : [{ name: variable, value: String(value) }]));
}

const tasksOf = (count: number | undefined): number => Math.max(count ?? 1, 1);

export const allocatedCpus = ({ nTasks, nTasksPerNode }: minik8s.SlurmJobSpec): string => String(tasksOf(nTasks) * tasksOf(nTasksPerNode));
