/** The BCS storage API over HTTP: documents written and queried, events with their cap reached. */
import type { Request, Target } from '../load/connection';
import { withPool, type Pool } from '../load/pool';
import { rssMb } from '../load/server';
import { firstByte, timed } from '../load/timing';
import { percentile, type Figures, type Measurement, type RowContext } from './row';

const documents = 50_000;
const hosts = 500;
const namespaces = 100;
const queries = 400;
const cap = 10_000;
const events = 10_000;
const writers = 32;

const root = '/bcsapi/v4/storage';

export const bcsStorage: Measurement = {
  name: 'bcs-storage',
  async measure(context) {
    return { ...(await writes(context)), ...(await filtered(context)), ...(await whole(context)), ...(await told(context)) };
  },
};

const ipOf = (n: number): string => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;

/** A pod as it is reported, of some 1.5 KB. */
const podDocument = (i: number): string => JSON.stringify({
  data: {
    metadata: {
      name: `pod-${i}`, namespace: `ns-${i % namespaces}`, uid: `uid-${i}`, labels: { app: `app-${i % 1000}`, 'io.tencent.bcs.cluster': 'bench' },
      creationTimestamp: new Date(1_700_000_000_000 + i * 1000).toISOString(),
    },
    spec: { nodeName: `node-${i % hosts}`, containers: [{ name: 'main', image: 'nginx:1.27', env: [{ name: 'FILLER', value: 'x'.repeat(900) }] }] },
    status: {
      phase: i % 100 === 0 ? 'Failed' : 'Running', hostIP: ipOf(i % hosts), podIP: ipOf(0x10000 + i), startTime: new Date(1_700_000_001_000 + i * 1000).toISOString(),
    },
  },
});

async function writes({ target, pids, namespace: cluster }: RowContext): Promise<Figures> {
  const before = rssMb(pids);
  const put = (i: number): Request =>
    ({ method: 'PUT', path: `${root}/k8s/dynamic/namespace_resources/clusters/${cluster}/namespaces/ns-${i % namespaces}/Pod/pod-${i}`, body: podDocument(i) });
  const { requests, seconds } = await withPool(target, writers, (pool) => pool.run(documents, put));
  // Failures come with 200 too.
  await must(target, queryPath(cluster, `offset=${documents - 1}&field=resourceName`), /"data":\[\{[^[\]]*\}\]/);
  return { 'bcs-put': requests / seconds, ...(pids.length && { 'bcs-mb-10k': ((rssMb(pids) - before) * 10_000) / documents }) };
}

async function must(target: Target, path: string, says: RegExp): Promise<void> {
  const { body } = await withPool(target, 1, (pool) => pool.one({ method: 'GET', path }));
  if (!says.test(body)) throw new Error(`${path}: ${body.slice(0, 300)}`);
}

const queryPath = (cluster: string, query: string): string => `${root}/query/k8s/dynamic/clusters/${cluster}/pod?${query}`;

const encoded = (extra: object): string => encodeURIComponent(Buffer.from(JSON.stringify(extra)).toString('base64'));

/** Each finds some tens to some hundreds. */
const filters: Readonly<Record<string, (i: number) => string>> = {
  host: (i) => `hostIp=${ipOf(i % hosts)}`,
  'host-status': (i) => `hostIp=${ipOf(i % hosts)}&status=Failed`,
  time: (i) => `createTimeBegin=${1_700_000_000 + i * 100}&createTimeEnd=${1_700_000_101 + i * 100}`,
  namespace: (i) => `namespace=ns-${i % namespaces}&status=Failed`,
  label: (i) => `extra=${encoded({ 'data.metadata.labels.app': `app-${i % 1000}` })}`,
};

async function filtered({ target, namespace: cluster }: RowContext): Promise<Figures> {
  const figures: [string, number][] = [];
  for (const [name, query] of Object.entries(filters)) {
    const took = await withPool(target, 1, (pool) => times(pool, (i) => ({ method: 'GET', path: queryPath(cluster, query(i)) })));
    figures.push([`bcs-${name}-p50`, percentile(took, 0.5)], [`bcs-${name}-p99`, percentile(took, 0.99)]);
  }
  return Object.fromEntries(figures);
}

async function times(pool: Pool, request: (i: number) => Request, count = queries): Promise<readonly number[]> {
  const took: number[] = [];
  for (let i = 0; i < count; i++) took.push(await timed(() => pool.one(request(i))));
  return took;
}

/** All of them, as one answer. */
async function whole({ target, namespace: cluster }: RowContext): Promise<Figures> {
  const request: Request = { method: 'GET', path: queryPath(cluster, '') };
  const filteredRequest: Request = { method: 'GET', path: queryPath(cluster, filters.host?.(7) ?? '') };
  return {
    'bcs-first-filtered': await firstByte(target, filteredRequest), 'bcs-first': await firstByte(target, request),
    'bcs-all': await withPool(target, 1, (pool) => timed(() => pool.one(request))),
  };
}

async function told({ target, namespace: clusterId }: RowContext): Promise<Figures> {
  const tell = (i: number): Request => ({
    method: 'PUT', path: `${root}/events`,
    body: JSON.stringify({
      id: `e-${i}`, env: 'k8s', kind: 'Pod', level: 'Normal', component: 'kubelet', type: 'Pulled', describe: 'Container image already present on machine', clusterId,
      eventTime: 1_700_000_000 + i, extraInfo: { namespace: 'default', name: `pod-${i % 100}` }, data: { filler: 'x'.repeat(500) },
    }),
  });
  return withPool(target, writers, async (pool) => {
    await pool.run(cap, tell);
    const { requests, seconds } = await pool.run(events, (i) => tell(cap + i));
    await must(target, `${root}/events?length=1&clusterId=${clusterId}`, /"total":[6-9]\d{3}\}$|"total":10000\}$/);
    return { 'bcs-events': requests / seconds, ...(await listed(target, clusterId)) };
  });
}

/** Pages, as a dashboard asks for them: of the cluster, of one object in it, and over all clusters. */
async function listed(target: Target, clusterId: string): Promise<Figures> {
  const p99 = async (query: (i: number) => string): Promise<number> =>
    percentile(await withPool(target, 1, (pool) => times(pool, (i) => ({ method: 'GET', path: `${root}/events?length=50&${query(i)}` }))), 0.99);
  return {
    'bcs-events-page-p99': await p99((i) => `clusterId=${clusterId}&offset=${i}`),
    'bcs-events-of-one-p99': await p99((i) => `clusterId=${clusterId}&extraInfo.name=pod-${i % 100}`),
    'bcs-events-of-all-p99': await p99((i) => `offset=${i}`),
  };
}
