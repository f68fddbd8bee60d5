/** A pod that has just arrived on its node: its containers are being created. */
import { formatTime, type core } from '../../api';
import { complete, waiting } from '../pod-status';
import type { Stage } from '../stage';

export const createStage: Stage = {
  name: 'create',
  situation: (pod) => (pod.status.phase !== 'Running' && !pod.status.startTime && !pod.metadata.deletionTimestamp ? 'arrived' : undefined),
  next(pod, { now, hostIP }) {
    const reason = pod.spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating';
    const status: core.PodStatus = {
      ...pod.status,
      phase: 'Pending',
      hostIP,
      hostIPs: [{ ip: hostIP }],
      startTime: formatTime(now),
      ...(pod.spec.initContainers?.length && { initContainerStatuses: pod.spec.initContainers.map((c) => waiting(c, 'PodInitializing')) }),
      containerStatuses: pod.spec.containers.map((c) => waiting(c, reason)),
    };
    return { type: 'status', status: complete(pod, status, now) };
  },
};
