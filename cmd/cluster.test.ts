import { kinds, SteppedClock } from '../api';
import { startCluster } from './cluster';

it('gives a cluster whose nodes are ready, so that the first pod is bound at once', async () => {
  // The clock stands still: nothing below waits for time to pass, as the scheduler's back-off would.
  const cluster = await startCluster({ clock: new SteppedClock(), nodes: 2 });
  const { items } = await cluster.client.of(kinds.nodes).list({});
  expect(items.map(({ metadata, status }) => [metadata.name, status.allocatable?.pods])).toEqual([['node-1', '110'], ['node-2', '110']]);
  const pods = cluster.client.of(kinds.pods);
  const { metadata: { resourceVersion } } = await pods.create({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' }, spec: { containers: [{ name: 'a', image: 'b' }] }, status: {},
  });
  const enough = new AbortController();
  for await (const batch of pods.watch({ resourceVersion }, enough.signal)) {
    if (batch.some((event) => event.type === 'MODIFIED' && event.object.spec.nodeName)) enough.abort();
  }
  await cluster.stop();
});

it('does not wait for nodes that nobody makes', async () => {
  const cluster = await startCluster({ clock: new SteppedClock(), components: ['scheduler'] });
  expect((await cluster.client.of(kinds.nodes).list({})).items).toEqual([]);
  await cluster.stop();
});

it('serves the versions of older releases unless it is told not to', async () => {
  const answers = await Promise.all([undefined, false].map(async (legacyVersions) => {
    const cluster = await startCluster({ clock: new SteppedClock(), components: [], legacyVersions });
    const { status } = await fetch(`${cluster.url}/apis/batch/v1beta1/cronjobs`);
    await cluster.stop();
    return status;
  }));
  expect(answers).toEqual([200, 404]);
});
