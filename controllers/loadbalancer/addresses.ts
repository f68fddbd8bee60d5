/** Addresses for load balancers, of a range that is for documentation only (RFC 5737): nothing answers there, and nobody is reached by mistake. Pure. */
import { isIP } from 'node:net';
import type { core } from '../../api';

const range = '203.0.113.0/24';

const network = '203.0.113.';
const lastHost = 254;

export const addressesOf = ({ status: { loadBalancer } }: core.Service): string[] => (loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);

/** The address that was asked for, else the one it has, else the first free one; or why there is none. */
export function addressFor(service: core.Service, taken: ReadonlySet<string>): { readonly address: string } | { readonly fault: string } {
  const asked = service.spec.loadBalancerIP;
  if (asked && isIP(asked) === 0) return { fault: `${asked} is not an address` };
  if (asked) return taken.has(asked) ? { fault: `address ${asked} is in use by another service` } : { address: asked };
  const [own] = addressesOf(service);
  if (own?.startsWith(network) && !taken.has(own)) return { address: own };
  for (let host = 1; host <= lastHost; host++) if (!taken.has(`${network}${host}`)) return { address: `${network}${host}` };
  return { fault: `no address of ${range} is free` };
}
