/** From addresses to names: `4.3.2.1.in-addr.arpa` (RFC 1035, section 3.5) and `….ip6.arpa` (RFC 3596, section 2.5). */
import { isIPv4 } from 'node:net';
import { isReady, nameOf, serviceLabel, type Directory } from './directory';

/** As addresses are written in objects; undefined: the name is no address's. */
export function addressOfReverse(name: string): string | undefined {
  const [, v4] = /^((?:\d{1,3}\.){4})in-addr\.arpa$/.exec(name) ?? [];
  if (v4 !== undefined) {
    const address = v4.split('.').filter(Boolean).reverse().join('.');
    return isIPv4(address) ? address : undefined;
  }
  const [, v6] = /^((?:[0-9a-f]\.){32})ip6\.arpa$/.exec(name) ?? [];
  if (v6 === undefined) return undefined;
  const full = v6.split('.').reverse().join('').match(/.{4}/g)?.join(':') ?? '';
  // The one spelling of RFC 5952, as a host in a URL has it.
  return new URL(`http://[${full}]`).hostname.slice(1, -1);
}

/** A service by its cluster IP; endpoints of headless services by their own names. */
export function namesAt(directory: Directory, zone: string, address: string): string[] {
  const services = directory.servicesAt(address).map(({ metadata: { name = '', namespace = '' } }) => `${name}.${namespace}.svc.${zone}`);
  if (services.length) return services;
  const names = directory.slicesAt(address).flatMap(({ metadata: { namespace = '', labels }, endpoints }) => {
    const service = labels?.[serviceLabel] ?? '';
    if (directory.service(namespace, service)?.spec.clusterIP !== 'None') return [];
    return (endpoints ?? []).filter((endpoint) => isReady(endpoint) && endpoint.addresses.includes(address)).map((endpoint) => `${nameOf(endpoint)}.${service}.${namespace}.svc.${zone}`);
  });
  return [...new Set(names)];
}
