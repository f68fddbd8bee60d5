import { kinds, type core } from '../../../api';
import { closeAll, openTest, type TestRegistry } from '../../testing/harness';
import { pod } from '../../testing/objects';

afterEach(closeAll);

const account = (name: string, parts: Partial<core.ServiceAccount> = {}): core.ServiceAccount =>
  ({ apiVersion: 'v1', kind: 'ServiceAccount', ...parts, metadata: { name, namespace: 'default', ...parts.metadata } });

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const create = ({ registry }: TestRegistry, spec: Partial<core.PodSpec> = {}, annotations?: Record<string, string>): Promise<core.Pod> =>
  registry.of(kinds.pods).create(pod('a', spec, { annotations }));
const make = ({ registry }: TestRegistry, ...accounts: core.ServiceAccount[]) => Promise.all(accounts.map((each) => registry.of(kinds.serviceaccounts).create(each)));
const refused = (why: string) => ({ code: 403, message: `pods "a" is forbidden: ${why}` });

describe('the account of a pod', () => {
  it('is `default` unless it names another', async () => {
    const test = await openTest();
    expect((await create(test)).spec).toMatchObject({ serviceAccountName: 'default', serviceAccount: 'default' });
  });

  it('must be there, but for `default`, which a controller makes in its own time', async () => {
    const test = await openTest();
    await expect(create(test, { serviceAccountName: 'builder' })).rejects.toMatchObject(refused('error looking up service account default/builder: serviceaccount "builder" not found'));
    await make(test, account('builder'));
    expect((await create(test, { serviceAccountName: 'builder' })).spec).toMatchObject({ serviceAccountName: 'builder', serviceAccount: 'builder' });
  });

  it('counts when another server has made it just now', async () => {
    const test = await openTest();
    await test.registry.of(kinds.serviceaccounts).list();
    await test.put('/registry/serviceaccounts/default/builder', {});
    await create(test, { serviceAccountName: 'builder' });
  });

  it('gives its secrets for images to pods that have none', async () => {
    const test = await openTest();
    await make(test, account('default', { imagePullSecrets: [{ name: 'registry' }] }));
    expect((await create(test)).spec.imagePullSecrets).toEqual([{ name: 'registry' }]);
    const { spec } = await test.registry.of(kinds.pods).create(pod('b', { imagePullSecrets: [{ name: 'own' }] }));
    expect(spec.imagePullSecrets).toEqual([{ name: 'own' }]);
  });
});

describe('the token of a pod', () => {
  it('is mounted into every container, with the certificate and the namespace', async () => {
    const { spec } = await create(await openTest(), { initContainers: [{ name: 'setup', image: 'busybox' } as core.Container] });
    const [volume] = spec.volumes ?? [];
    expect(volume).toEqual({
      name: expect.stringMatching(/^kube-api-access-[a-z0-9]{5}$/) as string,
      projected: {
        defaultMode: 420,
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
          { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
        ],
      },
    });
    const mount = [{ name: volume?.name, readOnly: true, mountPath }];
    expect([...spec.containers, ...spec.initContainers ?? []].map(({ volumeMounts }) => volumeMounts)).toEqual([mount, mount]);
  });

  it('is not mounted where pod or account say so; the pod has the last word', async () => {
    const test = await openTest();
    await make(test, account('quiet', { automountServiceAccountToken: false }));
    expect((await create(test, { automountServiceAccountToken: false })).spec.volumes).toBeUndefined();
    const pods = test.registry.of(kinds.pods);
    expect((await pods.create(pod('b', { serviceAccountName: 'quiet' }))).spec.volumes).toBeUndefined();
    expect((await pods.create(pod('c', { serviceAccountName: 'quiet', automountServiceAccountToken: true }))).spec.volumes).toHaveLength(1);
  });

  it('is not mounted over what a container mounts there', async () => {
    const own = [{ name: 'own', mountPath }] as core.VolumeMount[];
    const { spec } = await create(await openTest(), { volumes: [{ name: 'own', emptyDir: {} }], containers: [{ name: 'c', image: 'nginx', volumeMounts: own } as core.Container] });
    expect(spec.volumes).toEqual([{ name: 'own', emptyDir: {} }]);
    expect(spec.containers[0]?.volumeMounts).toEqual(own);
  });

  it('uses a volume that is there for it', async () => {
    const { spec } = await create(await openTest(), { volumes: [{ name: 'kube-api-access-mine', emptyDir: {} }] });
    expect(spec.volumes).toHaveLength(1);
    expect(spec.containers[0]?.volumeMounts).toMatchObject([{ name: 'kube-api-access-mine' }]);
  });
});

describe('an account that counts its secrets', () => {
  const strict = account('strict', { metadata: { annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true' } }, secrets: [{ name: 'mine' }], imagePullSecrets: [{ name: 'pull' }] });
  const why = 'is not allowed because service account strict does not reference that';
  const env = (container: string, secret: string) => ({ name: container, image: 'nginx', env: [{ name: 'X', valueFrom: { secretKeyRef: { name: secret, key: 'k' } } }] }) as core.Container;

  it.each<[string, Partial<core.PodSpec>]>([
    [`volume with secret.secretName="other" ${why} secret`, { volumes: [{ name: 'v', secret: { secretName: 'other' } }] }],
    [`container c with envVar X referencing secret.secretName="other" ${why} secret`, { containers: [env('c', 'other')] }],
    [`init container c with envVar X referencing secret.secretName="other" ${why} secret`, { initContainers: [env('c', 'other')] }],
    [`container c with envFrom referencing secret.secretName="other" ${why} secret`, { containers: [{ name: 'c', image: 'nginx', envFrom: [{ secretRef: { name: 'other' } }] } as core.Container] }],
    [`imagePullSecrets[0].name="other" ${why} imagePullSecret`, { imagePullSecrets: [{ name: 'other' }] }],
  ])('refuses others: %s', async (text, spec) => {
    const test = await openTest();
    await make(test, strict);
    await expect(create(test, { serviceAccountName: 'strict', ...spec })).rejects.toMatchObject(refused(text));
  });

  it('takes its own', async () => {
    const test = await openTest();
    await make(test, strict);
    await create(test, { serviceAccountName: 'strict', containers: [env('c', 'mine')], volumes: [{ name: 'v', secret: { secretName: 'mine' } }] });
  });
});

describe('a mirror pod', () => {
  const mirror = { 'kubernetes.io/config.mirror': 'x' };

  it('is left as it is', async () => {
    const { spec } = await create(await openTest(), { nodeName: 'n' }, mirror);
    expect(spec.serviceAccountName).toBeUndefined();
    expect(spec.volumes).toBeUndefined();
  });

  it.each<[string, Partial<core.PodSpec>]>([
    ['a mirror pod may not reference service accounts', { serviceAccountName: 'default' }],
    ['a mirror pod may not reference secrets', { volumes: [{ name: 'v', secret: { secretName: 's' } }] }],
    ['a mirror pod may not reference secrets', { imagePullSecrets: [{ name: 's' }] }],
    ['a mirror pod may not use ServiceAccountToken volume projections', { volumes: [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }] }],
  ])('%s', async (why, spec) => {
    await expect(create(await openTest(), { nodeName: 'n', ...spec }, mirror)).rejects.toMatchObject(refused(why));
  });
});
