/** Whether a service wants its traffic to stay in its zone by itself. */
import type { core } from '../../../api';

/** The first one's name is that of Kubernetes before 1.27; it wins. */
const annotations = ['service.kubernetes.io/topology-aware-hints', 'service.kubernetes.io/topology-mode'];

export function wantsHints({ metadata }: core.Service): boolean {
  const mode = annotations.map((name) => metadata.annotations?.[name]).find((text) => text !== undefined);
  return mode === 'Auto' || mode === 'auto';
}
