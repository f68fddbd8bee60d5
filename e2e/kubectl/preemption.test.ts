/** The story of a full cluster: important pods take the places of others, polite ones wait, budgets decide who goes. */
import { story } from '../harness/story';

const { ok, json, feed, watching } = story('preemption');

const minute = 60_000;

interface Pod { metadata: { name: string; uid: string }; spec: { nodeName?: string }; status: { nominatedNodeName?: string } }

/** More than half of a node, so that no node has room for two. */
const large = { name: 'c', image: 'nginx', resources: { requests: { cpu: '5' } } };
const pod = (name: string, priorityClassName: string) =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { priorityClassName, containers: [large] } });
const crowd = (name: string, priorityClassName: string, replicas: number) => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { priorityClassName, terminationGracePeriodSeconds: 1, containers: [large] } } },
});

const nodes = async (): Promise<number> => (await json<{ items: unknown[] }>`get nodes`).items.length;

/** Until `kubectl get -w` shows it. */
async function seen(showing: ReturnType<typeof watching>, what: RegExp): Promise<void> {
  await showing.saw(what);
  showing.stop();
}

it('fills up', async () => {
  await ok`create priorityclass low --value=1`;
  await ok`create priorityclass middle --value=50`;
  await ok`create priorityclass high --value=100`;
  await ok`create priorityclass polite --value=100 --preemption-policy=Never`;
  const all = await nodes();
  await feed(crowd('cheap', 'low', 1), crowd('dear', 'middle', all - 1))`create -f -`;
  await ok`rollout status deployment/cheap --timeout=30s`;
  await ok`rollout status deployment/dear --timeout=30s`;
}, minute);

it('a polite pod waits, and says why', async () => {
  await feed(pod('polite', 'polite'))`create -f -`;
  await seen(watching`get events -w`, /FailedScheduling/);
  const all = await nodes();
  expect(await ok`describe pod polite`).toMatch(
    new RegExp(`FailedScheduling .*0/${all} nodes are available: ${all} Insufficient cpu\\. preemption: not eligible due to preemptionPolicy=Never\\.`));
  await ok`delete pod polite`;
}, minute);

it('an important pod takes the place of the least important one', async () => {
  const [victim] = (await json<{ items: Pod[] }>`get pods -l app=cheap`).items;
  await feed(pod('first', 'high'))`create -f -`;
  await ok`wait pod/first --for=condition=Ready --timeout=30s`;
  const first = await json<Pod>`get pod first`;
  expect(first.spec.nodeName).toBe(victim?.spec.nodeName);
  expect(await ok`get events --field-selector ${`involvedObject.name=${victim?.metadata.name},reason=Preempted`}`).toContain(
    `Preempted by pod ${first.metadata.uid} on node ${first.spec.nodeName}`);
  // Its deployment makes another, for which there is no room now, and nobody that it may send away.
  await seen(watching`get pods -l app=cheap -w`, /Pending/);
  const all = await nodes();
  await ok`wait pod -l app=cheap --for=${`jsonpath={.status.conditions[?(@.type=="PodScheduled")].message}=0/${all} nodes are available: ${all} Insufficient cpu. preemption: 0/${all} nodes are available: ${all} No preemption victims found for incoming pod.`} --timeout=30s`;
}, 2 * minute);

it('one that a budget guards is spared while there are others', async () => {
  await ok`delete deployment cheap`;
  const dear = (await json<{ items: Pod[] }>`get pods -l app=dear`).items;
  const [guarded, ...others] = dear;
  await ok`label pod ${guarded?.metadata.name ?? ''} guarded=yes`;
  await ok`create poddisruptionbudget guard --selector=guarded=yes --min-available=1`;
  await feed(...others.map((_, i) => pod(`next-${i}`, 'high')))`create -f -`;
  for (let i = 0; i < others.length; i++) await ok`wait ${`pod/next-${i}`} --for=condition=Ready --timeout=30s`;
  expect((await ok`get pod ${guarded?.metadata.name ?? ''} -o jsonpath={.metadata.deletionTimestamp}`)).toBe('');
  // Nobody else is left: the budget is broken for who is important enough.
  await feed(pod('last', 'high'))`create -f -`;
  await ok`wait pod/last --for=condition=Ready --timeout=30s`;
  expect((await json<Pod>`get pod last`).spec.nodeName).toBe(guarded?.spec.nodeName);
}, 2 * minute);
