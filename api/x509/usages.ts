/** What a key is for, as a CertificateSigningRequest names it and as a certificate says it (kubernetes pkg/controller/certificates/authority/policies.go). */
import { namedBits, oid, sequence } from './encode';

/** Bits of KeyUsage (RFC 5280, 4.2.1.3). */
const bitOf: Readonly<Record<string, number>> = {
  signing: 0, 'digital signature': 0, 'content commitment': 1, 'key encipherment': 2, 'data encipherment': 3, 'key agreement': 4, 'cert sign': 5, 'crl sign': 6,
  'encipher only': 7, 'decipher only': 8,
};

/** Identifiers of ExtendedKeyUsage (RFC 5280, 4.2.1.12), in the order in which they are written. */
const identifierOf: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0', 'server auth': '1.3.6.1.5.5.7.3.1', 'client auth': '1.3.6.1.5.5.7.3.2', 'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4', 's/mime': '1.3.6.1.5.5.7.3.4',
  'ipsec end system': '1.3.6.1.5.5.7.3.5', 'ipsec tunnel': '1.3.6.1.5.5.7.3.6', 'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: '1.3.6.1.5.5.7.3.8', 'ocsp signing': '1.3.6.1.5.5.7.3.9', 'microsoft sgc': '1.3.6.1.4.1.311.10.3.3', 'netscape sgc': '2.16.840.1.113730.4.1',
};

export const isUsage = (usage: string): boolean => Object.hasOwn(bitOf, usage) || Object.hasOwn(identifierOf, usage);

/** The value of KeyUsage; undefined when there is nothing for it to say. */
export function keyUsageOf(usages: readonly string[]): Buffer | undefined {
  const positions = Object.keys(bitOf).filter((usage) => usages.includes(usage)).map((usage) => bitOf[usage]!);
  return positions.length ? namedBits(positions) : undefined;
}

/** The value of ExtendedKeyUsage; undefined when there is nothing for it to say. */
export function extendedKeyUsageOf(usages: readonly string[]): Buffer | undefined {
  const identifiers = new Set(Object.keys(identifierOf).filter((usage) => usages.includes(usage)).map((usage) => identifierOf[usage]!));
  return identifiers.size ? sequence(...[...identifiers].map(oid)) : undefined;
}
