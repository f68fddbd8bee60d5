/** A pod that has just arrived on its node: its containers are being created. */
import { formatTime, type core } from '../../api';
import { complete, waiting } from '../pod-status';
import { settingFaults } from '../settings';
import type { PodEvent, Stage } from '../stage';

const isPending = ({ status: { phase } }: core.Pod): boolean => phase === undefined || phase === 'Pending';

export const createStage: Stage = {
  name: 'create',
  applies: (pod) => isPending(pod) && !pod.status.startTime && !pod.metadata.deletionTimestamp,
  next(pod, { now, hostIP }) {
    const init = pod.spec.initContainers ?? [];
    const status: core.PodStatus = {
      ...pod.status,
      phase: 'Pending',
      hostIP,
      hostIPs: [{ ip: hostIP }],
      startTime: formatTime(now),
      ...(init.length && { initContainerStatuses: init.map((c) => waiting(c, 'PodInitializing')) }),
      containerStatuses: pod.spec.containers.map((c) => waiting(c, init.length ? 'PodInitializing' : 'ContainerCreating')),
    };
    return { type: 'status', status: complete(pod, status, now), events: settingFaults(pod).map(unheeded) };
  },
};

/** No kubelet says this: the settings are ours. */
const unheeded = (fault: string): PodEvent => ({ type: 'Warning', reason: 'InvalidAnnotation', message: `Annotation is not heeded: ${fault}` });
