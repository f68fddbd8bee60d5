/** From a request to its certificate, or to the word why not. */
import { X509Certificate } from 'node:crypto';
import { authorityOf, clusterAuthority, generalName, kinds, seededRandom, type certificates } from '../../api';
import { encodedRequestFor } from '../../api/x509/testing/request';
import { startCluster, until, whilePassing, type TestCluster } from '../testing/cluster';
import type { Request } from './requests';

let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

const requests = () => cluster.registry.of(kinds.certificatesigningrequests);
const key = { name: 'r' };
const hour = 3600_000;

const node = { organizations: ['system:nodes'], commonName: 'system:node:n1' };
const host = generalName('dns', Buffer.from('n1'));

type Spec = certificates.CertificateSigningRequestSpec;
const make = (spec: Omit<Spec, 'request'>, asked: Parameters<typeof encodedRequestFor>[0]): Promise<Request> => requests().create({
  apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: key, spec: { ...spec, request: encodedRequestFor(asked) }, status: {},
});

const decide = (type: 'Approved' | 'Denied'): Promise<Request> =>
  requests().update(key, (current) => ({ ...current, status: { ...current.status, conditions: [{ type, status: 'True', reason: 'KubectlApprove', message: 'm' }] } }), { subresource: 'approval' });

const settled = (): Promise<Request | undefined> => until(requests(), key, (found) => Boolean(found?.status.certificate) || Boolean(found?.status.conditions?.some(({ type }) => type === 'Failed')));
const certificateOf = (request: Request | undefined): X509Certificate => new X509Certificate(Buffer.from(request?.status.certificate ?? '', 'base64'));
const authority = () => authorityOf(cluster.registry, clusterAuthority, { clock: cluster.clock, random: seededRandom(2) });

describe('a request that is approved', () => {
  it.each<[string, Omit<Spec, 'request'>, Parameters<typeof encodedRequestFor>[0]]>([
    ['a user', { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] }, { commonName: 'ann', organizations: ['dev'] }],
    ['a kubelet that serves', { signerName: 'kubernetes.io/kubelet-serving', usages: ['digital signature', 'key encipherment', 'server auth'] }, { ...node, names: [host] }],
  ])('%s gets a certificate of the cluster', async (_, spec, asked) => {
    await make(spec, asked);
    await decide('Approved');
    const certificate = certificateOf(await settled());
    const { certificate: ca, notAfter } = await authority();
    expect(certificate.verify(new X509Certificate(ca).publicKey)).toBe(true);
    expect(certificate.subject).toBe([...(asked.organizations ?? []).map((name) => `O=${name}`), `CN=${asked.commonName}`].join('\n'));
    expect(certificate.subjectAltName).toBe(asked.names ? 'DNS:n1' : undefined);
    expect(Date.parse(certificate.validFrom)).toBe(cluster.clock.now() - 300_000);
    expect(Date.parse(certificate.validTo)).toBe(cluster.clock.now() + 365 * 24 * hour - 300_000);
    expect(notAfter).toBeGreaterThan(Date.parse(certificate.validTo));
  });

  it('is good for as long as was asked', async () => {
    await make({ signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'], expirationSeconds: 3600 }, { commonName: 'ann' });
    await decide('Approved');
    expect(Date.parse(certificateOf(await settled()).validTo)).toBe(cluster.clock.now() + hour);
  });

  it.each<[string, Omit<Spec, 'request'>, Parameters<typeof encodedRequestFor>[0], string]>([
    ['other usages', { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['server auth'] }, { commonName: 'ann' }, 'invalid usage for client certificate: server auth'],
    ['no client', { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['digital signature'] }, { commonName: 'ann' }, 'missing required usage for client certificate: client auth'],
    ['no node', { signerName: 'kubernetes.io/kubelet-serving', usages: ['digital signature', 'server auth'] }, { commonName: 'system:node:n1', names: [host] }, 'subject organization is not system:nodes'],
    ['no host', { signerName: 'kubernetes.io/kubelet-serving', usages: ['digital signature', 'server auth'] }, node, 'DNS or IP subjectAltName is required'],
    ['a host', { signerName: 'kubernetes.io/kube-apiserver-client-kubelet', usages: ['digital signature', 'client auth'] }, { ...node, names: [host] }, 'DNS subjectAltNames are not allowed'],
  ])('but that its signer does not sign says why: %s', async (_, spec, asked, message) => {
    await make(spec, asked);
    await decide('Approved');
    const { conditions, certificate } = (await settled())?.status ?? {};
    expect(certificate).toBeUndefined();
    expect(conditions).toMatchObject([{ type: 'Approved' }, { type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message, lastUpdateTime: new Date(cluster.clock.now()).toISOString().replace('.000', '') }]);
  });
});

test('what a kubelet asks for is approved and signed by itself', async () => {
  await make({ signerName: 'kubernetes.io/kube-apiserver-client-kubelet', usages: ['digital signature', 'key encipherment', 'client auth'] }, node);
  const signed = await settled();
  expect(signed?.status.conditions).toMatchObject([{ type: 'Approved', reason: 'AutoApproved', message: 'Auto approving kubelet client certificate after SubjectAccessReview.' }]);
  expect(certificateOf(signed).subject).toBe('O=system:nodes\nCN=system:node:n1');
});

test('what is denied or for other signers is left alone', async () => {
  await make({ signerName: 'example.com/mine', usages: ['client auth'] }, { commonName: 'ann' });
  await decide('Approved');
  await requests().create({ apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name: 'last' }, spec: { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'], request: encodedRequestFor({ commonName: 'b' }) }, status: {} });
  await requests().update({ name: 'last' }, (current) => ({ ...current, status: { conditions: [{ type: 'Approved', status: 'True', reason: 'r', message: 'm' }] } }), { subresource: 'approval' });
  await until(requests(), { name: 'last' }, (found) => Boolean(found?.status.certificate));
  expect((await requests().get(key)).status.certificate).toBeUndefined();
});

test('a signed request goes an hour after its approval', async () => {
  const { metadata } = await make({ signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] }, { commonName: 'ann' });
  await decide('Approved');
  await settled();
  const gone = until(requests(), key, (found) => found?.metadata.uid !== metadata.uid);
  const begun = cluster.clock.now();
  await whilePassing(cluster, 60_000, gone);
  expect(cluster.clock.now() - begun).toBeGreaterThanOrEqual(hour);
  expect(cluster.clock.now() - begun).toBeLessThan(hour + 10 * 60_000);
});

test('nobody signs while the authority is none, and then somebody does', async () => {
  await authority();
  const secrets = cluster.registry.of(kinds.secrets);
  const secret = { namespace: 'kube-system', name: clusterAuthority.name };
  const { data } = await secrets.get(secret);
  await secrets.update(secret, (current) => ({ ...current, data: { ...current.data, 'tls.key': '' } }));
  await make({ signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] }, { commonName: 'ann' });
  await decide('Approved');
  while (!cluster.errors.some((text) => text.includes('holds no certificate authority'))) await cluster.clock.step(10);
  await secrets.update(secret, (current) => ({ ...current, data }));
  await whilePassing(cluster, 100, settled());
  expect(certificateOf(await requests().get(key)).subject).toBe('CN=ann');
});
