import type { core } from '../api';

export const defaultSchedulerName = 'default-scheduler';

/** Whose profile places the pod. */
export const schedulerNameOf = ({ spec }: core.Pod): string => spec?.schedulerName || defaultSchedulerName;
