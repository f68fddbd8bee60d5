import { generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { seededRandom } from '../random';
import { createAuthority, issueKeyPair, readAuthority, type CertificateAuthority, type Wanted } from './authority';
import { alternativeNames, basicConstraints, generalName, nameOf, signedCertificate, subjectKey } from './certificate';
import { encodedRequestFor } from './testing/request';
import { requestedIdentity, type RequestedIdentity } from './request';

const random = seededRandom(1);
const notBefore = Date.UTC(2026, 0, 1);
const notAfter = Date.UTC(2055, 0, 1);
const day = 24 * 3600 * 1000;

const pair = createAuthority('kubernetes', { notBefore, notAfter }, random);
const authority = read(pair);

function read(of: { certificate: string; key: string }): CertificateAuthority {
  const found = readAuthority(of);
  if (!found) throw new Error('no authority');
  return found;
}

const identity = (asked: Parameters<typeof encodedRequestFor>[0]): RequestedIdentity => {
  const found = requestedIdentity(encodedRequestFor(asked));
  if (!found) throw new Error('no request');
  return found;
};

const issue = (wanted: Partial<Wanted> & RequestedIdentity, by = authority): X509Certificate =>
  new X509Certificate(by.issue({ usages: ['digital signature', 'client auth'], notBefore, notAfter: notBefore + day, ...wanted }, random));

test('an authority vouches for itself, and for nothing after its end', () => {
  const certificate = new X509Certificate(pair.certificate);
  expect([certificate.subject, certificate.issuer, certificate.ca]).toEqual(['CN=kubernetes', 'CN=kubernetes', true]);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect([Date.parse(certificate.validFrom), authority.notAfter]).toEqual([notBefore, notAfter]);
  expect(authority.certificate).toBe(pair.certificate);
});

test('a certificate has what was asked for: subject, key, names, usages', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const names = [generalName('dns', Buffer.from('n1.example.com')), generalName('address', Buffer.from([10, 0, 0, 1])), generalName('email', Buffer.from('a@b.c')), generalName('uri', Buffer.from('spiffe://a/b'))];
  const certificate = issue({ ...identity({ commonName: 'ann', organizations: ['dev', 'ops'], names, key: privateKey }), usages: ['server auth', 'client auth', 's/mime', 'email protection'] });
  expect(certificate.subject).toBe('O=dev\nO=ops\nCN=ann');
  expect(certificate.subjectAltName).toBe('DNS:n1.example.com, IP Address:10.0.0.1, email:a@b.c, URI:spiffe://a/b');
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.4']);
  expect([certificate.ca, certificate.checkPrivateKey(privateKey)]).toEqual([false, true]);
  expect([Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]).toEqual([notBefore, notBefore + day]);
});

test('it is known who issued it, and that nobody else did', () => {
  const certificate = issue(identity({ commonName: 'ann' }));
  const ours = new X509Certificate(pair.certificate);
  expect([certificate.checkIssued(ours), certificate.verify(ours.publicKey)]).toEqual([true, true]);
  const namesake = new X509Certificate(createAuthority('kubernetes', { notBefore, notAfter }, random).certificate);
  expect([certificate.checkIssued(namesake), certificate.verify(namesake.publicKey)]).toEqual([false, false]);
  expect(issue(identity({ commonName: 'ann' })).serialNumber).not.toBe(certificate.serialNumber);
});

test.each([
  [['signing', 'digital signature', 'key encipherment'], '0603551d0f0101ff0404030205a0'],
  [['decipher only', 'cert sign'], '0603551d0f0101ff04050303070480'],
])('key usages %j', (usages, expected) => expect(issue({ ...identity({ commonName: 'ann' }), usages }).raw.toString('hex')).toContain(expected));

test('without usages and names there are no such extensions', () => {
  const raw = issue({ ...identity({ commonName: 'ann' }), usages: [] }).raw.toString('hex');
  for (const id of ['551d0f', '551d25', '551d11']) expect(raw).not.toContain(`0603${id}`);
});

test('names are critical when the subject is empty', () => {
  const { publicKey } = identity({ commonName: 'x' });
  const names = [generalName('dns', Buffer.from('a.b'))];
  const raw = issue({ subject: Buffer.from('3000', 'hex'), publicKey, alternativeNames: names }).raw;
  expect(raw.includes(alternativeNames(names, true))).toBe(true);
});

const own = (key: KeyObject, publicKey: KeyObject): { certificate: string; key: string } => {
  const name = nameOf({ commonName: 'mine' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const extensions = [basicConstraints(true), subjectKey(Buffer.from('abcd', 'hex'))];
  return {
    certificate: signedCertificate({ serialNumber: Buffer.from([1]), issuer: name, subject: name, publicKey: spki, notBefore, notAfter, extensions }, key),
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};

test.each([
  ['RSA', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['P-384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ['Ed25519', () => generateKeyPairSync('ed25519')],
])("a user's own authority signs by its own kind of key: %s", (_, make) => {
  const { privateKey, publicKey } = make();
  const mine = read(own(privateKey, publicKey));
  const certificate = issue(identity({ commonName: 'ann' }), mine);
  expect(certificate.verify(publicKey)).toBe(true);
  expect(certificate.raw.toString('hex')).toContain('0603551d23040630048002abcd');
});

test('what is no authority is not taken for one', () => {
  const leaf = issueKeyPair(authority, { subject: nameOf({ commonName: 'a' }), alternativeNames: [], usages: [], notBefore, notAfter }, random);
  const other = createAuthority('kubernetes', { notBefore, notAfter }, random);
  const x25519 = generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  for (const wrong of [leaf, { ...pair, key: other.key }, { ...pair, key: 'no key' }, { ...pair, certificate: '' }, { ...pair, key: x25519 }]) expect(readAuthority(wrong)).toBeUndefined();
});

test('a key pair fits together', () => {
  const { certificate, key } = issueKeyPair(authority, { subject: nameOf({ commonName: 'front-proxy-client' }), alternativeNames: [], usages: ['client auth'], notBefore, notAfter }, random);
  expect(new X509Certificate(certificate).subject).toBe('CN=front-proxy-client');
  expect(readAuthority({ certificate: pair.certificate, key })).toBeUndefined();
  expect(key).toContain('PRIVATE KEY');
});
