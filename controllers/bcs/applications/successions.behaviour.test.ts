/** Taskgroups that are rescheduled, lost, finished and resized, on a real registry: scenarios 10, 13 and 14 of the document's specification. */
import { bcsRules, keyOf, kinds, type bcs, type core, type ObjectKey } from '../../../api';
import { startCluster, until, untilAll, whilePassing, type TestCluster } from '../../testing/cluster';
import { bcsApplicationController } from './controller';
import { runAgents, type Agents } from './testing/agents';
import { definition } from './testing/world';

const key: ObjectKey = { namespace: 'default', name: 'web' };
const { marks } = bcsRules;
let cluster: TestCluster;
let agents: Agents;
beforeEach(async () => {
  cluster = await startCluster({ controllers: [bcsApplicationController] });
  agents = await runAgents(cluster, 2);
});
afterEach(async () => {
  agents.stop();
  await cluster.stop();
});

const applications = () => cluster.registry.of(kinds.bcsapplications);
const pods = () => cluster.registry.of(kinds.pods);
const passing = <T>(waiting: Promise<T>): Promise<T> => whilePassing(cluster, 1000, waiting);

const launched = async (instances: number, restartPolicy: object): Promise<readonly core.Pod[]> => {
  await applications().create({ apiVersion: bcsRules.apiVersion, kind: 'BcsApplication', metadata: { namespace: 'default', name: 'web' }, spec: { instances, definition: { ...definition, restartPolicy } } });
  await inStatus('Running');
  return (await pods().list({ namespace: 'default' })).items;
};

const inStatus = (status: bcsRules.ApplicationStatus, message?: string) => passing(until(applications(), key, (found) =>
  found !== undefined && bcsRules.statusOf(found) === status && (message === undefined || found.status?.message === message)));

const indexOf = ({ metadata }: core.Pod): string => metadata.labels?.[marks.indexLabel] ?? '';
const isThere = (all: readonly core.Pod[], { metadata }: core.Pod): boolean => all.some((other) => other.metadata.uid === metadata.uid);
/** Another taskgroup runs in its place, and nothing else is there. */
const replaced = (former: core.Pod, count: number) => passing(untilAll(pods(), 'default', (all) =>
  all.length === count && !isThere(all, former) && all.every(({ status, spec }) => status.phase === 'Running' && !spec.schedulingGates)));
const successorOf = (former: core.Pod, all: readonly core.Pod[]): core.Pod | undefined => all.find((pod) => pod.metadata.annotations?.[marks.predecessorAnnotation] === former.metadata.name);

const annotate = (pod: core.Pod, wish: object) => pods().update(keyOf(pod), (current) => ({
  ...current, metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, [marks.rescheduleAnnotation]: JSON.stringify(wish) } },
}));

test.each(['at once', 'after another process has taken over'])('reschedule: five seconds later another with the same index runs, %s', async (when) => {
  const [first, second] = await launched(2, { policy: 'Never' }) as [core.Pod, core.Pod];
  const wished = cluster.clock.now();
  await annotate(first, { id: `${wished}000000` });
  const [waiting] = (await untilAll(pods(), 'default', (all) => all.some(({ spec }) => spec.schedulingGates))).filter(({ spec }) => spec.schedulingGates);
  expect(waiting?.metadata.annotations).toMatchObject({ [marks.notBeforeAnnotation]: String(wished + 5000) });
  if (when !== 'at once') await cluster.restart();
  await untilAll(pods(), 'default', (all) => !isThere(all, first));
  const after = await replaced(first, 2);
  expect(cluster.clock.now()).toBeGreaterThanOrEqual(wished + 5000);
  const successor = successorOf(first, after);
  expect([indexOf(first), isThere(after, second)]).toEqual([successor && indexOf(successor), true]);
  expect(JSON.parse(successor?.metadata.annotations?.[marks.restartsAnnotation] ?? '')).toEqual({ times: 1, last: wished + 5000 });
  await inStatus('Running');
  expect(cluster.errors).toEqual([]);
});

test('its node dies, and the policy is Always: another takes its place without waiting for it', async () => {
  const [first] = await launched(2, { policy: 'Always' }) as [core.Pod];
  await agents.setReady(first.spec.nodeName ?? '', false);
  const after = await passing(untilAll(pods(), 'default', (all) => !isThere(all, first) && all.length === 2 && all.every(({ spec }) => spec.nodeName)));
  expect(indexOf(successorOf(first, after) as core.Pod)).toBe(indexOf(first));
  expect(cluster.errors).toEqual([]);
});

