/** Which changes of pods concern the endpoints of which services. */
import { keyOf, kinds, same, type core } from '../../api';
import type { Watch } from '../../client';
import { isPodReady } from '../pods/state';
import type { Selection } from './selection';

export const podWatch = ({ servicesOf }: Selection): Watch => ({
  definition: kinds.pods,
  keys(pod, old) {
    const [now, before] = [pod as core.Pod, old as core.Pod | undefined];
    if (before && !matters(now, before)) return [];
    const services = before && before.metadata.labels !== now.metadata.labels ? [...servicesOf(before), ...servicesOf(now)] : servicesOf(now);
    return services.map(keyOf);
  },
});

/** What a service's endpoints depend on; most updates of a pod change nothing of it. */
const matters = (pod: core.Pod, old: core.Pod): boolean =>
  pod.status.podIP !== old.status.podIP || isPodReady(pod) !== isPodReady(old) || pod.status.phase !== old.status.phase
    || pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp || pod.spec.nodeName !== old.spec.nodeName
    || pod.spec.hostname !== old.spec.hostname || !same(pod.metadata.labels ?? {}, old.metadata.labels ?? {});
