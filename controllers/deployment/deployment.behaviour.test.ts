/** Deployments on a real registry: rollouts, rollbacks, scaling, as kubectl sees them. */
import { kinds, type apps, type core } from '../../api';
import { runPods, startCluster, until, untilAll, whilePassing, type TestCluster } from '../testing/cluster';
import { deployment, template } from '../testing/objects';
import { revisionAnnotation } from './annotations';
import { findCondition } from './conditions';

const key = { namespace: 'default', name: 'web' };
let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(() => cluster.stop());

const deployments = () => cluster.registry.of(kinds.deployments);
const sets = () => cluster.registry.of(kinds.replicasets);
const pods = () => cluster.registry.of(kinds.pods);
const create = (spec: Partial<apps.DeploymentSpec>) => deployments().create(deployment({ metadata: { uid: undefined, creationTimestamp: undefined }, spec }));
const withImage = (image: string): core.PodTemplateSpec => ({ ...template, spec: { containers: [{ name: 'c', image }] } });
const setImage = (image: string) => deployments().update(key, (current) => ({ ...current, spec: { ...current.spec, template: withImage(image) } }));
const setSpec = (spec: Partial<apps.DeploymentSpec>) => deployments().update(key, (current) => ({ ...current, spec: { ...current.spec, ...spec } }));

/** What `kubectl rollout status` waits for. */
const rolledOut = (d: apps.Deployment | undefined): boolean => d !== undefined && d.status.observedGeneration === d.metadata.generation
  && d.status.updatedReplicas === d.spec.replicas && d.status.replicas === d.spec.replicas && d.status.availableReplicas === d.spec.replicas
  && findCondition(d.status.conditions, 'Progressing')?.reason === 'NewReplicaSetAvailable';
const images = (all: readonly core.Pod[]) => [...new Set(all.map((pod) => pod.spec.containers[0]?.image))];

test('a Deployment gets its pods and says so', async () => {
  runPods(cluster);
  await create({ replicas: 3 });
  const done = await until(deployments(), key, rolledOut);
  expect(done?.metadata).toMatchObject({ generation: 1, annotations: { [revisionAnnotation]: '1' } });
  expect(findCondition(done?.status.conditions, 'Available')).toMatchObject({ status: 'True', reason: 'MinimumReplicasAvailable' });
  const { items } = await sets().list({ namespace: 'default' });
  expect(items).toMatchObject([{ spec: { replicas: 3 }, status: { replicas: 3, readyReplicas: 3, availableReplicas: 3, fullyLabeledReplicas: 3 } }]);
  await untilAll(cluster.registry.of(kinds.events), 'default', (events) => events.some(({ reason, message }) =>
    reason === 'ScalingReplicaSet' && message === `Scaled up replica set ${items[0]?.metadata.name} from 0 to 3`));
  expect(cluster.errors).toEqual([]);
});

test('a new template is rolled out without ever having too many or too few pods', async () => {
  runPods(cluster);
  await create({ replicas: 4, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } });
  await until(deployments(), key, rolledOut);
  const seen: number[] = [];
  const watched = untilAll(pods(), 'default', (all) => {
    seen.push(all.filter((pod) => !pod.metadata.deletionTimestamp).length);
    return all.length === 4 && images(all).join() === 'nginx:2';
  });
  await setImage('nginx:2');
  await watched;
  const done = await until(deployments(), key, rolledOut);
  expect(done?.metadata.annotations?.[revisionAnnotation]).toBe('2');
  expect(Math.max(...seen)).toBeLessThanOrEqual(5);
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(3);
});

test('rolling back brings the old set back under a new revision', async () => {
  runPods(cluster);
  await create({ replicas: 2 });
  await until(deployments(), key, rolledOut);
  await setImage('nginx:2');
  await until(deployments(), key, (d) => rolledOut(d) && d?.metadata.annotations?.[revisionAnnotation] === '2');
  await setImage('nginx:1');
  await until(deployments(), key, (d) => rolledOut(d) && d?.metadata.annotations?.[revisionAnnotation] === '3');
  const revisions = (await sets().list({ namespace: 'default' })).items.map(({ metadata, spec }) => [metadata.annotations?.[revisionAnnotation], spec.replicas]);
  expect(revisions.sort()).toEqual([['2', 0], ['3', 2]]);
});

