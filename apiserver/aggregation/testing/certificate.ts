/** A key and a self-signed certificate for tests (RFC 5280), made when asked for, so that no key lies in the repository. */
import { generateKeyPairSync, sign } from 'node:crypto';

function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const long = body.length < 0x80 ? [] : body.length < 0x100 ? [body.length] : [body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(long.length ? [0x80 | long.length, ...long] : [body.length])]), body]);
}

const sequence = (...content: readonly Buffer[]): Buffer => der(0x30, ...content);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const integer = (value: number): Buffer => der(0x02, Buffer.from([value]));
const utcTime = (text: string): Buffer => der(0x17, Buffer.from(text));
const yes = der(0x01, Buffer.from([0xff]));
const bits = (bytes: Buffer): Buffer => der(0x03, Buffer.from([0]), bytes);

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const name = (commonName: string): Buffer => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(commonName)))));

const pem = (label: string, bytes: Buffer): string => `-----BEGIN ${label}-----\n${(bytes.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;

/** Good for `host`, and its own authority. */
export function certificateFor(host: string): { readonly key: string; readonly cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const extensions = der(0xa3, sequence(
    sequence(oid('551d13'), yes, der(0x04, sequence(yes))),
    sequence(oid('551d11'), der(0x04, sequence(der(0x82, Buffer.from(host))))),
  ));
  const subject = name(host);
  const body = sequence(
    der(0xa0, integer(2)), integer(1), ecdsaWithSha256, subject, sequence(utcTime('200101000000Z'), utcTime('491231235959Z')), subject,
    publicKey.export({ type: 'spki', format: 'der' }), extensions,
  );
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem('CERTIFICATE', sequence(body, ecdsaWithSha256, bits(sign('sha256', body, privateKey)))),
  };
}