test('its node dies, and the policy is OnFailure: it stays lost, until the node is back', async () => {
  const all = await launched(2, { policy: 'OnFailure' });
  await agents.setReady(all[0]?.spec.nodeName ?? '', false);
  await inStatus('Abnormal', 'have some lost taskgroups');
  await cluster.clock.step(600_000);
  await agents.setReady(all[0]?.spec.nodeName ?? '', true);
  await inStatus('Running');
  const after = (await pods().list({ namespace: 'default' })).items;
  expect(after.map(({ metadata }) => metadata.uid).sort()).toEqual(all.map(({ metadata }) => metadata.uid).sort());
});

test('what was lost and comes back before its restart is left alone', async () => {
  const all = await launched(1, { policy: 'Always', interval: 60 });
  await agents.setReady(all[0]?.spec.nodeName ?? '', false);
  await untilAll(pods(), 'default', (found) => found.length === 2);
  await agents.setReady(all[0]?.spec.nodeName ?? '', true);
  const left = await untilAll(pods(), 'default', (found) => found.length === 1);
  expect(left[0]?.metadata.uid).toBe(all[0]?.metadata.uid);
  await cluster.clock.step(120_000);
  expect((await pods().list({ namespace: 'default' })).items).toHaveLength(1);
});

test.each([['deleted with kubectl, or by a drain', {}], ['forced to go at once', { gracePeriodSeconds: 0 }]])('%s: another takes its place, as if it had failed', async (_, options) => {
  const [first, second] = await launched(2, { policy: 'OnFailure' }) as [core.Pod, core.Pod];
  await pods().delete(keyOf(first), options);
  const after = await replaced(first, 2);
  expect(after.filter((pod) => isThere([first, second], pod)).map(indexOf)).toEqual([indexOf(second)]);
  await inStatus('Running');
  expect(cluster.errors).toEqual([]);
});

test('those that come to a good end have finished, and so has the application', async () => {
  for (const pod of await launched(2, { policy: 'OnFailure' })) await agents.exit(pod, 0);
  await inStatus('Finish');
  await cluster.clock.step(60_000);
  expect((await pods().list({ namespace: 'default' })).items).toHaveLength(2);
});

const twice = (of: bcs.BcsApplication): Record<string, unknown> =>
  ({ ...of.spec.definition, spec: { instance: 2, template: { spec: { containers: [{ image: 'web:1', resources: { limits: { cpu: '1', memory: '128' } } }] } } } });

const setRoom = async (cpu: string): Promise<void> => {
  const nodes = cluster.registry.of(kinds.nodes);
  for (const { metadata: { name = '' } } of (await nodes.list({})).items) {
    await nodes.update({ name }, (node) => ({ ...node, status: { ...node.status, allocatable: { cpu, memory: '1Gi', 'ephemeral-storage': '1Gi' } } }), { subresource: 'status' });
  }
};

const order = () => applications().update(key, (current) => ({
  ...current, spec: { ...current.spec, definition: twice(current), version: `${cluster.clock.now()}000001`, order: { id: `${cluster.clock.now()}000002`, kind: 'resource' } },
}));
const carriedOut = () => passing(until(applications(), key, (found) => found?.spec.order !== undefined && found.status?.settledOrder === found.spec.order.id));
const cpus = async (): Promise<readonly (string | undefined)[]> => (await pods().list({ namespace: 'default' })).items.map(({ spec }) => spec.containers[0]?.resources?.requests?.cpu);

test('more resources in place, as far as there is room', async () => {
  const before = await launched(2, { policy: 'Never' });
  await setRoom('4');
  await order();
  await carriedOut();
  expect(await cpus()).toEqual(['1', '1']);
  const after = (await pods().list({ namespace: 'default' })).items;
  expect(after.map(({ metadata }) => metadata.uid)).toEqual(before.map(({ metadata }) => metadata.uid));
  await inStatus('Running');
});

test('no room for more: after three tries it stays as it is', async () => {
  await launched(2, { policy: 'Never' });
  await setRoom('0.6');
  await order();
  await inStatus('Operating');
  await carriedOut();
  expect(await cpus()).toEqual(['500m', '500m']);
  await inStatus('Running');
  expect(cluster.errors).toEqual([]);
});
