/** Cells of `kubectl get services`. */
import type * as core from '../../../schema/types/core.v1';
import { none } from '../../columns';

export function externalAddress({ spec, status }: core.Service): string {
  if (spec.type === 'ExternalName') return spec.externalName ?? '';
  const external = spec.externalIPs ?? [];
  if (spec.type !== 'LoadBalancer') return external.join(',') || none;
  const balancers = (status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').filter(Boolean);
  return [...new Set(balancers)].sort().concat(external).join(',') || '<pending>';
}

/** `80/TCP,443:30443/TCP`. */
export const ports = ({ spec }: core.Service): string =>
  (spec.ports ?? []).map(({ port, nodePort, protocol }) => `${nodePort ? `${port}:${nodePort}` : port}/${protocol}`).join(',') || none;
