/** What listens on the ports of a simulated pod. */
import type { core } from '../../api';
import type { Answer } from '../functions';
import { NotAllowed, type HostAccess } from '../host/access';
import { forwardFault, type StreamRules } from '../rules/streams';
import { forwardSetting } from '../settings';
import { loopbackTarget, type LoopbackTarget } from './targets';

export type { LoopbackTarget };

export interface PodPort {
  readonly pod: core.Pod;
  readonly port: number;
  /** Who is there; absent: the tiny web server of every simulated pod. */
  readonly answer?: Answer;
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

/** Who answers instead. */
export type Stead = { readonly target: LoopbackTarget } | { readonly command: readonly string[] };

/** By the pod's annotation, else by PortForward objects. Throws NotAllowed. */
export function steadOf({ pod, port }: PodPort, { rules, access }: { readonly rules: StreamRules; readonly access: HostAccess }): Stead | undefined {
  const annotated = forwardSetting(pod)?.get(port);
  if (annotated) return { target: annotated };
  const rule = rules.forward(pod, port);
  if (!rule) return undefined;
  const fault = forwardFault(rule, access);
  if (fault !== undefined) throw new NotAllowed(fault);
  if (rule.command?.length) return { command: rule.command };
  const target = rule.target && loopbackTarget(rule.target.address, rule.target.port);
  return target && { target };
}
