/** What is decided about requests, without a cluster. */
import { generalName, type certificates } from '../../api';
import { encodedRequestFor } from '../../api/x509/testing/request';
import { rulesFor } from './approving';
import { endOf } from './cleaner';
import type { Request } from './requests';
import { signableUsages, signers, validityOf } from './signers';

type Spec = certificates.CertificateSigningRequestSpec;

const ann = encodedRequestFor({ commonName: 'ann' });
const node = { organizations: ['system:nodes'], commonName: 'system:node:n1' };
const kubelet = encodedRequestFor(node);

const made = '2026-01-01T00:00:00Z';
const request = (spec: Partial<Spec>, status: Request['status'] = {}): Request =>
  ({ apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name: 'r', creationTimestamp: made }, spec: { request: ann, signerName: 's', usages: [], ...spec }, status });

const hour = 3600_000;
const now = Date.parse('2026-03-01T00:00:00Z');
const far = now + 10 * 365 * 24 * hour;
const backdate = 300_000;

test.each<[string, number | undefined, number, number]>([
  ['a year, when nothing is asked', undefined, far, now + 365 * 24 * hour - backdate],
  ['a year at most', 2 * 365 * 24 * 3600, far, now + 365 * 24 * hour - backdate],
  ['as long as asked', 24 * 3600, far, now + 24 * hour - backdate],
  ['short ones in full', 3600, far, now + hour],
  ['eight hours are not short', 8 * 3600, far, now + 8 * hour - backdate],
  ['ten minutes at least', 5, far, now + 600_000],
  ['not beyond the signer', undefined, now + hour, now + hour],
])('good for: %s', (_, expirationSeconds, signerEnds, notAfter) => expect(validityOf(request({ expirationSeconds }), now, signerEnds)).toEqual({ notBefore: now - backdate, notAfter }));

test('a signer that is over signs nothing', () => {
  expect(() => validityOf(request({}), now, now)).toThrow('refusing to sign a certificate that expired in the past');
});

test('usages that nobody knows are refused by name', () => {
  expect(() => signableUsages(request({ usages: ['client auth', 'cooking'] as unknown as Spec['usages'] }))).toThrow('unrecognized usage values: ["cooking"]');
});

const kubeletSigner = 'kubernetes.io/kube-apiserver-client-kubelet';
const clientUsages: Spec['usages'] = ['digital signature', 'client auth'];

test.each<[string, Partial<Spec>, readonly string[]]>([
  ['a kubelet for itself', { request: kubelet, signerName: kubeletSigner, usages: clientUsages, username: 'system:node:n1' }, ['selfnodeclient', 'nodeclient']],
  ['somebody for a kubelet', { request: kubelet, signerName: kubeletSigner, usages: clientUsages, username: 'system:bootstrap:x' }, ['nodeclient']],
  ['for what it serves with', { request: kubelet, signerName: 'kubernetes.io/kubelet-serving', usages: clientUsages }, []],
  ['for other usages', { request: kubelet, signerName: kubeletSigner, usages: ['client auth'] }, []],
  ['nobody of the nodes', { request: ann, signerName: kubeletSigner, usages: clientUsages }, []],
  ['no request', { request: '', signerName: kubeletSigner, usages: clientUsages }, []],
])('approved by itself: %s', (_, spec, permissions) => expect(rulesFor(request(spec)).map(({ permission }) => permission)).toEqual(permissions));

const faultOf = (signerName: string, spec: Partial<Spec>): string | undefined => signers.find((signer) => signer.signerName === signerName)?.fault(request(spec));
const name = (kind: 'dns' | 'email' | 'address' | 'uri'): Buffer => generalName(kind, Buffer.from('abcd'));
const serving: Spec['usages'] = ['digital signature', 'server auth'];

test.each<[string, string, Partial<Spec>, string | undefined]>([
  ['serving', 'kubelet-serving', { request: encodedRequestFor({ ...node, names: [name('address')] }), usages: serving }, undefined],
  ['serving, with an address of mail', 'kubelet-serving', { request: encodedRequestFor({ ...node, names: [name('dns'), name('email')] }), usages: serving }, 'Email subjectAltNames are not allowed'],
  ['serving, with a URI', 'kubelet-serving', { request: encodedRequestFor({ ...node, names: [name('dns'), name('uri')] }), usages: serving }, 'URI subjectAltNames are not allowed'],
  ['serving, usages', 'kubelet-serving', { request: encodedRequestFor({ ...node, names: [name('dns')] }), usages: clientUsages }, 'usages did not match [digital signature key encipherment server auth]'],
  ['serving, name', 'kubelet-serving', { request: encodedRequestFor({ ...node, commonName: 'n1', names: [name('dns')] }), usages: serving }, 'subject common name does not begin with system:node:'],
  ['client', 'kube-apiserver-client-kubelet', { request: kubelet, usages: clientUsages }, undefined],
  ['client, address', 'kube-apiserver-client-kubelet', { request: encodedRequestFor({ ...node, names: [name('address')] }), usages: clientUsages }, 'IP subjectAltNames are not allowed'],
  ['client, usages', 'kube-apiserver-client-kubelet', { request: kubelet, usages: serving }, 'usages did not match [client auth digital signature key encipherment]'],
  ['client, two organizations', 'kube-apiserver-client-kubelet', { request: encodedRequestFor({ ...node, organizations: ['system:nodes', 'b'] }), usages: clientUsages }, 'subject organization is not system:nodes'],
  ['anybody', 'legacy-unknown', { usages: ['cert sign'] }, undefined],
])('signed: %s', (_, signer, spec, text) => expect(faultOf(`kubernetes.io/${signer}`, spec)).toBe(text));

const condition = (type: string): certificates.CertificateSigningRequestCondition => ({ type, status: 'True', reason: 'r', message: 'm', lastUpdateTime: '2026-01-01T02:00:00Z' });

test.each<[string, Request['status'], string | undefined]>([
  ['pending: a day', {}, '2026-01-02T00:00:00Z'],
  ['denied: an hour', { conditions: [condition('Denied')] }, '2026-01-01T03:00:00Z'],
  ['failed: an hour', { conditions: [condition('Approved'), condition('Failed')] }, '2026-01-01T03:00:00Z'],
  ['approved, not signed: stays', { conditions: [condition('Approved')] }, undefined],
  ['approved, who knows when: stays', { conditions: [{ ...condition('Denied'), lastUpdateTime: undefined }] }, undefined],
])('%s', (_, status, end) => expect(endOf(request({}, status))).toBe(end === undefined ? Infinity : Date.parse(end)));
