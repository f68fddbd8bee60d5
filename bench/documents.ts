/**
 * What documents cost in one process: `npx tsx bench/documents.ts [memory:|file|etcd]...` (default: memory: and file). Documents are like
 * pods; 64 writers. With `--expose-gc` it says what they take of memory.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock, systemRandom, type CollectionKey, type Question, type StoredDocument } from '../api';
import type { Fresh, OpenDocuments, Shelf } from '../registry/documents/documents';
import { openDocuments } from '../registry/documents/engine';
import { inTurn } from '../registry/in-turn';
import { openStorage } from '../registry/storage/open';
import { startEtcd } from '../registry/storage/testing/etcd-server';
import { percentile } from './rows/row';

const count = 50_000;
const hosts = 500;
const cap = 10_000;
const pods: CollectionKey = { shelf: 'dynamic', cluster: 'BCS-K8S-10000', type: 'Pod' };
const events: CollectionKey = { shelf: 'events', cluster: 'BCS-K8S-10000', type: 'event' };

const shelves: readonly Shelf[] = [
  { name: 'dynamic', indexed: () => ['data.status.phase', 'data.status.hostIP', 'data.status.podIP', 'namespace', 'resourceName'].map((path) => ({ path: path.split('.'), by: 'text' })) },
  { name: 'events', indexed: () => [{ path: ['eventTime'], by: 'time' }, { path: ['kind'], by: 'text' }], cap },
];

const environment = Array.from({ length: 20 }, (_, i) => ({ name: `VARIABLE_${i}`, value: `the value of variable ${i} of this container` }));

function pod(i: number): unknown {
  const app = `app-${i % 1000}`;
  return {
    apiVersion: 'v1', kind: 'Pod',
    metadata: { name: `${app}-${i}`, namespace: `ns-${i % 50}`, uid: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`, labels: { app, tier: i % 2 ? 'web' : 'db' }, creationTimestamp: new Date(1.7e12 + i * 1000).toISOString() },
    spec: { nodeName: `node-${i % hosts}`, containers: [{ name: 'main', image: 'registry.example/app:1.0', env: environment, resources: { requests: { cpu: '100m', memory: '128Mi' } } }] },
    status: { phase: i % 20 ? 'Running' : 'Pending', hostIP: `10.0.${i % 2}.${i % 250}`, podIP: `10.${1 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`, startTime: new Date(1.7e12 + i * 1000).toISOString() },
  };
}

const text = (i: number) => (current: StoredDocument | undefined, { id, now }: Fresh): string => JSON.stringify({
  _id: current?.id ?? id, clusterId: pods.cluster, namespace: `ns-${i % 50}`, resourceType: 'Pod', resourceName: `app-${i % 1000}-${i}`, data: pod(i),
  createTime: new Date(current?.createTime ?? now).toISOString(), updateTime: new Date(now).toISOString(),
});

const eventText = (i: number) => ({ id, now }: Fresh): string =>
  JSON.stringify({ _id: id, clusterId: events.cluster, kind: i % 3 ? 'pod' : 'rc', type: 'Scheduled', describe: `event ${i}`, eventTime: new Date(1.7e12 + i * 1000).toISOString(), createTime: new Date(now).toISOString() });

async function rate(what: string, operations: number, call: (i: number) => Promise<unknown>): Promise<void> {
  const start = systemClock.monotonic();
  await inTurn(Array.from({ length: operations }, (_, i) => i), call);
  console.log(`  ${what.padEnd(52)} ${Math.round((operations * 1000) / (systemClock.monotonic() - start)).toLocaleString('en-US').padStart(9)} /s`);
}

/** From the question to the bytes of all that was found. */
async function ask(documents: OpenDocuments, what: string, times: number, question: (i: number) => Question, collection = pods): Promise<void> {
  const ms: number[] = [];
  let found = 0;
  for (let i = 0; i < times; i++) {
    const start = systemClock.monotonic();
    const selection = await documents.select(collection, question(i));
    for (const { json } of selection.documents) found += json.length > 0 ? 1 : 0;
    ms.push(systemClock.monotonic() - start);
  }
  const figure = (part: number): string => percentile(ms, part).toFixed(2).padStart(8);
  console.log(`  ${what.padEnd(52)} p50 ${figure(0.5)} ms  p99 ${figure(0.99)} ms  (${Math.round(found / times)} found)`);
}

