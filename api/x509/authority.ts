/** Who signs certificates: a key, and the certificate that others know it by. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import type { Random } from '../random';
import { alternativeNames, authorityKey, basicConstraints, canSign, extensionIds, isEmptyName, nameOf, signedCertificate, subjectKey, usageExtensions, type Validity } from './certificate';
import { part, values } from './der';
import { oid } from './encode';
import { pairOf, type RequestedIdentity } from './request';

/** PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export interface Wanted extends RequestedIdentity, Validity {
  /** As CertificateSigningRequests name them. */
  readonly usages: readonly string[];
}

export interface CertificateAuthority {
  /** PEM. */
  readonly certificate: string;
  /** Milliseconds since the epoch: nothing that it signs is good for longer. */
  readonly notAfter: number;
  /** PEM. */
  issue(wanted: Wanted, random: Random): string;
}

const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

const publicPart = (key: KeyObject): Buffer => createPublicKey(key).export({ type: 'spki', format: 'der' });

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/** RFC 7093, 2: of the bits of the key, without its algorithm. */
const keyIdOf = (publicKey: Buffer): Buffer => createHash('sha256').update(part(values(part(values(publicKey), 0).content), 1).content.subarray(1)).digest().subarray(0, 20);

/** 128 bits, as upstream draws them. */
const serialNumber = (random: Random): Buffer => Buffer.from(random.uuid().replaceAll('-', ''), 'hex');

/** An authority that nobody vouches for but itself. */
export function createAuthority(commonName: string, validity: Validity, random: Random): KeyPair {
  const key = newKey();
  const name = nameOf({ commonName });
  const publicKey = publicPart(key);
  const extensions = [...usageExtensions(['digital signature', 'key encipherment', 'cert sign']), basicConstraints(true), subjectKey(keyIdOf(publicKey))];
  return { certificate: signedCertificate({ ...validity, serialNumber: serialNumber(random), issuer: name, subject: name, publicKey, extensions }, key), key: pemOf(key) };
}

/** Undefined when it is no certificate of an authority, or not the key of that certificate. */
export function readAuthority({ certificate, key }: KeyPair): CertificateAuthority | undefined {
  try {
    const parsed = new X509Certificate(certificate);
    const privateKey = createPrivateKey(key);
    return parsed.ca && parsed.checkPrivateKey(privateKey) && canSign(privateKey) ? authority(certificate, parsed, privateKey) : undefined;
  } catch {
    return undefined; // Neither PEM nor DER.
  }
}

function authority(certificate: string, parsed: X509Certificate, key: KeyObject): CertificateAuthority {
  const { name, keyId } = issuerIn(parsed.raw);
  return {
    certificate,
    notAfter: Date.parse(parsed.validTo),
    issue: ({ subject, publicKey, alternativeNames: names, usages, notBefore, notAfter }, random) => signedCertificate({
      serialNumber: serialNumber(random), issuer: name, subject, publicKey, notBefore, notAfter,
      extensions: [
        ...usageExtensions(usages), basicConstraints(false), ...(keyId ? [authorityKey(keyId)] : []),
        ...(names.length ? [alternativeNames(names, isEmptyName(subject))] : []),
      ],
    }, key),
  };
}

/** Of a certificate of version 3: what those that it signs say of it. */
function issuerIn(certificate: Buffer): { readonly name: Buffer; readonly keyId: Buffer | undefined } {
  const [, , , , , subject, , ...optional] = values(part(values(part(values(certificate), 0).content), 0).content);
  const extensions = optional.filter(({ tag }) => tag === 0xa3).flatMap(({ content }) => values(part(values(content), 0).content)).map(pairOf);
  const id = oid(extensionIds.subjectKey).subarray(2).toString('hex');
  const keyId = extensions.find((extension) => extension.id === id)?.value.content;
  return { name: part(subject ? [subject] : [], 0).whole, keyId: keyId && part(values(keyId), 0).content };
}

/** A key of its own, and a certificate for it. */
export function issueKeyPair(by: CertificateAuthority, wanted: Omit<Wanted, 'publicKey'>, random: Random): KeyPair {
  const key = newKey();
  return { certificate: by.issue({ ...wanted, publicKey: publicPart(key) }, random), key: pemOf(key) };
}
