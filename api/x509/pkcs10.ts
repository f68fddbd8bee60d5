/** Certificate requests (RFC 2986) and certificates in PEM (RFC 7468). Each function gives what is wrong, or nothing. */
import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { part, values } from './der';
import { blocks } from './pem';

/** `base64` is the field as it is served: PEM in base64; null when nothing was sent. */
export function requestText(base64: string | null): string | undefined {
  const [block] = blocks(Buffer.from(base64 ?? '', 'base64').toString('latin1'));
  if (block?.type !== 'CERTIFICATE REQUEST') return 'PEM block type must be CERTIFICATE REQUEST';
  try {
    return isSigned(block.der) ? undefined : 'x509: the signature does not match the request';
  } catch (error) {
    return `x509: malformed certificate request: ${(error as Error).message}`;
  }
}

export function certificateText(base64: string): string | undefined {
  const found = blocks(Buffer.from(base64, 'base64').toString('latin1'));
  if (!found.length) return 'must contain at least one CERTIFICATE PEM block';
  for (const { type, headers, der } of found) {
    if (type !== 'CERTIFICATE') return `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(type)}`;
    if (headers) return 'no PEM block headers are permitted';
    try {
      new X509Certificate(der);
    } catch (error) {
      return `x509: malformed certificate: ${(error as Error).message}`;
    }
  }
  return undefined;
}

/** Algorithms by the hex of their object identifiers; null: the key says (Ed25519). */
const digests: Readonly<Record<string, string | null>> = {
  '2a864886f70d010105': 'sha1', '2a864886f70d01010b': 'sha256', '2a864886f70d01010c': 'sha384', '2a864886f70d01010d': 'sha512',
  '2a8648ce3d0401': 'sha1', '2a8648ce3d040302': 'sha256', '2a8648ce3d040303': 'sha384', '2a8648ce3d040304': 'sha512', '2b6570': null,
};

/** 2.5.4.10 */
const organization = '55040a';

/** The organizations of the subject: to Kubernetes, groups. Of a request that `requestText` finds in order. */
export function requestedOrganizations(base64: string | null): string[] {
  const [block] = blocks(Buffer.from(base64 ?? '', 'base64').toString('latin1'));
  const info = part(values(part(values(block?.der ?? Buffer.alloc(0)), 0).content), 0);
  // Sets of attributes, each of them a type and a value.
  const attributes = values(part(values(info.content), 1).content).flatMap((set) => values(set.content)).map((attribute) => values(attribute.content));
  return attributes.filter((attribute) => part(attribute, 0).content.toString('hex') === organization).map((attribute) => part(attribute, 1).content.toString('utf8'));
}

/** CertificationRequest: what is requested (version, subject, key, …), the algorithm, the signature by that key. */
function isSigned(der: Buffer): boolean {
  const request = values(part(values(der), 0).content);
  const info = part(request, 0);
  const algorithm = part(values(part(request, 1).content), 0).content.toString('hex');
  // Behind the number of unused bits.
  const signature = part(request, 2).content.subarray(1);
  const key = createPublicKey({ key: part(values(info.content), 2).whole, format: 'der', type: 'spki' });
  const digest = digests[algorithm];
  if (digest === undefined) throw new RangeError(`unknown signature algorithm ${algorithm}`);
  return verify(digest, info.whole, key, signature);
}
