/** A whole cluster that says why: over HTTP, and on its pods. */
import { kinds } from '../api';
import { startCluster, type Cluster } from './cluster';

let cluster: Cluster;
afterEach(() => cluster.stop());

const ask = async (path: string, question?: object): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await fetch(`${cluster.url}/api/v1/namespaces/default/pods/${path}`, question && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(question) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const container = (cpu: string) => ({ name: 'main', image: 'nginx', resources: { requests: { cpu } } });

async function untilAnnotated(name: string): Promise<Readonly<Record<string, string>>> {
  const found = new AbortController();
  for await (const batch of cluster.client.of(kinds.pods).watch({ namespace: 'default' }, found.signal)) {
    for (const event of batch) {
      if (event.type === 'BOOKMARK' || event.object.metadata.name !== name || !event.object.metadata.annotations?.['why/result-history']) continue;
      found.abort();
      return event.object.metadata.annotations;
    }
  }
  throw new Error('the watch ended before there was a result');
}

test('why a pod has no node, what would help, and where it would go then', async () => {
  cluster = await startCluster({ nodes: 2, components: ['scheduler', 'kubelet-sim'], schedulerRecords: 'annotations', schedulerRecordsPrefix: 'why/' });
  const created = await cluster.client.of(kinds.pods).create({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'default', name: 'big' }, spec: { containers: [container('100')] }, status: {} });
  const annotations = await untilAnnotated('big');
  expect(JSON.parse(annotations['why/filter-result'] ?? '')).toMatchObject({ 'node-1': { NodeResourcesFit: 'Insufficient cpu' }, 'node-2': { NodeResourcesFit: 'Insufficient cpu' } });
  expect((await ask('big/scheduling')).body).toMatchObject({ kind: 'SchedulingDecision', basis: 'Recorded', outcome: 'Unschedulable', pod: { uid: created.metadata.uid }, sentence: expect.stringContaining('2 nodes lack cpu (needs 100,') as string });
  const { body } = await ask('big/scheduling/what-if', {});
  const [remedy] = body.remedies as { steps: string[]; changes: object }[];
  expect(remedy?.steps).toEqual([expect.stringMatching(/^lower its cpu request from 100 to \d+$/)]);
  expect((await ask('big/scheduling/what-if', remedy?.changes)).body).toMatchObject({ decision: { outcome: 'Placed' } });
  expect((await ask('new/scheduling/what-if', { pod: { spec: { containers: [container('1')] } } })).body).toMatchObject({ decision: { outcome: 'Placed', pod: { name: 'new' } } });
  expect((await ask('new/scheduling')).status).toBe(404);
});

test('without a scheduler in the process', async () => {
  cluster = await startCluster({ nodes: 0, components: [] });
  await cluster.client.of(kinds.pods).create({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'default', name: 'web' }, spec: { containers: [container('1')] }, status: {} });
  expect(await ask('web/scheduling')).toMatchObject({ status: 503, body: { kind: 'Status', message: 'the scheduler does not run in this process' } });
});
