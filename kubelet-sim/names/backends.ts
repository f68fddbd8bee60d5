/** Who answers for a port of a service: one of the pods that are ready, by its EndpointSlices. */
import type { core, Random } from '../../api';
import { isReady, type Directory } from './directory';

export interface Backend {
  readonly pod: core.Pod;
  readonly port: number;
}

/** Why nobody answers, and the code that says so. */
export interface Nobody {
  readonly code: 502 | 503;
  readonly reason: string;
}

interface Wanted { readonly namespace: string; readonly service: string; readonly port: string }

export function backendOf(directory: Directory, random: Random, { namespace, service: name, port }: Wanted): Backend | Nobody {
  const service = directory.service(namespace, name);
  const where = `${namespace}/${name}`;
  if (!service) return { code: 502, reason: `there is no service ${where}` };
  const known = (service.spec.ports ?? []).find((one) => String(one.port) === port && (one.protocol ?? 'TCP') === 'TCP');
  if (!known) return { code: 502, reason: `service ${where} has no TCP port ${port}` };
  const ready = directory.slicesOf(namespace, name).flatMap(({ endpoints, ports }) => {
    const target = ports?.find((one) => (one.name ?? '') === (known.name ?? ''))?.port;
    return target === undefined ? [] : (endpoints ?? []).filter(isReady).map(({ targetRef }) => ({ targetRef, target }));
  });
  const pods = ready.flatMap(({ targetRef, target }) => {
    const pod = targetRef?.kind === 'Pod' ? directory.pod(namespace, targetRef.name ?? '') : undefined;
    return pod ? [{ pod, port: target }] : [];
  });
  const chosen = pods.length ? pods[random.int(pods.length)] : undefined;
  if (chosen) return chosen;
  // Of a pod that has just gone its endpoint may tell for a moment longer.
  return ready.some(({ targetRef }) => targetRef?.kind !== 'Pod')
    ? { code: 502, reason: `service ${where} leads out of the cluster: nothing is sent there` }
    : { code: 503, reason: `service ${where} has no pod that is ready` };
}
