/** What is in a range of service addresses (kubernetes pkg/api/servicecidr). Pure. */
import { BlockList, isIPv6 } from 'node:net';
import type { networking } from '../../api';

export const addressManager = 'ipallocator.k8s.io';
export const managedByLabel = 'ipaddress.kubernetes.io/managed-by';
export const familyLabel = 'ipaddress.kubernetes.io/ip-family';

/** Given out to a service, by an API server. */
export const managedBy = ({ metadata }: networking.IPAddress): boolean => metadata.labels?.[managedByLabel] === addressManager;

/** Of an address or a range. */
export const familyOf = (text: string): 'IPv4' | 'IPv6' => (isIPv6(text.split('/')[0] ?? '') ? 'IPv6' : 'IPv4');

const split = (cidr: string): { readonly address: string; readonly bits: number } => {
  const [address = '', bits] = cidr.split('/');
  return { address, bits: Number(bits) };
};

const kindOf = (text: string): 'ipv4' | 'ipv6' => (familyOf(text) === 'IPv4' ? 'ipv4' : 'ipv6');

export function contains(cidr: string, address: string): boolean {
  if (familyOf(cidr) !== familyOf(address)) return false;
  const list = new BlockList();
  const { address: base, bits } = split(cidr);
  list.addSubnet(base, bits, kindOf(cidr));
  return list.check(address, kindOf(address));
}

export const containsRange = (outer: string, inner: string): boolean => split(outer).bits <= split(inner).bits && contains(outer, split(inner).address);
