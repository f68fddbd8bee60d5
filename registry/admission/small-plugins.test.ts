/** Plugins that look at the object alone. */
import { kinds, type certificates, type core } from '../../api';
import { closeAll, openTest } from '../testing/harness';
import { configMap, pod } from '../testing/objects';

afterEach(closeAll);

describe('default tolerations', () => {
  const lasting = (key: string) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
  const [notReady, unreachable] = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map(lasting);

  it('come behind those that a pod has', async () => {
    const { registry } = await openTest();
    const own: core.Toleration = { key: 'gpu', operator: 'Exists' };
    expect((await registry.of(kinds.pods).create(pod('a', { tolerations: [own] }))).spec.tolerations).toEqual([own, notReady, unreachable]);
  });

  it.each<[string, core.Toleration, unknown[]]>([
    ['everything', { operator: 'Exists' }, []],
    ['one of the taints', { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' }, [unreachable]],
    ['another effect', { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoSchedule' }, [notReady, unreachable]],
  ])('spare a pod that tolerates %s what it has', async (_, own, more) => {
    const { registry } = await openTest();
    expect((await registry.of(kinds.pods).create(pod('a', { tolerations: [own] }))).spec.tolerations).toEqual([own, ...more]);
  });
});

describe('an owner that cannot go before its dependents', () => {
  const owned = (apiVersion: string, kind: string) => configMap('a', {}, { ownerReferences: [{ apiVersion, kind, name: 'o', uid: 'u', blockOwnerDeletion: true }] });

  it('must be of a kind that is served, where that is asked for', async () => {
    const { registry } = await openTest({ admissionPlugins: { enable: ['OwnerReferencesPermissionEnforcement'] } });
    const maps = registry.of(kinds.configmaps);
    await expect(maps.create(owned('test.dev/v1', 'Thing'))).rejects.toMatchObject({
      code: 403,
      message: 'configmaps "a" is forbidden: cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion test.dev/v1 Kind Thing: no matches for kind "Thing" in version "test.dev/v1"',
    });
    await maps.create(owned('apps/v1', 'Deployment'));
  });

  it('may be of any kind otherwise', async () => {
    const { registry } = await openTest();
    await registry.of(kinds.configmaps).create(owned('test.dev/v1', 'Thing'));
  });
});

it('a namespace that is not there is not found, where NamespaceExists runs instead of NamespaceLifecycle', async () => {
  const { registry } = await openTest({ admissionPlugins: { enable: ['NamespaceExists'], disable: ['NamespaceLifecycle'] } });
  const maps = registry.of(kinds.configmaps);
  await expect(maps.create(configMap('a', {}, { namespace: 'nowhere' }))).rejects.toMatchObject({ code: 404, message: 'namespaces "nowhere" not found' });
  await registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'somewhere' }, spec: {}, status: {} });
  await maps.create(configMap('a', {}, { namespace: 'somewhere' }));
});

/** openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -subj /CN=eve/O=staff/O=system:masters */
const asAdministrator = `-----BEGIN CERTIFICATE REQUEST-----
MIHzMIGZAgEAMDcxDDAKBgNVBAMMA2V2ZTEOMAwGA1UECgwFc3RhZmYxFzAVBgNV
BAoMDnN5c3RlbTptYXN0ZXJzMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAESc3V
sGqWO6OKn22gZMu1Mz1N7flWY0PvAhvcmM005cyPsmFm0i0qP24+vpv2fyLcLIC3
OCQmr+ESQalnw58D4aAAMAoGCCqGSM49BAMCA0kAMEYCIQDi9JOVCgO0rWY+o5c5
HIcxQBpc7rHcL3ZjtGUpVWYFYAIhAIPN8c7IfwLSWRgk5SYTRHnVjRI2huGfbPFM
yuzgganD
-----END CERTIFICATE REQUEST-----
`;

/** The same with -subj /CN=eve/O=staff */
const asStaff = `-----BEGIN CERTIFICATE REQUEST-----
MIHYMIGAAgEAMB4xDDAKBgNVBAMMA2V2ZTEOMAwGA1UECgwFc3RhZmYwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAAReEBNJSYGgcygBcmYnBil+u9iODwcSPuf4J1OI
bUNmHDOBFpuY1uDnz7d8I76mbKeYxgUUUS4A7OgMx4qAeqVnoAAwCgYIKoZIzj0E
AwIDRwAwRAIgUJCQZGSi6xjsl169u8godPrIfiKRmWJtuaeKGItzvWsCICMOV6H5
0jFnhyCu3IekGzBpliX1nn5Lo1FXJ1sGTdrV
-----END CERTIFICATE REQUEST-----
`;

describe('a certificate', () => {
  const asking = (request: string, signerName: string): certificates.CertificateSigningRequest => ({
    apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name: 'a' }, status: {},
    spec: { request: Buffer.from(request).toString('base64'), signerName, usages: ['client auth'] },
  });

  it('that makes its bearer an administrator is not asked for', async () => {
    const { registry } = await openTest();
    const requests = registry.of(kinds.certificatesigningrequests);
    await expect(requests.create(asking(asAdministrator, 'kubernetes.io/kube-apiserver-client'))).rejects.toMatchObject({
      code: 403,
      message: 'certificatesigningrequests.certificates.k8s.io "a" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
    });
    await requests.create(asking(asStaff, 'kubernetes.io/kube-apiserver-client'));
    await requests.delete({ name: 'a' });
    await requests.create(asking(asAdministrator, 'test.dev/signer'));
  });
});
