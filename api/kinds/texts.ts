/** What is wrong with a value, in upstream's words (k8s.io/apimachinery pkg/util/validation); nothing: it is valid. */
import { isMapped, networkOf, parseAddress, parseCidr } from './cidr';
import { ipVersion } from './ip';

export const rangeText = (low: number, high: number): string => `must be between ${low} and ${high}, inclusive`;

export const portNumberText = (port: number): string[] => (port >= 1 && port <= 65_535 ? [] : [rangeText(1, 65_535)]);

const portNameRules: readonly (readonly [wrong: (name: string) => boolean, text: string])[] = [
  [(name) => name.length > 15, 'must be no more than 15 characters'],
  [(name) => !/^[-a-z0-9]+$/.test(name), 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'],
  [(name) => !/[a-z]/.test(name), 'must contain at least one letter (a-z)'],
  [(name) => name.includes('--'), 'must not contain consecutive hyphens'],
  [(name) => name.startsWith('-') || name.endsWith('-'), 'must not begin or end with a hyphen'],
];

export const portNameText = (name: string): string[] => portNameRules.filter(([wrong]) => wrong(name)).map(([, text]) => text);

/** Any printable ASCII but `=` (KEP-4369). */
export const envNameText = (name: string): string[] =>
  (/^[\x20-\x3c\x3e-\x7e]+$/.test(name) ? [] : ["a valid environment variable name must consist only of printable ASCII characters other than '='"]);

export const httpHeaderText = (name: string): string[] =>
  (/^[-A-Za-z0-9]+$/.test(name) ? [] : ["a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"]);

const searchLabel = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const searchPattern = `${searchLabel}(\\.${searchLabel})*`;
const searchForm = new RegExp(`^${searchPattern}$`);

/** A resolver's search path: a subdomain whose labels may begin with an underscore, as those of services do (KEP-4427). */
export const searchPathText = (path: string): string[] =>
  (path.length <= 253 && searchForm.test(path) ? [] : [
    `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${searchPattern}')`,
  ]);

const largestId = 2 ** 31 - 1;

export const numericIdText = (id: number): string[] => (id >= 0 && id <= largestId ? [] : [rangeText(0, largestId)]);

/** Numbers between dots, or behind a slash, without the zeros before them. */
const withoutZeros = (text: string): string => text.replace(/(^|[./])0+(?=\d)/g, '$1');

const looksDotted = (text: string): boolean => !text.includes(':');

/** Addresses that some programs read in another way than others are refused (KEP-4858). */
export function ipText(ip: string): string[] {
  if (!ipVersion(ip)) return looksDotted(ip) && ipVersion(withoutZeros(ip)) ? ['must not have leading 0s'] : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
  const address = parseAddress(ip);
  return address && isMapped(address) ? ['must not be an IPv4-mapped IPv6 address'] : [];
}

export function cidrText(range: string): string[] {
  const cidr = parseCidr(range);
  if (!cidr) return parseCidr(withoutZeros(range)) ? ['must not have leading 0s in IP or prefix length'] : ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'];
  if (isMapped(cidr)) return ['must not have an IPv4-mapped IPv6 address'];
  return networkOf(cidr) === cidr.value ? [] : ['must not have bits set beyond the prefix length'];
}

const special: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/^127\.|^::1$/, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  [/^169\.254\.|^fe[89ab][0-9a-f]:/i, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
  [/^224\.0\.0\.|^ff02:/i, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
];

/** Addresses that mean a machine itself, or its neighbours, cannot be those of an endpoint. */
export function nonSpecialIpText(ip: string): string[] {
  if (!ipVersion(ip)) return ['must be a valid IP address'];
  if (ip === '0.0.0.0' || ip === '::') return [`may not be unspecified (${ip})`];
  return special.filter(([pattern]) => pattern.test(ip)).map(([, text]) => text);
}
