/** The kinds of `minik8s.io/v1`. */
import type { ResourceDefinition } from '../../definition';
import { dns } from './dns';
import { functions } from './functions';
import { jobfiles } from './jobfiles';
import { slurmjobs } from './slurmjobs';
import { workflows } from './workflows';

// Whoever holds them all knows their objects as KubeObject only.
export const minik8sKinds = [dns, functions, jobfiles, slurmjobs, workflows] as unknown as readonly ResourceDefinition[];
