/** The story of a namespace that goes with a thousand objects, and of one that cannot go yet and says why. */
import type { KubeObject } from '../harness/api';
import { story } from '../harness/story';

const { ok, json, refused, feed, refuse, api } = story('staying');

const minute = 60_000;

interface Namespace extends KubeObject { status: { phase: string; conditions?: { type: string; status: string; reason: string; message: string }[] } }

const crd = {
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
  },
};

const widget = (name: string, metadata: object = {}): object => ({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name, ...metadata } });
const configMap = (name: string, metadata: object = {}): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata } });
const held = { finalizers: ['example.com/hold'] };

/** Beside kubectl, which would take its time to send so many; not all at once, or the server would ask for patience. */
async function many(collection: string, count: number, object: (name: string) => object): Promise<void> {
  const server = api();
  for (let made = 0; made < count; made += 50) await Promise.all(Array.from({ length: 50 }, (_, i) => server.create(collection, object(`n-${made + i}`))));
}

beforeAll(async () => {
  await feed(crd)`create -f -`;
  await ok`wait --for=condition=Established crd/widgets.example.com --timeout=10s`;
});

it('goes with a thousand objects of all kinds', async () => {
  await ok`create namespace crowd`;
  await many('/api/v1/namespaces/crowd/configmaps', 600, configMap);
  await many('/apis/example.com/v1/namespaces/crowd/widgets', 300, widget);
  await ok`-n crowd create deployment web --image=nginx --replicas=100`;
  await ok`-n crowd rollout status deployment/web --timeout=50s`;
  expect(await ok`delete namespace crowd --timeout=50s`).toBe('namespace "crowd" deleted\n');
  expect(await refused`get namespace crowd`).toBe('Error from server (NotFound): namespaces "crowd" not found');
  for (const things of ['configmaps', 'widgets', 'deployments,replicasets,pods', 'serviceaccounts,events']) expect(await ok`get ${things} -n crowd -o name`).toBe('');
  // Its name is free again, and nothing has come back.
  await ok`create namespace crowd`;
  expect(await ok`get configmaps,widgets,pods -n crowd -o name`).toMatch(/^(configmap\/kube-root-ca\.crt\n)?$/);
}, 2 * minute);

describe('a namespace in which something is held', () => {
  const conditions = async (): Promise<Record<string, string>> =>
    Object.fromEntries((await json<Namespace>`get namespace stuck`).status.conditions?.map(({ type, status, reason, message }) => [type, `${status} ${reason} ${message}`]) ?? []);

  it('stays Terminating and says what remains, and why', async () => {
    await ok`create namespace stuck`;
    await feed(widget('one', held), widget('two', held), configMap('kept', held), configMap('free'))`-n stuck create -f -`;
    expect(await refused`delete namespace stuck --timeout=2s`).toContain('timed out waiting for the condition on namespaces/stuck');
    expect(await ok`get namespace stuck`).toMatch(/\nstuck +Terminating +\S+\n/);
    await api().until<Namespace>('/api/v1/namespaces', 'stuck', ({ status }) => Boolean(status.conditions?.some(({ type, status: value, message }) => type === 'NamespaceContentRemaining' && value === 'True' && message.includes('configmaps. has 1 '))));
    expect(await conditions()).toEqual({
      NamespaceDeletionDiscoveryFailure: 'False ResourcesDiscovered All resources successfully discovered',
      NamespaceDeletionGroupVersionParsingFailure: 'False ParsedGroupVersions All legacy kube types successfully parsed',
      NamespaceDeletionContentFailure: 'False ContentDeleted All content successfully deleted, may be waiting on finalization',
      NamespaceContentRemaining: 'True SomeResourcesRemain Some resources are remaining: configmaps. has 1 resource instances, widgets.example.com has 2 resource instances',
      NamespaceFinalizersRemaining: 'True SomeFinalizersRemain Some content in the namespace has finalizers remaining: example.com/hold in 3 resource instances',
    });
    expect(await ok`-n stuck get configmaps,widgets -o name`).toMatch(/^configmap\/kept\nwidget\.example\.com\/one\nwidget\.example\.com\/two\n$/);
  }, minute);

  it('takes nothing new', async () => {
    expect(await refuse(configMap('late'))`-n stuck create -f -`).toContain('configmaps "late" is forbidden: unable to create new content in namespace stuck because it is being terminated');
    expect(await refuse(widget('late'))`-n stuck create -f -`).toContain('forbidden: unable to create new content in namespace stuck because it is being terminated');
  });

  it('goes as soon as nothing is held any more', async () => {
    const release = '[{"op":"remove","path":"/metadata/finalizers"}]';
    await ok`-n stuck patch widget one --type=json -p ${release}`;
    await api().until<Namespace>('/api/v1/namespaces', 'stuck', ({ status }) => Boolean(status.conditions?.some(({ message }) => message.includes('widgets.example.com has 1 resource instances'))));
    await ok`-n stuck patch widget two --type=json -p ${release}`;
    await ok`-n stuck patch configmap kept --type=json -p ${release}`;
    await api().untilNone('/api/v1/namespaces', 'fieldSelector=metadata.name%3Dstuck');
    expect(await refused`get namespace stuck`).toBe('Error from server (NotFound): namespaces "stuck" not found');
  }, minute);
});

it('pods go before what they run on', async () => {
  await ok`create namespace ordered`;
  await feed(configMap('settings'), {
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'slow', finalizers: ['example.com/hold'] }, spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'nginx' }] },
  })`-n ordered create -f -`;
  await ok`-n ordered wait pod/slow --for=condition=Ready --timeout=30s`;
  await ok`delete namespace ordered --wait=false`;
  await api().until<Namespace>('/api/v1/namespaces', 'ordered', ({ status }) => Boolean(status.conditions?.some(({ message }) => message.includes('pods. has 1 resource instances'))));
  expect(await ok`-n ordered get configmap settings -o name`).toBe('configmap/settings\n');
  await ok`-n ordered patch pod slow --type=json -p ${'[{"op":"remove","path":"/metadata/finalizers"}]'}`;
  await api().untilNone('/api/v1/namespaces', 'fieldSelector=metadata.name%3Dordered');
}, minute);
