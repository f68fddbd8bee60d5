/** By what the pods of Slurm jobs are known: the controller makes them (`controllers/minik8s/slurmjobs/`), simulated kubelets run what they name. docs/dialects/minik8s-jobs.md. */

/** Of a job whose life is simulated: a program of which nobody can tell what it does takes a second and ends well. */
export const slurmImage = 'minik8s.io/slurm-job';

/** Of a job with a script: `command` is the runtime (or `script`: by what the source is), `args` the source. It runs in a sandbox. */
export const scriptImage = 'minik8s.io/script';

/** The container whose output is the job's. */
export const jobContainer = 'job';
