/** A certificate, put together and signed (RFC 5280, 4.1). */
import { sign, type KeyObject } from 'node:crypto';
import { bits, integer, nothing, octets, oid, sequence, set, tagged, taggedBytes, text, time, value, yes } from './encode';
import { encodePem } from './pem';
import { extendedKeyUsageOf, keyUsageOf } from './usages';

export interface Validity {
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface Contents extends Validity {
  /** Up to 20 bytes. */
  readonly serialNumber: Buffer;
  /** Names and keys are DER: Name, SubjectPublicKeyInfo. */
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: Buffer;
  readonly extensions: readonly Buffer[];
}

/** How keys sign (RFC 5758, RFC 4055, RFC 8410): the identifier that says so, and what is signed. */
const signatures: Readonly<Record<string, { readonly algorithm: Buffer; readonly digest: string | null }>> = {
  ec: { algorithm: sequence(oid('1.2.840.10045.4.3.2')), digest: 'sha256' },
  rsa: { algorithm: sequence(oid('1.2.840.113549.1.1.11'), nothing), digest: 'sha256' },
  ed25519: { algorithm: sequence(oid('1.3.101.112')), digest: null },
};

/** Whether keys like this one can sign certificates. */
export const canSign = ({ type, asymmetricKeyType }: KeyObject): boolean => type === 'private' && asymmetricKeyType !== undefined && Object.hasOwn(signatures, asymmetricKeyType);

/** PEM. */
export function signedCertificate({ serialNumber, issuer, subject, publicKey, notBefore, notAfter, extensions }: Contents, key: KeyObject): string {
  const { algorithm, digest } = signatures[key.asymmetricKeyType ?? '']!;
  const version3 = tagged(0, integer(Buffer.from([2])));
  const body = sequence(
    version3, integer(serialNumber), algorithm, issuer, sequence(time(notBefore), time(notAfter)), subject, publicKey, tagged(3, sequence(...extensions)),
  );
  return encodePem('CERTIFICATE', sequence(body, algorithm, bits(sign(digest, body, key))));
}

/** A Name of organizations and a common name. */
export const nameOf = ({ organizations = [], commonName }: { readonly organizations?: readonly string[]; readonly commonName: string }): Buffer =>
  sequence(...organizations.map((organization) => attribute('2.5.4.10', organization)), attribute('2.5.4.3', commonName));

const attribute = (type: string, content: string): Buffer => set(sequence(oid(type), text(content)));

export const isEmptyName = (name: Buffer): boolean => name.equals(sequence());

/** Object identifiers of extensions. */
export const extensionIds = { subjectKey: '2.5.29.14', keyUsage: '2.5.29.15', alternativeNames: '2.5.29.17', basicConstraints: '2.5.29.19', authorityKey: '2.5.29.35', extendedKeyUsage: '2.5.29.37' };

const extension = (id: string, critical: boolean, content: Buffer): Buffer => sequence(oid(id), ...(critical ? [yes] : []), octets(content));

/** What usages come to; RFC 5280 wants the one to be critical, where there is one. */
export function usageExtensions(usages: readonly string[]): Buffer[] {
  const keyUsage = keyUsageOf(usages);
  const extended = extendedKeyUsageOf(usages);
  return [
    ...(keyUsage ? [extension(extensionIds.keyUsage, true, keyUsage)] : []),
    ...(extended ? [extension(extensionIds.extendedKeyUsage, false, extended)] : []),
  ];
}

export const basicConstraints = (isAuthority: boolean): Buffer => extension(extensionIds.basicConstraints, true, isAuthority ? sequence(yes) : sequence());

export const subjectKey = (id: Buffer): Buffer => extension(extensionIds.subjectKey, false, octets(id));

export const authorityKey = (id: Buffer): Buffer => extension(extensionIds.authorityKey, false, sequence(taggedBytes(0, id)));

/** `names` are GeneralNames; they are all there is to go by when the subject says nothing. */
export const alternativeNames = (names: readonly Buffer[], critical: boolean): Buffer => extension(extensionIds.alternativeNames, critical, sequence(...names));

/** Kinds of GeneralName, as the tag says them. */
export const generalNameTags = { email: 0x81, dns: 0x82, uri: 0x86, address: 0x87 } as const;

export const generalName = (kind: keyof typeof generalNameTags, content: Buffer): Buffer => value(generalNameTags[kind], content);
