import type { core } from '../../api';
import type { PodEvent } from '../stage';

/** What a kubelet records when it starts a container (pkg/kubelet/kuberuntime/kuberuntime_container.go). */
export function startEvents(container: core.Container, field: 'containers' | 'initContainers'): PodEvent[] {
  const fieldPath = `spec.${field}{${container.name}}`;
  return [
    { type: 'Normal', reason: 'Pulled', message: `Container image "${container.image ?? ''}" already present on machine`, fieldPath },
    { type: 'Normal', reason: 'Created', message: `Created container: ${container.name}`, fieldPath },
    { type: 'Normal', reason: 'Started', message: `Started container ${container.name}`, fieldPath },
  ];
}
