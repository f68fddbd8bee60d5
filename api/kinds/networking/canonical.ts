/** Addresses in fields that take but one text of each (KEP-4858; k8s.io/apimachinery pkg/util/validation/ip.go). */
import { invalid, type FieldError } from '../../field-error';
import { when } from '../checks';
import { formatAddress, formatCidr, networkOf, parseAddress, parseCidr, type Address } from '../cidr';
import { cidrText, ipText } from '../texts';

const formFault = (text: string, canonical: string): string[] => (text === canonical ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`]);

/** An address of version 4 in the clothes of version 6. */
const isMapped = ({ version, value }: Address): boolean => version === 6 && value >> 32n === 0xffffn;

const mapped = 'must not be an IPv4-mapped IPv6 address';

export function canonicalAddressTexts(text: string): string[] {
  const address = parseAddress(text);
  if (!address) return ipText(text);
  return isMapped(address) ? [mapped] : formFault(text, formatAddress(address));
}

export function canonicalCidr(text: string, field: string): FieldError[] {
  const cidr = parseCidr(text);
  if (!cidr) return cidrText(text).map((fault) => invalid(field, text, fault));
  if (isMapped(cidr)) return [invalid(field, text, mapped)];
  return [
    ...when(networkOf(cidr) !== cidr.value, () => invalid(field, text, 'must not have bits set beyond the prefix length')),
    ...formFault(text, formatCidr(cidr)).map((fault) => invalid(field, text, fault)),
  ];
}
