/** Requests for certificates, made when a test asks for them, so that no key lies in the repository. */
import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { alternativeNames, nameOf } from '../certificate';
import { bits, integer, nothing, oid, sequence, set, tagged } from '../encode';
import { encodePem } from '../pem';

export interface Asked {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  /** GeneralNames. */
  readonly names?: readonly Buffer[];
  /** Default: one of P-256. */
  readonly key?: KeyObject;
}

const algorithms: Readonly<Record<string, Buffer>> = { ec: sequence(oid('1.2.840.10045.4.3.2')), rsa: sequence(oid('1.2.840.113549.1.1.11'), nothing) };

/** PEM. */
export function requestFor({ names = [], key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, ...subject }: Asked): string {
  const extensionRequest = sequence(oid('1.2.840.113549.1.9.14'), set(sequence(alternativeNames(names, false))));
  const info = sequence(
    integer(Buffer.from([0])), nameOf(subject), createPublicKey(key).export({ type: 'spki', format: 'der' }), tagged(0, ...(names.length ? [extensionRequest] : [])),
  );
  const algorithm = algorithms[key.asymmetricKeyType ?? '']!;
  return encodePem('CERTIFICATE REQUEST', sequence(info, algorithm, bits(sign('sha256', info, key))));
}

/** As the API takes it. */
export const encodedRequestFor = (asked: Asked): string => Buffer.from(requestFor(asked)).toString('base64');
