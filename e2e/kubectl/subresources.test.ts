/** What kubectl does below an object: tokens, certificates, budgets. */
import { certificateRequest } from '../harness/certificate-request';
import { kubectlSince } from '../harness/kubectl-version';
import { story } from '../harness/story';

const { ok, json, refused, feed, attempt } = story('below');

const minute = 60_000;

interface Request { status: { conditions: { type: string; status: string; reason: string }[] } }

describe('certificate', () => {
  const request = (name: string): object => ({
    apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name },
    spec: { request: Buffer.from(certificateRequest).toString('base64'), signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] },
  });

  it('approve and deny, each once', async () => {
    await feed(request('good'), request('bad'))`create -f -`;
    expect(await ok`certificate approve good`).toBe('certificatesigningrequest.certificates.k8s.io/good approved\n');
    expect(await ok`certificate deny bad`).toBe('certificatesigningrequest.certificates.k8s.io/bad denied\n');
    expect((await json<Request>`get csr good`).status.conditions).toMatchObject([{ type: 'Approved', status: 'True', reason: 'KubectlApprove' }]);
    expect((await json<Request>`get csr bad`).status.conditions).toMatchObject([{ type: 'Denied', status: 'True', reason: 'KubectlDeny' }]);
    // It is signed a moment later.
    expect(await ok`get csr`).toMatch(/bad +\S+ +kubernetes\.io\/kube-apiserver-client +system:admin +<none> +Denied\ngood .* Approved(,Issued)?\n$/);
    expect(await refused`certificate deny good`).toBe('error: certificate signing request "good" is already Approved');
  });
});

describe('drain', () => {
  it('waits for a disruption budget', async () => {
    await ok`create deployment web --image=nginx --replicas=3`;
    await feed({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'web' }, spec: { minAvailable: 3, selector: { matchLabels: { app: 'web' } } } })`create -f -`;
    await ok`rollout status deployment/web --timeout=30s`;
    await ok`get pdb web`;
    const { items: [pod] } = await json<{ items: { metadata: { name: string }; spec: { nodeName: string } }[] }>`get pods -l app=web`;
    const node = pod?.spec.nodeName ?? '';
    const { code, stderr } = await attempt`drain ${node} --force --ignore-daemonsets --pod-selector=app=web --timeout=2s`;
    expect(code).toBe(1);
    expect(stderr).toContain("Cannot evict pod as it would violate the pod's disruption budget.");
    await ok`patch pdb web --type=merge -p ${'{"spec":{"minAvailable":2}}'}`;
    expect(await ok`drain ${node} --force --ignore-daemonsets --pod-selector=app=web --timeout=30s`).toContain(`pod/${pod?.metadata.name ?? ''} evicted`);
    await ok`uncordon ${node}`;
  }, minute);
});

describe('resize', () => {
  // Older ones know no such subresource.
  if (kubectlSince(32)) it('gives a running container more', async () => {
    const resources = { requests: { cpu: '100m' } };
    await feed({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'grows' }, spec: { containers: [{ name: 'c', image: 'nginx', resources }] } })`create -f -`;
    await ok`wait pod/grows --for=condition=Ready --timeout=30s`;
    await ok`patch pod grows --subresource resize -p ${'{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"200m"}}}]}}'}`;
    await ok`wait pod/grows --for=jsonpath={.status.containerStatuses[0].resources.requests.cpu}=200m --timeout=30s`;
    expect(await refused`patch pod grows --subresource resize -p ${'{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":null}}}]}}'}`).toContain('resource requests cannot be removed');
  }, minute);
});

describe('create token', () => {
  if (kubectlSince(24)) it('gives one that is known again', async () => {
    const token = (await ok`create token default --audience=me --duration=20m`).trim();
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token, audiences: ['me'] } };
    const { status } = JSON.parse(await feed(review)`create -f - -o json`) as { status: object };
    expect(status).toMatchObject({ authenticated: true, audiences: ['me'], user: { username: 'system:serviceaccount:below:default' } });
  });
});

describe('debug', () => {
  // Older ones speak of a kind that Kubernetes has no longer.
  if (kubectlSince(23)) it('puts a container into a pod that runs', async () => {
    await ok`run looked-into --image=nginx`;
    await ok`wait pod/looked-into --for=condition=Ready --timeout=30s`;
    await ok`debug looked-into --image=busybox -c looking --attach=false`;
    const { spec } = await json<{ spec: { ephemeralContainers: object[] } }>`get pod looked-into`;
    expect(spec.ephemeralContainers).toMatchObject([{ name: 'looking', image: 'busybox' }]);
  }, minute);
});
