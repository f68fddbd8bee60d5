/** The story of a daemon set over tainted nodes. */
import { story } from '../harness/story';

const { ok, attempt, json, feed, watching } = story('everywhere');

const minute = 60_000;

interface Pod { metadata: { name: string; deletionTimestamp?: string }; spec: { nodeName: string; schedulerName: string; containers: { image: string }[] } }

const agent = {
  apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' },
  spec: { selector: { matchLabels: { app: 'agent' } }, template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'c', image: 'agent:1' }] } } },
};

/** Those that are to stay. */
const pods = async (): Promise<Pod[]> => (await json<{ items: Pod[] }>`get pods -l app=agent`).items.filter(({ metadata }) => !metadata.deletionTimestamp);
const places = async () => (await pods()).map(({ spec }) => spec.nodeName).sort();
const images = async () => [...new Set((await pods()).map(({ spec }) => spec.containers[0]?.image))];
const rolledOut = (): Promise<string> => ok`rollout status daemonset/agent --timeout=50s`;

/** Until the pods are on these nodes. */
async function movedTo(...nodes: string[]): Promise<void> {
  const status = watching`get daemonset agent --no-headers -w`;
  await status.saw(new RegExp(`^agent +${nodes.length} +${nodes.length} +${nodes.length} `, 'm'));
  status.stop();
  expect(await places()).toEqual(nodes);
}

it('runs on every node that it may run on', async () => {
  await ok`taint node node-2 dedicated=db:NoSchedule`;
  await ok`cordon node-3`;
  await feed(agent)`create -f -`;
  expect(await rolledOut()).toContain('daemon set "agent" successfully rolled out\n');
  expect(await places()).toEqual(['node-1', 'node-3']);
  expect((await pods()).map(({ spec }) => spec.schedulerName)).toEqual(['default-scheduler', 'default-scheduler']);
  expect(await ok`get daemonset agent`).toMatch(/NAME +DESIRED +CURRENT +READY +UP-TO-DATE +AVAILABLE +NODE SELECTOR +AGE\nagent +2 +2 +2 +2 +2 +<none> /);
  expect(await ok`describe daemonset agent`).toMatch(/Desired Number of Nodes Scheduled: 2\n[^]*SuccessfulCreate .*Created pod: agent-\w{5}\n/);
}, minute);

it('follows taints and tolerations', async () => {
  await ok`taint node node-2 dedicated-`;
  await movedTo('node-1', 'node-2', 'node-3');
  await ok`taint node node-1 dedicated=db:NoExecute`;
  await movedTo('node-2', 'node-3');
  await ok`patch daemonset agent -p ${'{"spec":{"template":{"spec":{"tolerations":[{"key":"dedicated","operator":"Exists"}]}}}}'}`;
  await rolledOut();
  await movedTo('node-1', 'node-2', 'node-3');
}, minute);

it('follows labels', async () => {
  await ok`label node node-1 node-2 disk=ssd`;
  await ok`patch daemonset agent -p ${'{"spec":{"template":{"spec":{"nodeSelector":{"disk":"ssd"}}}}}'}`;
  await rolledOut();
  await movedTo('node-1', 'node-2');
  await ok`label node node-3 disk=ssd`;
  await movedTo('node-1', 'node-2', 'node-3');
}, minute);

it('rolls out, with a history to go back in', async () => {
  await ok`set image daemonset/agent c=agent:2`;
  await ok`annotate daemonset/agent kubernetes.io/change-cause=${'to 2'}`;
  expect(await rolledOut()).toContain('successfully rolled out');
  expect(await images()).toEqual(['agent:2']);
  expect(await ok`rollout history daemonset/agent`).toMatch(/^daemonset\.apps\/agent ?\nREVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>\n3 +<none>\n4 +/);
  expect(await ok`rollout undo daemonset/agent`).toBe('daemonset.apps/agent rolled back\n');
  await rolledOut();
  expect(await images()).toEqual(['agent:1']);
  expect(await ok`rollout history daemonset/agent`).toMatch(/\n1 .*\n2 .*\n4 .*\n5 /);
  expect(await ok`rollout restart daemonset/agent`).toBe('daemonset.apps/agent restarted\n');
  await rolledOut();
}, minute);

it('surges: the next pod is there before the last one goes', async () => {
  await ok`patch daemonset agent -p ${'{"spec":{"updateStrategy":{"rollingUpdate":{"maxSurge":1,"maxUnavailable":0}}}}'}`;
  await ok`set image daemonset/agent c=agent:3`;
  await rolledOut();
  expect(await images()).toEqual(['agent:3']);
  expect(await places()).toEqual(['node-1', 'node-2', 'node-3']);
}, minute);

it('takes its pods along', async () => {
  await ok`delete daemonset agent`;
  // Older kubectls refuse to wait for what is gone already.
  await attempt`wait pod -l app=agent --for=delete --timeout=30s`;
  expect(await pods()).toEqual([]);
}, minute);
