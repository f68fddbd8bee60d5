/** Claims of devices: made from templates, given back by who is done, on a real registry. */
import { kinds, type core, type KubeObject, type resource } from '../../api';
import { startCluster, until, untilAll, type TestCluster } from '../testing/cluster';
import { baseName } from './from-templates';

let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(async () => { await cluster.stop(); });

const claims = () => cluster.registry.of(kinds.resourceclaims);
const pods = () => cluster.registry.of(kinds.pods);
const key = (name: string) => ({ namespace: 'default', name });
const spec = { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu' } }] } };
const api = 'resource.k8s.io/v1';

const addTemplate = () => cluster.registry.of(kinds.resourceclaimtemplates).create({
  apiVersion: api, kind: 'ResourceClaimTemplate', metadata: key('template'), spec: { metadata: { labels: { of: 'template' } }, spec },
} as unknown as resource.ResourceClaimTemplate);
const addClaim = (name = 'claim') => claims().create({ apiVersion: api, kind: 'ResourceClaim', metadata: key(name), spec } as unknown as resource.ResourceClaim);
const addPod = (name: string, entry: Partial<core.PodResourceClaim>, more: Partial<core.PodSpec> = {}) => pods().create({
  apiVersion: 'v1', kind: 'Pod', metadata: key(name), status: {},
  spec: { containers: [{ name: 'c', image: 'nginx' } as core.Container], resourceClaims: [{ name: 'gpu', ...entry }], ...more },
});
const fromTemplate = { resourceClaimTemplateName: 'template' };

/** What the scheduler does. */
async function allocate(name: string, ...users: core.Pod[]): Promise<void> {
  await claims().update(key(name), (claim) => ({ ...claim, metadata: { ...claim.metadata, finalizers: ['resource.kubernetes.io/delete-protection'] } }));
  const reservedFor = users.map(({ metadata }) => ({ resource: 'pods', name: metadata.name ?? '', uid: metadata.uid ?? '' }));
  const allocation = { devices: { results: [{ request: 'gpu', driver: 'gpu.example.com', pool: 'p', device: 'g0' }] } };
  await claims().update(key(name), (claim) => ({ ...claim, status: { allocation, reservedFor } }), { subresource: 'status' });
}
const finish = (name: string) => pods().update(key(name), (pod) => ({ ...pod, status: { ...pod.status, phase: 'Succeeded' } }), { subresource: 'status' });
const withClaim = (pod: core.Pod | undefined): boolean => Boolean(pod?.status.resourceClaimStatuses?.length);
const isFree = (claim: resource.ResourceClaim | undefined): boolean => claim !== undefined && !claim.status.allocation && !claim.metadata.finalizers?.length;
const events = (reason: string) => untilAll(cluster.registry.of(kinds.events), 'default', (all) => all.some((event) => event.reason === reason))
  .then((all) => all.find((event) => event.reason === reason));

async function made(name = 'web'): Promise<string> {
  const pod = await until(pods(), key(name), withClaim);
  return pod?.status.resourceClaimStatuses?.[0]?.resourceClaimName ?? '';
}

test('a claim is made from the template, and the pod told of it', async () => {
  await addTemplate();
  const pod = await addPod('web', fromTemplate);
  const name = await made();
  expect(name).toMatch(/^web-gpu-.{5}$/);
  expect(await claims().get(key(name))).toMatchObject({
    metadata: {
      labels: { of: 'template' }, annotations: { 'resource.kubernetes.io/pod-claim-name': 'gpu' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'web', uid: pod.metadata.uid, controller: true, blockOwnerDeletion: true }],
    },
    spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu', count: 1 } }] } },
  });
  await pods().update(key('web'), (current) => ({ ...current, metadata: { ...current.metadata, labels: { a: 'b' } } }));
  await addPod('marker', fromTemplate);
  await made('marker');
  expect((await claims().list({ namespace: 'default' })).items).toHaveLength(2);
});

test('without the template the pod is told so, and served when it comes', async () => {
  await addPod('web', fromTemplate);
  expect((await events('FailedResourceClaimCreation'))?.message).toBe(
    'PodResourceClaim gpu: resource claim template "template": resourceclaimtemplate.resource.k8s.io "template" not found');
  await addTemplate();
  expect(await made()).toMatch(/^web-gpu-/);
});

test('a claim that is deleted by mistake is made anew', async () => {
  await addTemplate();
  await addPod('web', fromTemplate);
  const first = await made();
  await claims().delete(key(first));
  const pod = await until(pods(), key('web'), (current) => current?.status.resourceClaimStatuses?.[0]?.resourceClaimName !== first);
  expect(pod?.status.resourceClaimStatuses).toHaveLength(1);
});

test('a claim made for a pod goes when the pod has ended', async () => {
  await addTemplate();
  const pod = await addPod('web', fromTemplate);
  const name = await made();
  await allocate(name, pod);
  await finish('web');
  expect(await until(claims(), key(name), (claim) => claim === undefined)).toBeUndefined();
});

test('a claim gives its devices back when the last of its pods is gone', async () => {
  await addClaim();
  const [one, two] = [await addPod('one', { resourceClaimName: 'claim' }), await addPod('two', { resourceClaimName: 'claim' })];
  await allocate('claim', one, two);
  await finish('one');
  const shared = await until(claims(), key('claim'), (claim) => claim?.status.reservedFor?.length === 1);
  expect(shared?.status).toMatchObject({ reservedFor: [{ name: 'two' }], allocation: {} });
  await pods().delete(key('two'), { gracePeriodSeconds: 0 });
  expect(isFree(await until(claims(), key('claim'), isFree))).toBe(true);
});

test('a claim that is deleted while it is in use waits for its pod', async () => {
  await addClaim();
  const pod = await addPod('web', { resourceClaimName: 'claim' });
  await allocate('claim', pod);
  await claims().delete(key('claim'));
  expect((await claims().get(key('claim'))).metadata.deletionTimestamp).toBeDefined();
  await pods().delete(key('web'), { gracePeriodSeconds: 0 });
  expect(await until(claims(), key('claim'), (claim) => claim === undefined)).toBeUndefined();
});

test('a claim that is deleted while nobody uses it goes, with its devices', async () => {
  await addClaim();
  await allocate('claim');
  await claims().delete(key('claim'));
  expect(await until(claims(), key('claim'), (claim) => claim === undefined)).toBeUndefined();
});

test('a claim is reserved for a pod that names its node itself', async () => {
  await addClaim();
  await cluster.registry.of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {}, status: {} } as KubeObject as core.Node);
  await allocate('claim');
  const pod = await addPod('web', { resourceClaimName: 'claim' }, { nodeName: 'n' });
  expect((await until(claims(), key('claim'), (claim) => Boolean(claim?.status.reservedFor?.length)))?.status.reservedFor).toEqual([{ resource: 'pods', name: 'web', uid: pod.metadata.uid }]);
});

test.each([['web', 'gpu', 'web-gpu-'], ['p'.repeat(50), 'c'.repeat(50), `${'p'.repeat(27)}-${'c'.repeat(27)}`]])('names from %s and %s', (pod, entry, expected) => expect(baseName(pod, entry)).toBe(expected));
