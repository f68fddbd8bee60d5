/** A scheduler that keeps what it is told, and wants its profiles to have names. */
import { ApiError, fieldError, type SchedulerConfiguration, type SchedulerControl } from '../../../../api';

export function scheduler(): SchedulerControl {
  const initial: SchedulerConfiguration = { kind: 'KubeSchedulerConfiguration', apiVersion: 'kubescheduler.config.k8s.io/v1', parallelism: 16, profiles: [{ schedulerName: 'default-scheduler' }] };
  let current = initial;
  return {
    configuration: async () => current,
    initialConfiguration: async () => initial,
    async configure(asked) {
      const { profiles = initial.profiles, ...rest } = asked as { profiles?: { schedulerName: string }[] };
      const nameless = (profiles as { schedulerName: string }[]).findIndex(({ schedulerName }) => !schedulerName);
      if (nameless >= 0) throw ApiError.invalid({ group: 'kubescheduler.config.k8s.io', kind: 'KubeSchedulerConfiguration' }, '', [fieldError.required(`profiles[${nameless}].schedulerName`)]);
      current = { ...rest, profiles };
    },
    explain: async () => undefined,
    whatIf: async () => ({}),
  };
}