const isIn = (path: string, ...texts: string[]): Question['where'] => [{ is: 'in', path: path.split('.'), texts }];

async function memory(): Promise<number> {
  await new Promise((resolve) => { setImmediate(resolve); });
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function bench(url: string): Promise<void> {
  console.log(url.replace(/\/\/.*/, '//…'));
  const kv = await openStorage(url, { clock: systemClock, log: silentLogger });
  const open = (): OpenDocuments => openDocuments({ kv, clock: systemClock, random: systemRandom, log: silentLogger, name: 'bench', shelves });
  const documents = open();
  const key = (i: number) => ({ ...pods, namespace: `ns-${i % 50}`, name: `app-${i % 1000}-${i}` });
  await documents.put(key(0), text(0));
  const before = await memory();
  await rate('put, new', count - 1, (i) => documents.put(key(i + 1), text(i + 1)));
  const one = await documents.get(key(1));
  console.log(`  one of them has ${one?.json.length} bytes`);
  if (globalThis.gc) console.log(`  memory per 10,000 documents, store and indices     ${(((await memory() - before) / count) * 10_000 / 1e6).toFixed(1).padStart(9)} MB`);
  await rate('put, over what is there', 20_000, (i) => documents.put(key(i), text(i)));
  await rate('get', 20_000, (i) => documents.get(key(i)));
  await ask(documents, 'one pod by podIP (declared)', 500, (i) => ({ where: isIn('data.status.podIP', `10.1.${i & 255}.7`) }));
  await ask(documents, 'pods of a host (declared)', 500, (i) => ({ where: isIn('data.status.hostIP', `10.0.${i % 2}.${i % 250}`) }));
  await ask(documents, 'Pending in a namespace (declared)', 500, (i) => ({ where: [...isIn('data.status.phase', 'Pending'), ...isIn('namespace', `ns-${i % 50}`)] }));
  await ask(documents, 'Running, first 100 (declared, nearly all)', 100, () => ({ where: isIn('data.status.phase', 'Running'), limit: 100 }));
  await ask(documents, 'by label, the first time (everything is parsed)', 1, (i) => ({ where: isIn('data.metadata.labels.app', `app-${i}`) }));
  await ask(documents, 'by label, the second time (it is learned)', 1, (i) => ({ where: isIn('data.metadata.labels.app', `app-${i}`) }));
  await ask(documents, 'by label, from then on', 500, (i) => ({ where: isIn('data.metadata.labels.app', `app-${i % 1000}`) }));
  await ask(documents, 'of a host (declared) and a node name (not)', 500, (i) => ({ where: [...isIn('data.status.hostIP', `10.0.${i % 2}.${i % 250}`), ...isIn('data.spec.nodeName', `node-${i % hosts}`)] }));
  await ask(documents, 'newest 20 by startTime (learned)', 50, () => ({ where: [], order: { newest: ['data', 'status', 'startTime'] }, limit: 20 }));
  await ask(documents, 'everything', 20, () => ({ where: [] }));
  await rate(`events, with the cap of ${cap} reached twice`, 20_000, (i) => documents.insert(events, eventText(i)));
  await ask(documents, 'newest 100 events of a kind', 500, () => ({ where: isIn('kind', 'pod'), order: { newest: ['eventTime'] }, limit: 100 }), events);
  documents.stop();
  const start = systemClock.monotonic();
  const again = open();
  await again.get(key(0));
  console.log(`  ${'another process begins'.padEnd(52)} ${(systemClock.monotonic() - start).toFixed(0).padStart(9)} ms`);
  again.stop();
  await kv.close();
}

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'minikapi-bench-'));
  const stores = process.argv.length > 2 ? process.argv.slice(2) : ['memory:', 'file'];
  const etcd = stores.includes('etcd') ? await startEtcd() : undefined;
  try {
    for (const store of stores) await bench(store === 'etcd' ? etcd?.url ?? '' : store === 'file' ? `file://${directory}` : store);
  } finally {
    await etcd?.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

void main();
