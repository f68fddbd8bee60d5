/**
 * What the etcd backend costs: `npx tsx bench/etcd.ts [--url etcd://…] [--count 20000]`. Without a URL it starts an
 * etcd of its own. CPU is that of this process, per operation.
 */
import { parseArgs } from 'node:util';
import { silentLogger, systemClock } from '../api';
import { openEtcd } from '../registry/storage/etcd';
import type { KV } from '../registry/storage/kv';
import { startEtcd } from '../registry/storage/testing/etcd-server';

const { values: flags } = parseArgs({ options: { url: { type: 'string' }, count: { type: 'string', default: '20000' } } });
const clients = 32;
const valueBytes = 1_024;

async function measure(name: string, count: number, run: () => Promise<unknown>): Promise<void> {
  const start = systemClock.monotonic();
  const cpu = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (systemClock.monotonic() - start) / 1000;
  console.log(`${name.padEnd(44)} ${Math.round(count / seconds).toLocaleString('en').padStart(8)}/s ${((user + system) / count).toFixed(1).padStart(7)} us CPU`);
}

/** `count` operations by `clients` at once. */
async function each(count: number, operation: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: clients }, async () => {
    while (next < count) await operation(next++);
  }));
}

async function readUntil(kv: KV, prefix: string, after: number, events: number): Promise<void> {
  const abort = new AbortController();
  let seen = 0;
  for await (const batch of kv.watch({ prefix }, after, abort.signal)) {
    seen += batch.events.length;
    if (seen >= events) break;
  }
}

async function bench(kv: KV, count: number): Promise<void> {
  const value = Buffer.alloc(valueBytes, 'x');
  const start = await kv.revision();
  await measure('create', count, () => each(count, (i) => kv.create(`/bench/a/${i}`, value)));
  await measure('get, any key', count, () => each(count, (i) => kv.get(`/bench/a/${(i * 7919) % count}`)));
  await measure('revision', count, () => each(count, () => kv.revision()));
  const { kvs } = await kv.list({ prefix: '/bench/a/' });
  await measure('list of 500', 200, () => each(200, () => kv.list({ prefix: '/bench/a/' }, { limit: 500 })));
  await measure('watch, replayed from etcd', count, () => readUntil(kv, '/bench/a/', start, count));
  const now = await kv.revision();
  const idle = Array.from({ length: 50 }, (_, i) => readUntil(kv, `/bench/idle-${i}/`, now, Infinity));
  await measure('update, watched live, 50 idle ranges', count, () => Promise.all([
    readUntil(kv, '/bench/a/', now, count),
    each(count, async (i) => {
      const { key, modRevision } = kvs[i] ?? { key: '', modRevision: 0 };
      await kv.update(key, value, modRevision);
    }),
  ]));
  await measure('create + revision, 50 idle ranges', count, () => each(count, async (i) => {
    await kv.create(`/bench/b/${i}`, value);
    await kv.revision();
  }));
  await kv.close();
  await Promise.all(idle);
}

async function main(): Promise<void> {
  const server = flags.url ? undefined : await startEtcd();
  try {
    await bench(await openEtcd(flags.url ?? server?.url ?? '', { clock: systemClock, log: silentLogger }), Number(flags.count));
  } finally {
    await server?.stop();
  }
}

void main();
