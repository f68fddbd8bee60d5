/** Things go wrong because somebody says so, and are well again when they take it back. */
import { story } from '../harness/story';

const { ok, json, feed, refuse, watching, api } = story('faults');

const minute = 60_000;

interface Definition { status: { conditions?: { type: string; status: string }[] } }
interface Pod { metadata: { name: string; deletionTimestamp?: string }; spec: { nodeName: string } }

const fault = (name: string, spec: object): object => ({ apiVersion: 'sim.minikapi.dev/v1alpha1', kind: 'Fault', metadata: { name }, spec });
const pods = async (): Promise<Pod[]> => (await json<{ items: Pod[] }>`get pods -l app=web`).items;

beforeAll(async () => {
  // It is made a moment after the start.
  await api().until<Definition>('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', 'faults.sim.minikapi.dev', ({ status }) => status.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True') ?? false);
}, minute);

it('a fault that makes no sense is refused', async () => {
  expect(await refuse(fault('wrong', { type: 'NodeDown', images: ['nginx'] }))`apply -f -`).toContain('spec: Invalid value: "object": a fault of nodes selects nodes alone');
  expect(await refuse(fault('wrong', { type: 'Earthquake' }))`apply -f -`).toContain('spec.type: Unsupported value: "Earthquake": supported values: "NodeDown", "KubeletPartition"');
  expect(await ok`explain fault.spec.schedule`).toMatch(/startAfter\t<string>/);
});

it('images that cannot be pulled', async () => {
  await feed(fault('registry', { type: 'ImagePullError', images: ['registry.example.com/*'], message: 'toomanyrequests' }))`apply -f -`;
  await ok`wait fault/registry --for=jsonpath={.status.phase}=Active --timeout=20s`;
  await ok`run wanting --image=registry.example.com/web`;
  await ok`wait pod/wanting --for=${'jsonpath={.status.containerStatuses[0].state.waiting.reason}=ImagePullBackOff'} --timeout=30s`;
  expect(await ok`get pod wanting`).toMatch(/^wanting +0\/1 +ImagePullBackOff +0 /m);
  expect(await ok`describe pod wanting`).toMatch(/Warning +Failed +\S+ +kubelet +Failed to pull image "registry\.example\.com\/web": toomanyrequests/);
  await ok`delete fault registry`;
  await ok`wait pod/wanting --for=condition=Ready --timeout=30s`;
}, 2 * minute);

it('a node that is down: its pods are evicted and replaced, and it comes back without them', async () => {
  const patience = ['node.kubernetes.io/unreachable', 'node.kubernetes.io/not-ready'].map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 2 }));
  await feed({
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
    spec: { replicas: 6, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { tolerations: patience, containers: [{ name: 'c', image: 'nginx' }] } } },
  })`create -f -`;
  await ok`rollout status deployment/web --timeout=30s`;
  await feed(fault('outage', { type: 'NodeDown', nodes: { names: ['node-2'] } }))`apply -f -`;
  await ok`wait fault/outage --for=jsonpath={.status.phase}=Active --timeout=20s`;
  expect(await ok`get faults`).toMatch(/^NAME +TYPE +PHASE +SINCE +AGE\noutage +NodeDown +Active +\S+ +\S+\n$/);
  const node = watching`get node node-2 -w`;
  await node.saw(/^node-2 +NotReady /m);
  const web = watching`get deployment web -w`;
  await web.saw(/^web +[0-5]\/6 /m);
  await ok`rollout status deployment/web --timeout=60s`;
  web.stop();
  node.stop();
  const all = await pods();
  expect(all.filter(({ spec, metadata }) => spec.nodeName === 'node-2' && metadata.deletionTimestamp).length).toBeGreaterThan(0);
  expect(all.filter(({ spec, metadata }) => spec.nodeName !== 'node-2' && !metadata.deletionTimestamp)).toHaveLength(6);
  await ok`delete fault outage`;
  await ok`wait node/node-2 --for=condition=Ready --timeout=30s`;
  for (const { metadata: { name } } of all.filter(({ spec }) => spec.nodeName === 'node-2')) await ok`wait ${`pod/${name}`} --for=delete --timeout=30s`;
  expect(await ok`get events -A`).toMatch(/Warning +Rebooted +node\/node-2 +Node node-2 has been rebooted, boot id: /);
  expect(await ok`get node node-2 -o jsonpath={.spec.taints}`).toBe('');
}, 4 * minute);
