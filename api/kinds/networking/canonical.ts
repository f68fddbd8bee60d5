/** Addresses in fields that take but one text of each, and warnings of the others (KEP-4858; k8s.io/apimachinery pkg/util/validation/ip.go). */
import { invalid, type FieldError } from '../../field-error';
import { formatAddress, formatCidr, isMapped, networkOf, parseAddress, parseCidr, type Address, type Cidr } from '../cidr';
import { cidrText, ipText } from '../texts';

const formFault = (text: string, canonical: string): string[] => (text === canonical ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`]);

export function canonicalAddressTexts(text: string): string[] {
  const faults = ipText(text);
  return faults.length ? faults : formFault(text, formatAddress(parseAddress(text) as Address));
}

export function canonicalCidr(text: string, field: string): FieldError[] {
  const faults = cidrText(text);
  return (faults.length ? faults : formFault(text, formatCidr(parseCidr(text) as Cidr))).map((fault) => invalid(field, text, fault));
}

/** Of an address that is taken, but should be written in another way. */
export function warnAboutAddress(text: string, field: string): string[] {
  const address = parseAddress(text);
  if (!address || isMapped(address) || formatAddress(address) === text) return [];
  return [`${field}: IPv6 address ${JSON.stringify(text)} should be in RFC 5952 canonical format (${JSON.stringify(formatAddress(address))})`];
}

/** The same of a range; one that is stored may also have bits behind its prefix. */
export function warnAboutCidr(text: string, field: string): string[] {
  const cidr = parseCidr(text);
  if (!cidr) return [];
  const network = { ...cidr, value: networkOf(cidr) };
  const [whole, single] = [formatCidr(network), `${formatAddress(cidr)}/${cidr.version === 4 ? 32 : 128}`].map((form) => JSON.stringify(form));
  if (network.value !== cidr.value) return [`${field}: CIDR value ${JSON.stringify(text)} is ambiguous in this context (should be ${whole} or ${single}?)`];
  return formatCidr(cidr) === text ? [] : [`${field}: IPv6 CIDR value ${JSON.stringify(text)} should be in RFC 5952 canonical format (${whole})`];
}
