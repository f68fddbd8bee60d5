import type { core } from '../../api';
import type { PodEvent } from '../stage';

export type ContainerList = 'containers' | 'initContainers' | 'ephemeralContainers';
type NamedImage = Pick<core.Container, 'name' | 'image'>;

/** No image is pulled; this is how big they all are. */
const imageBytes = 50_000_000;

export const fieldPathOf = ({ name }: { readonly name: string }, list: ContainerList): string => `spec.${list}{${name}}`;

/** What is said while an image is on its way; nothing where it is there (pkg/kubelet/images/image_manager.go). */
export const pullEvents = (container: NamedImage, list: ContainerList, pullMs: number): PodEvent[] =>
  (pullMs > 0 ? [{ type: 'Normal', reason: 'Pulling', message: `Pulling image ${JSON.stringify(container.image ?? '')}`, fieldPath: fieldPathOf(container, list) }] : []);

/** What a kubelet of 1.36 records when it starts a container (pkg/kubelet/kuberuntime/kuberuntime_container.go). */
export function startEvents(container: NamedImage, list: ContainerList, pullMs = 0): PodEvent[] {
  const fieldPath = fieldPathOf(container, list);
  const image = JSON.stringify(container.image ?? '');
  const time = `${Math.round(pullMs) / 1000}s`;
  const message = pullMs > 0 ? `Successfully pulled image ${image} in ${time} (${time} including waiting). Image size: ${imageBytes} bytes.` : `Container image ${image} already present on machine and can be accessed by the pod`;
  return [
    { type: 'Normal', reason: 'Pulled', message, fieldPath },
    { type: 'Normal', reason: 'Created', message: 'Container created', fieldPath },
    { type: 'Normal', reason: 'Started', message: 'Container started', fieldPath },
  ];
}
