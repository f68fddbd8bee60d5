import type { core } from '../../api';
import type { PodEvent } from '../stage';

/** What a kubelet of 1.36 records when it starts a container (pkg/kubelet/kuberuntime/kuberuntime_container.go). */
export function startEvents(container: core.Container, list: 'containers' | 'initContainers'): PodEvent[] {
  const fieldPath = `spec.${list}{${container.name}}`;
  return [
    { type: 'Normal', reason: 'Pulled', message: `Container image ${JSON.stringify(container.image ?? '')} already present on machine and can be accessed by the pod`, fieldPath },
    { type: 'Normal', reason: 'Created', message: 'Container created', fieldPath },
    { type: 'Normal', reason: 'Started', message: 'Container started', fieldPath },
  ];
}
