/** The addresses of a pod, by their family. Pure. */
import { isIPv6 } from 'node:net';
import type { core, discovery } from '../../api';

export type Family = discovery.EndpointSlice['addressType'];

export const familyOf = (address: string): Family => (isIPv6(address) ? 'IPv6' : 'IPv4');

/** Those that the service names, in their order, else that of its address. */
export function namedFamilies({ spec: { ipFamilies = [], clusterIP } }: core.Service): readonly Family[] {
  const named = ipFamilies.filter((family) => family !== '');
  if (named.length > 0) return named;
  return clusterIP && clusterIP !== 'None' ? [familyOf(clusterIP)] : [];
}

export const addressesOf = ({ status: { podIP, podIPs } }: core.Pod, family: Family): string[] =>
  (podIPs?.map(({ ip }) => ip) ?? [podIP ?? '']).filter((ip) => ip !== '' && familyOf(ip) === family);
