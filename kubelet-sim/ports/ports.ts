/** What listens on the ports of a simulated pod. */
import type { core } from '../../api';
import { forwardSetting } from '../settings';
import type { LoopbackTarget } from './targets';

export type { LoopbackTarget };

export interface PodPort {
  readonly pod: core.Pod;
  readonly port: number;
}

/** As a container runtime says it of a port where nobody listens. */
export class NobodyListens extends Error {
  constructor({ pod, port }: PodPort) {
    super(`failed to connect to localhost:${port} inside namespace "${pod.metadata.uid ?? ''}", IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6 [::1]:${port}: connect: connection refused`);
  }
}

/** Every port of a pod that names none; else those that it names. */
export function isListening({ pod: { spec }, port }: PodPort): boolean {
  const named = [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ ports }) => ports ?? []);
  return named.length === 0 || named.some(({ containerPort, protocol = 'TCP' }) => containerPort === port && protocol === 'TCP');
}

/** Who answers instead, by the pod's annotation. */
export const targetOf = ({ pod, port }: PodPort): LoopbackTarget | undefined => forwardSetting(pod)?.get(port);
