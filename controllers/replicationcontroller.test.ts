/** ReplicationControllers on a real registry: what they have of their own. The mechanism is examined with ReplicaSets. */
import { controllerOf, kinds, type core } from '../api';
import { runPods, startCluster, until, untilAll, type TestCluster } from './testing/cluster';
import { pod, template } from './testing/objects';

const key = { namespace: 'default', name: 'web' };
let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

const controllers = () => cluster.registry.of(kinds.replicationcontrollers);
const pods = () => cluster.registry.of(kinds.pods);
const create = (replicas: number): Promise<core.ReplicationController> => controllers().create({
  apiVersion: 'v1', kind: 'ReplicationController', metadata: { name: 'web', namespace: 'default' }, spec: { replicas, selector: { app: 'web' }, template }, status: { replicas: 0 },
});
const owned = (all: readonly core.Pod[]) => all.filter((one) => controllerOf(one)?.name === 'web');

test('keeps its pods, adopts what it selects, and says so', async () => {
  runPods(cluster);
  await pods().create(pod({ metadata: { name: 'orphan', uid: undefined, labels: { app: 'web', more: 'yes' } }, spec: template.spec }));
  await create(3);
  const [first] = owned(await untilAll(pods(), 'default', (all) => owned(all).length === 3));
  expect(first && controllerOf(first)).toMatchObject({ apiVersion: 'v1', kind: 'ReplicationController', blockOwnerDeletion: true });
  const ready = await until(controllers(), key, (found) => found?.status.readyReplicas === 3);
  expect(ready?.status).toEqual({ replicas: 3, fullyLabeledReplicas: 3, readyReplicas: 3, availableReplicas: 3, observedGeneration: 1 });
  const events = await untilAll(cluster.registry.of(kinds.events), 'default', (all) => all.filter(({ reason }) => reason === 'SuccessfulCreate').length === 2);
  expect(events[0]).toMatchObject({ involvedObject: { apiVersion: 'v1', kind: 'ReplicationController', name: 'web' }, source: { component: 'replication-controller' } });
});

test('scaled down, its status says nothing of pods that are on their way out, and does not change without need', async () => {
  runPods(cluster);
  await create(2);
  await until(controllers(), key, (found) => found?.status.readyReplicas === 2);
  await controllers().update(key, (current) => ({ ...current, spec: { ...current.spec, replicas: 0 } }));
  await untilAll(pods(), 'default', (all) => all.length === 0);
  const settled = await until(controllers(), key, (found) => found?.status.replicas === 0 && found.status.observedGeneration === 2);
  expect(settled?.status).toEqual({ replicas: 0, observedGeneration: 2 });
  expect(cluster.errors).toEqual([]);
});
