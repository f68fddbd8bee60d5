/** The kinds of `globalscheduler.com/v1`. */
import type { ResourceDefinition } from '../../definition';
import { allocations } from './allocations';
import { clusters } from './clusters';
import { dispatchers } from './dispatchers';
import { distributors } from './distributors';
import { flavors } from './flavors';
import { schedulers } from './schedulers';

// Whoever holds them all knows their objects as KubeObject only.
export const globalSchedulerKinds = [allocations, clusters, dispatchers, distributors, flavors, schedulers] as unknown as readonly ResourceDefinition[];