test('Recreate starts nothing before the last old pod is gone', async () => {
  runPods(cluster);
  await create({ replicas: 3, strategy: { type: 'Recreate' } });
  await until(deployments(), key, rolledOut);
  const mixtures: number[] = [];
  const watched = untilAll(pods(), 'default', (all) => {
    mixtures.push(images(all).length);
    return all.length === 3 && images(all).join() === 'nginx:2';
  });
  await setImage('nginx:2');
  await watched;
  expect(Math.max(...mixtures)).toBe(1);
});

test('scaling up and down', async () => {
  runPods(cluster);
  await create({ replicas: 1 });
  await until(deployments(), key, rolledOut);
  await setSpec({ replicas: 50 });
  await until(deployments(), key, rolledOut);
  expect((await pods().list({ namespace: 'default' })).items).toHaveLength(50);
  await setSpec({ replicas: 2 });
  await until(deployments(), key, rolledOut);
  expect((await pods().list({ namespace: 'default' })).items).toHaveLength(2);
});

test('a paused Deployment scales but does not roll out', async () => {
  runPods(cluster);
  await create({ replicas: 2 });
  await until(deployments(), key, rolledOut);
  await setSpec({ paused: true, template: withImage('nginx:2') });
  await until(deployments(), key, (d) => findCondition(d?.status.conditions, 'Progressing')?.reason === 'DeploymentPaused');
  await setSpec({ replicas: 4 });
  await until(deployments(), key, (d) => d?.status.availableReplicas === 4);
  expect(images((await pods().list({ namespace: 'default' })).items)).toEqual(['nginx:1']);
  await setSpec({ paused: false });
  await until(deployments(), key, rolledOut);
  expect(images((await pods().list({ namespace: 'default' })).items)).toEqual(['nginx:2']);
});

test('a rollout that does not get on exceeds its deadline', async () => {
  runPods(cluster, () => ({ phase: 'Pending' }));
  await create({ replicas: 1, progressDeadlineSeconds: 60 });
  await until(deployments(), key, (d) => d?.status.replicas === 1);
  const late = await whilePassing(cluster, 1000, until(deployments(), key, (d) => findCondition(d?.status.conditions, 'Progressing')?.status === 'False'));
  expect(findCondition(late?.status.conditions, 'Progressing')).toMatchObject({ reason: 'ProgressDeadlineExceeded' });
});

test('history beyond the limit is deleted', async () => {
  runPods(cluster);
  await create({ replicas: 1, revisionHistoryLimit: 1 });
  for (const image of ['nginx:2', 'nginx:3', 'nginx:4']) {
    await until(deployments(), key, rolledOut);
    await setImage(image);
  }
  await until(deployments(), key, rolledOut);
  await untilAll(sets(), 'default', (all) => all.length === 2);
});

test('in a namespace that is being deleted nothing is created, and nothing said about it', async () => {
  const team = { namespace: 'team', name: 'web' };
  await cluster.registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' }, spec: {}, status: {} });
  await cluster.registry.of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, spec: {}, status: {} });
  // Its grace keeps the namespace, and with it the Deployment.
  await pods().create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'lasting', namespace: 'team' }, spec: { nodeName: 'n1', terminationGracePeriodSeconds: 40, containers: [{ name: 'c', image: 'i' }] }, status: {} });
  await deployments().create(deployment({ metadata: { namespace: 'team', uid: undefined, creationTimestamp: undefined }, spec: { replicas: 0 } }));
  await until(deployments(), team, (found) => found?.status.observedGeneration === 1);
  await cluster.registry.of(kinds.namespaces).delete({ name: 'team' });
  await until(cluster.registry.of(kinds.namespaces), { name: 'team' }, (found) => found?.status.conditions?.some(({ type }) => type === 'NamespaceContentRemaining') === true);
  await deployments().update(team, (current) => ({ ...current, spec: { ...current.spec, template: withImage('two') } }));
  await create({ replicas: 0 });
  await until(deployments(), key, (found) => found?.status.observedGeneration === 1);
  expect((await sets().list({ namespace: 'team' })).items).toHaveLength(1);
  expect(cluster.errors).toEqual([]);
});
