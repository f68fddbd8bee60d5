/** Claims that live with their pod, on a real registry. */
import { kinds, type core } from '../../api';
import { startCluster, until, untilAll, type TestCluster } from '../testing/cluster';
import { claim } from '../testing/volumes';

let cluster: TestCluster;
beforeEach(async () => { cluster = await startCluster(); });
afterEach(async () => {
  await cluster.stop();
  expect(cluster.errors).toEqual([]);
});

const claims = () => cluster.registry.of(kinds.persistentvolumeclaims);
const create = () => cluster.registry.of(kinds.pods).create({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'default' }, status: {},
  spec: {
    containers: [{ name: 'c', image: 'nginx' } as core.Container],
    volumes: [{ name: 'scratch', ephemeral: { volumeClaimTemplate: { metadata: { labels: { of: 'web' } }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } } } }],
  },
});

test('a claim is made for the pod, and goes with it', async () => {
  const pod = await create();
  const made = await until(claims(), { namespace: 'default', name: 'web-scratch' }, (found) => found !== undefined);
  expect(made).toMatchObject({
    metadata: { labels: { of: 'web' }, ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'web', uid: pod.metadata.uid, controller: true, blockOwnerDeletion: true }] },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
  await cluster.registry.of(kinds.pods).delete({ namespace: 'default', name: 'web' }, { gracePeriodSeconds: 0 });
  await until(claims(), { namespace: 'default', name: 'web-scratch' }, (found) => found === undefined);
});

test('a claim of that name that is not the pod\'s is not touched', async () => {
  await claims().create(claim('web-scratch'));
  await create();
  const [event] = await untilAll(cluster.registry.of(kinds.events), 'default', (all) => all.some(({ involvedObject }) => involvedObject.kind === 'Pod')).then((all) => all.filter(({ involvedObject }) => involvedObject.kind === 'Pod'));
  expect([event?.reason, event?.message]).toEqual(['FailedBinding', 'ephemeral volume controller: PVC default/web-scratch was not created for pod default/web (pod is not owner)']);
});
