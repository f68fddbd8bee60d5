/** IP addresses and ranges (Kubernetes pkg/cel/library/ip.go, cidr.go). */
import { contains, formatAddress, formatCidr, isMapped, networkOf, parseAddress, parseCidr, type Address, type Cidr } from '../../kinds/cidr';
import { member, overload, type Cost, type Library } from '../types/declarations';
import { bool, int, opaque, string } from '../types/types';
import { fail } from '../values/errors';
import { sizeOf, traversal, traverseFirst } from '../values/sizes';
import { Opaque, type Value } from '../values/values';
import { addressFault, prefixFault } from './address-faults';

const ipType = opaque('net.IP');
const cidrType = opaque('net.CIDR');

class Ip extends Opaque {
  readonly type = ipType;
  override readonly size: number;

  constructor(readonly address: Address) {
    super();
    this.size = address.version === 4 ? 4 : 16;
  }

  equals(other: Opaque): boolean {
    return other instanceof Ip && other.address.version === this.address.version && other.address.value === this.address.value;
  }
}

class Range extends Opaque {
  readonly type = cidrType;
  override readonly size: number;

  constructor(readonly cidr: Cidr) {
    super();
    this.size = Math.ceil(cidr.length / 8);
  }

  equals(other: Opaque): boolean {
    return other instanceof Range && formatCidr(other.cidr) === formatCidr(this.cidr);
  }
}

const quoted = JSON.stringify;

/** An address, or why it is none. */
function readIp(text: string): Ip | string {
  const zone = text.includes('%') && text.includes(':') ? parseAddress(text.slice(0, text.indexOf('%'))) : undefined;
  if (zone) return `IP address ${quoted(text)} with zone value is not allowed`;
  const address = parseAddress(text);
  if (!address) return `IP Address ${quoted(text)} parse error during conversion from string: ${addressFault(text)}`;
  return isMapped(address) ? `IPv4-mapped IPv6 address ${quoted(text)} is not allowed` : new Ip(address);
}

function readCidr(text: string): Range | string {
  const cidr = parseCidr(text);
  const context = 'network address parse error during conversion from string: ';
  if (!cidr) return `${context}${context}${prefixFault(text)}`;
  return isMapped(cidr) ? `${context}IPv4-mapped IPv6 address ${quoted(text)} is not allowed` : new Range(cidr);
}

const must = <T>(read: (text: string) => T | string) => (text: string): T => {
  const value = read(text);
  return typeof value === 'string' ? fail(value) : value;
};

const ip = must(readIp);
const cidr = must(readCidr);
const is = (read: (text: string) => Value | string) => (text: string): boolean => typeof read(text) !== 'string';

const within = (text: string): ((address: Address) => boolean) => {
  const outer = parseCidr(text) as Cidr;
  return (address) => contains(outer, address);
};

const [loopback4, linkLocal4, linkLocal6, multicast4, multicast6, linkMulticast4] = ['127.0.0.0/8', '169.254.0.0/16', 'fe80::/10', '224.0.0.0/4', 'ff00::/8', '224.0.0.0/24'].map(within) as [
  (address: Address) => boolean, (address: Address) => boolean, (address: Address) => boolean, (address: Address) => boolean, (address: Address) => boolean, (address: Address) => boolean];

const isUnspecified = ({ value }: Address): boolean => value === 0n;
const isLoopback = (address: Address): boolean => loopback4(address) || (address.version === 6 && address.value === 1n);
const isLinkLocalUnicast = (address: Address): boolean => linkLocal4(address) || linkLocal6(address);
/** Of scope 2, whatever the flags (RFC 4291 section 2.7). */
const isLinkLocalMulticast = (address: Address): boolean => linkMulticast4(address) || (multicast6(address) && ((address.value >> 112n) & 0xfn) === 2n);
const isBroadcast = ({ version, value }: Address): boolean => version === 4 && value === 0xffffffffn;

const isGlobalUnicast = (address: Address): boolean =>
  !isBroadcast(address) && !isUnspecified(address) && !isLoopback(address) && !multicast4(address) && !multicast6(address) && !isLinkLocalUnicast(address);

const tests = Object.entries({ isUnspecified, isLoopback, isLinkLocalMulticast, isLinkLocalUnicast, isGlobalUnicast })
  .map(([fn, test]) => member(fn, `ip_${fn}`, [ipType], bool, ({ address }: Ip) => test(address)));

const containsRange = (outer: Range, inner: Range): boolean => contains(outer.cidr, inner.cidr) && outer.cidr.length <= inner.cidr.length;

/** Comparing the octets of the prefix, and reading the other as text where it is text. */
const containing = (extra: (size: number) => number, parse: boolean): Cost => (args) => {
  const size = sizeOf(args[0]);
  return traversal(size + size) + extra(size) + (parse ? traversal(sizeOf(args[1])) : 0);
};
const asIp = (): number => 0;
const asCidr = (size: number): number => traversal(size) + 1;

export const networkLibrary: Library = {
  types: [ipType, cidrType],
  overloads: [
    ...tests,
    overload('ip', 'string_to_ip', [string], ipType, ip, traverseFirst),
    overload('isIP', 'is_ip', [string], bool, is(readIp), traverseFirst),
    overload('ip.isCanonical', 'ip_is_canonical', [string], bool, (text: string) => formatAddress(ip(text).address) === text, (args) => traversal(sizeOf(args[0]), 2)),
    overload('string', 'ip_to_string', [ipType], string, ({ address }: Ip) => formatAddress(address)),
    member('family', 'ip_family', [ipType], int, ({ address }: Ip) => address.version),
    overload('cidr', 'string_to_cidr', [string], cidrType, cidr, traverseFirst),
    overload('isCIDR', 'is_cidr', [string], bool, is(readCidr), traverseFirst),
    overload('string', 'cidr_to_string', [cidrType], string, (range: Range) => formatCidr(range.cidr)),
    member('containsIP', 'cidr_contains_ip_string', [cidrType, string], bool, (range: Range, text: string) => contains(range.cidr, ip(text).address), containing(asIp, true)),
    member('containsIP', 'cidr_contains_ip_ip', [cidrType, ipType], bool, (range: Range, other: Ip) => contains(range.cidr, other.address), containing(asIp, false)),
    member('containsCIDR', 'cidr_contains_cidr_string', [cidrType, string], bool, (range: Range, text: string) => containsRange(range, cidr(text)), containing(asCidr, true)),
    member('containsCIDR', 'cidr_contains_cidr', [cidrType, cidrType], bool, containsRange, containing(asCidr, false)),
    member('ip', 'cidr_ip', [cidrType], ipType, (range: Range) => new Ip(range.cidr)),
    member('prefixLength', 'cidr_prefix_length', [cidrType], int, (range: Range) => range.cidr.length),
    member('masked', 'cidr_masked', [cidrType], cidrType, (range: Range) => new Range({ ...range.cidr, value: networkOf(range.cidr) })),
  ],
};
