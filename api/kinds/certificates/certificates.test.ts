import type * as certificates from '../../schema/types/certificates.v1';
import { formatFieldError } from '../../field-error';
import { cells, context, create, faultsOf, read } from '../testing/apply';
import { certificatesigningrequests } from './certificatesigningrequests';
import { certificateText, requestText } from '../../x509/pkcs10';
import { validateSignerName } from './signer-name';

const requestPem = `-----BEGIN CERTIFICATE REQUEST-----
MIHVMH4CAQAwHDEMMAoGA1UEAwwDYW5uMQwwCgYDVQQKDANkZXYwWTATBgcqhkjO
PQIBBggqhkjOPQMBBwNCAASaC4OXSv4Lweu4T2NkVC0yKbd1PRVkl3QuSFVXP1p9
eaVWCF7Mvz1WipmGzlBMOD3ngczVcpHobdNVWxfRw88XoAAwCgYIKoZIzj0EAwID
RwAwRAIgXAkHTsp5vBWezD0LJrjgF++OwVoptGked6E94DUBGoACIB6r2i1i5+Dw
CpxAc40KIqFwuNXTMxqu27Y2Zr3KQJug
-----END CERTIFICATE REQUEST-----`;
const certificatePem = `-----BEGIN CERTIFICATE-----
MIIBjjCCATWgAwIBAgIUfRhw2kOhotTQgAipzWglQiFpYOowCgYIKoZIzj0EAwIw
HDEMMAoGA1UEAwwDYW5uMQwwCgYDVQQKDANkZXYwIBcNMjYxMTIxMDYwNzEzWhgP
MjEwOTAxMTAwNjA3MTNaMBwxDDAKBgNVBAMMA2FubjEMMAoGA1UECgwDZGV2MFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEmguDl0r+C8HruE9jZFQtMim3dT0VZJd0
LkhVVz9afXmlVghezL89VoqZhs5QTDg954HM1XKR6G3TVVsX0cPPF6NTMFEwHQYD
VR0OBBYEFByBHJU122/KZUDscKtNxEdm8D71MB8GA1UdIwQYMBaAFByBHJU122/K
ZUDscKtNxEdm8D71MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIg
cP9c8qiwg9Nf8GT5fvZ50SU1BsBysoZwDtljwNGIClICIHgFdHA9iOePcifqkhJ2
dmDrcds8DgqNyY7zluCtwMQq
-----END CERTIFICATE-----`;

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const signerName = 'kubernetes.io/kube-apiserver-client';
const request = (spec: object = {}, status: object = {}): object =>
  ({ metadata: { name: 'Ann' }, spec: { request: base64(requestPem), signerName, usages: ['client auth'], ...spec }, status });
const condition = (type: string, status = 'True'): object => ({ type, status, reason: 'r', message: 'm' });

function through(name: 'status' | 'approval', old: certificates.CertificateSigningRequest, status: object): [certificates.CertificateSigningRequest, string[]] {
  const view = certificatesigningrequests.subresources[name];
  if (view?.type !== 'view') throw new Error('no view');
  const stored = view.prepareForUpdate(read(certificatesigningrequests, request({ signerName: 'other.example.com/x' }, status)), old, context);
  return [stored, (view.validateUpdate?.(stored, old) ?? []).map(formatFieldError)];
}

test('requests and certificates are read, and their signatures checked', () => {
  expect(requestText(base64(requestPem))).toBeUndefined();
  expect(requestText(base64(requestPem.replace('MIHVMH4CAQAwHDEMMAoGA1UEAwwDYW5u', 'MIHVMH4CAQAwHDEMMAoGA1UEAwwDYm9i')))).toBe('x509: the signature does not match the request');
  expect(requestText(base64('nothing'))).toBe('PEM block type must be CERTIFICATE REQUEST');
  expect(requestText(base64('-----BEGIN CERTIFICATE REQUEST-----\nMIHV\n-----END CERTIFICATE REQUEST-----'))).toMatch(/^x509: malformed certificate request/);
  expect(certificateText(base64(certificatePem))).toBeUndefined();
  expect(certificateText(base64(requestPem))).toBe('only CERTIFICATE PEM blocks are allowed, found "CERTIFICATE REQUEST"');
  expect(certificateText(base64(''))).toBe('must contain at least one CERTIFICATE PEM block');
});

test.each([
  [signerName, []],
  ['signer', ["f: Invalid value: \"signer\": must be a fully qualified domain and path of the form 'example.com/signer-name'"]],
  ['example/x', ['f: Invalid value: "example": should be a domain with at least two segments separated by dots']],
])('signer %s', (name, faults) => expect(validateSignerName(name, 'f').map(formatFieldError)).toEqual(faults));

test('who asks is written down, and not believed', () => {
  const object = read(certificatesigningrequests, request({ username: 'root', uid: '0' }));
  certificatesigningrequests.strategy.prepareForCreate?.(object, { ...context, user: { name: 'ann', groups: ['dev'] } });
  expect(object.spec).toMatchObject({ username: 'ann', groups: ['dev'] });
  expect(object.spec.uid).toBeUndefined();
  expect(faultsOf(certificatesigningrequests, object)).toEqual([]);
});

test('what a request must say', () => {
  expect(faultsOf(certificatesigningrequests, create(certificatesigningrequests, request({ usages: [], signerName: 'kubernetes.io/legacy-unknown', expirationSeconds: 5 })))).toEqual([
    'spec.usages: Required value', 'spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version',
    'spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 600 seconds (10 minutes)']);
});

test('one decides, another signs', () => {
  const old = create(certificatesigningrequests, request());
  expect(cells(certificatesigningrequests, old)).toMatchObject({ Condition: 'Pending', SignerName: signerName, RequestedDuration: '<none>' });
  const certificate = base64(certificatePem);
  expect(through('status', old, { conditions: [condition('Approved')] })[1]).toEqual(['status.conditions: Forbidden: updates may not add a condition of type "Approved"']);
  const [approved, faults] = through('approval', old, { conditions: [condition('Approved')], certificate });
  expect([faults, approved.spec.signerName, approved.status.certificate]).toEqual([[], signerName, undefined]);
  expect(approved.status.conditions).toMatchObject([{ lastUpdateTime: '2026-01-01T00:00:00Z', lastTransitionTime: '2026-01-01T00:00:00Z' }]);
  const [issued, none] = through('status', approved, { conditions: approved.status.conditions, certificate });
  expect([none, cells(certificatesigningrequests, issued).Condition]).toEqual([[], 'Approved,Issued']);
  expect(through('approval', issued, {})[1]).toEqual(['status.conditions: Forbidden: updates may not remove a condition of type "Approved"']);
  expect(through('approval', old, { conditions: [condition('Approved'), condition('Denied')] })[1]).toEqual([
    'status.conditions: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive']);
  expect(through('status', approved, { conditions: approved.status.conditions, certificate: base64('x') })[1]).toEqual([
    'status.certificate: Invalid value: "<certificate data>": must contain at least one CERTIFICATE PEM block']);
});
