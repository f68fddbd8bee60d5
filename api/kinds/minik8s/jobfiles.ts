/** The files of Slurm jobs: what was uploaded, and what the job has written (the minik8s document's JobFile). */
import { bytes, plainManifest, record } from '../../custom/shapes';
import type { KubeObject } from '../../object';
import { age, builtIn, named } from './kind';

/** Its name and namespace are those of the job. Files are base64. */
export interface JobFile extends KubeObject {
  /** A zip of the job's folder. */
  userUploadFile?: string;
  outputFile?: string;
  errorFile?: string;
}

export const jobfiles = builtIn<JobFile>(plainManifest(named('JobFile', 'jobfiles'), record('The files of a Slurm job, whose name it has.', {
  userUploadFile: bytes('A zip of the folder that the job is submitted from.'),
  outputFile: bytes('What the job has written to its output.'),
  errorFile: bytes('What the job has written to its errors.'),
}), [age]));
