/** From `kubectl certificate approve` to a certificate that the whole cluster knows, whichever process signs. */
import { X509Certificate } from 'node:crypto';
import { Api } from './harness/api';
import { certificateRequest } from './harness/certificate-request';
import { Kubectl } from './harness/kubectl';
import { embedded, overHttp, processes, type Installation } from './harness/topologies';

const minute = 60_000;

interface ConfigMap { metadata: { name: string; resourceVersion: string }; data?: Record<string, string> }
interface Request { metadata: { name: string; resourceVersion: string }; status: { certificate?: string; conditions?: { type: string; reason?: string; message?: string }[] } }

const requests = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

describe.each([embedded, processes, overHttp])('certificates in $name', ({ open }) => {
  let at: Installation;
  let kubectl: Kubectl;
  let api: Api;

  beforeAll(async () => {
    at = await open();
    kubectl = new Kubectl(at.servers[0].kubeconfig, at.folder);
    api = new Api(at.servers[0].url);
  }, minute);

  afterAll(() => at.close(), minute);

  const rootCertificate = async (namespace: string): Promise<string> =>
    (await api.until<ConfigMap>(`/api/v1/namespaces/${namespace}/configmaps`, 'kube-root-ca.crt', ({ data }) => Boolean(data?.['ca.crt']))).data?.['ca.crt'] ?? '';

  const ask = (name: string, usages: string[]): Promise<string> => kubectl.apply({
    apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name },
    spec: { request: Buffer.from(certificateRequest).toString('base64'), signerName: 'kubernetes.io/kube-apiserver-client', usages, expirationSeconds: 3600 },
  });

  it('every namespace is told one authority', async () => {
    await kubectl.run('create', 'namespace', 'told');
    const certificates = await Promise.all(['default', 'kube-system', 'told'].map(rootCertificate));
    expect(new Set(certificates).size).toBe(1);
    expect(new X509Certificate(certificates[0] ?? '')).toMatchObject({ ca: true, subject: 'CN=kubernetes' });
  }, minute);

  it('what is approved is signed by it', async () => {
    await ask('ann', ['client auth']);
    expect(await kubectl.run('get', 'csr', 'ann')).toMatch(/kubernetes\.io\/kube-apiserver-client .*Pending/);
    expect(await kubectl.run('certificate', 'approve', 'ann')).toBe('certificatesigningrequest.certificates.k8s.io/ann approved\n');
    const { status } = await api.until<Request>(requests, 'ann', (found) => Boolean(found.status.certificate));
    const certificate = new X509Certificate(Buffer.from(status.certificate ?? '', 'base64'));
    expect([certificate.subject, certificate.verify(new X509Certificate(await rootCertificate('default')).publicKey)]).toEqual(['CN=ann', true]);
    expect(await kubectl.run('get', 'csr', 'ann')).toMatch(/ Approved,Issued\n$/);
  }, minute);

  it('what its signer does not sign has failed', async () => {
    await ask('server', ['server auth']);
    await kubectl.run('certificate', 'approve', 'server');
    const { status } = await api.until<Request>(requests, 'server', (found) => Boolean(found.status.conditions?.some(({ type }) => type === 'Failed')));
    expect(status.conditions).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'Failed', reason: 'SignerValidationFailure', message: 'invalid usage for client certificate: server auth' })]));
    expect(await kubectl.run('get', 'csr', 'server')).toMatch(/ Approved,Failed\n$/);
  }, minute);

  it('extension API servers are told whom to believe, once for all servers', async () => {
    const { data = {} } = await api.until<ConfigMap>('/api/v1/namespaces/kube-system/configmaps', 'extension-apiserver-authentication', (found) => Boolean(found.data?.['requestheader-client-ca-file']));
    expect(data['client-ca-file']).toBe(await rootCertificate('default'));
    expect(data['requestheader-allowed-names']).toBe('["front-proxy-client"]');
    expect(data['requestheader-client-ca-file']?.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
  }, minute);
});
