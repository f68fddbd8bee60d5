/** The story of a node that falls silent: it becomes NotReady, its pods are evicted when their time is over and replaced elsewhere, and it comes back. */
import { story } from '../harness/story';

const { ok, json, feed, watching } = story('outage');

const minute = 60_000;

interface Pod { metadata: { name: string; deletionTimestamp?: string }; spec: { nodeName: string }; status: { conditions: { type: string; status: string; reason?: string }[] } }

const patience = ['node.kubernetes.io/unreachable', 'node.kubernetes.io/not-ready'].map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 2 }));
const deployment = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: { replicas: 6, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { tolerations: patience, containers: [{ name: 'c', image: 'nginx' }] } } },
};

const pods = async (): Promise<Pod[]> => (await json<{ items: Pod[] }>`get pods -l app=web`).items;
const taints = () => ok`get node node-2 -o ${'jsonpath={range .spec.taints[*]}{.key}:{.effect} {end}'}`;
/** Until `kubectl get -w` shows it. */
async function seen(showing: ReturnType<typeof watching>, what: RegExp): Promise<void> {
  await showing.saw(what);
  showing.stop();
}

it('runs on all nodes', async () => {
  await feed(deployment)`create -f -`;
  await ok`rollout status deployment/web --timeout=30s`;
  expect((await pods()).filter(({ spec }) => spec.nodeName === 'node-2').length).toBeGreaterThan(0);
}, minute);

it('a node of which nothing is heard is NotReady, and its pods are replaced', async () => {
  await ok`label node node-2 minikapi.dev/simulated-`;
  const web = watching`get deployment web -w`;
  await seen(watching`get node node-2 -w`, /^node-2 +NotReady /m);
  // Its pods count as not ready at once; a little later others take their place.
  await seen(web, /^web +[0-5]\/6 /m);
  await ok`rollout status deployment/web --timeout=60s`;
  const all = await pods();
  const lost = all.filter(({ spec }) => spec.nodeName === 'node-2');
  expect(lost.length).toBeGreaterThan(0);
  // No kubelet ends them: they stay until the node is back or gone.
  for (const { metadata, status } of lost) {
    expect(metadata.deletionTimestamp).toBeDefined();
    expect(status.conditions).toEqual(expect.arrayContaining([expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager' }), expect.objectContaining({ type: 'Ready', status: 'False' })]));
  }
  expect(all.filter(({ metadata, spec }) => !metadata.deletionTimestamp && spec.nodeName !== 'node-2')).toHaveLength(6);
  expect(await taints()).toBe('node.kubernetes.io/unreachable:NoSchedule node.kubernetes.io/unreachable:NoExecute ');
  expect(await ok`get events -A`).toMatch(/NodeNotReady +node\/node-2 +Node node-2 status is now: NodeNotReady/);
  expect(await ok`get events`).toMatch(/TaintManagerEviction +pod\/web-\S+ +Marking for deletion Pod outage\/web-/);
}, 3 * minute);

it('is well again when it is heard again', async () => {
  await ok`label node node-2 minikapi.dev/simulated=true`;
  await ok`wait node/node-2 --for=condition=Ready --timeout=30s`;
  await ok`scale deployment/web --replicas=12`;
  await ok`rollout status deployment/web --timeout=30s`;
  expect(await taints()).toBe('');
  const all = await pods();
  expect(all.some(({ metadata, spec }) => spec.nodeName === 'node-2' && !metadata.deletionTimestamp)).toBe(true);
}, minute);
