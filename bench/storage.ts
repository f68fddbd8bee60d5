/**
 * What the stores in this process do: `npx tsx bench/storage.ts`. 32 writers, values of 1.2 KB.
 * CPU is that of the whole process, threads included, per operation.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '../api';
import type { KV } from '../registry/storage/kv';
import { openStorage } from '../registry/storage/open';

const writers = 32;
const keys = 20_000;
const value = Buffer.alloc(1_200, 'x');
const keyOf = (i: number): string => `/registry/configmaps/default/bench-${String(i).padStart(6, '0')}`;
const megabytes = (): number => Math.round(process.memoryUsage().rss / 1e6);

async function measure(what: string, operations: number, run: () => Promise<void>): Promise<void> {
  const cpu = process.cpuUsage();
  const start = systemClock.monotonic();
  await run();
  const ms = systemClock.monotonic() - start;
  const { user, system } = process.cpuUsage(cpu);
  const perSecond = Math.round((operations / ms) * 1_000).toLocaleString('en-US');
  console.log(`  ${what.padEnd(34)} ${perSecond.padStart(10)} /s   ${((user + system) / operations).toFixed(1).padStart(7)} us CPU`);
}

/** `operations` calls, 32 at a time. */
async function inParallel(operations: number, call: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: writers }, async () => {
    while (next < operations) await call(next++);
  }));
}

async function won(write: ReturnType<KV['create']>): Promise<number> {
  const cas = await write;
  if (!cas.ok) throw new Error('a compare was lost');
  return cas.revision;
}

/** Reads until everything up to `until()` has arrived. */
async function follow(kv: KV, after: number, until: () => number): Promise<number> {
  let events = 0;
  for await (const batch of kv.watch({ prefix: '/registry/' }, after, new AbortController().signal)) {
    events += batch.events.length;
    if (batch.revision >= until()) break;
  }
  return events;
}

async function bench(url: string): Promise<void> {
  console.log(url.replace(/-.*/, '-…'));
  const deps = { clock: systemClock, log: silentLogger };
  let kv = await openStorage(url, deps);
  const revisions: number[] = [];
  await measure('create', keys, () => inParallel(keys, async (i) => { revisions[i] = await won(kv.create(keyOf(i), value)); }));
  await measure('update', keys, () => inParallel(keys, async (i) => { revisions[i] = await won(kv.update(keyOf(i), value, revisions[i] ?? 0)); }));
  const start = await kv.revision();
  const watching = Promise.all(Array.from({ length: 30 }, () => follow(kv, start, () => start + keys)));
  await measure('update, 30 watchers of everything', keys, async () => {
    await inParallel(keys, async (i) => { revisions[i] = await won(kv.update(keyOf(i), value, revisions[i] ?? 0)); });
    await watching;
  });
  await measure('get', 200_000, () => inParallel(200_000, (i) => kv.get(keyOf(i % keys))));
  await measure('list of 500', 2_000, () => inParallel(2_000, (i) => kv.list({ prefix: '/registry/configmaps/', after: keyOf((i * 37) % keys) }, { limit: 500 })));
  await measure('list of 500 at an old revision', 50, () => inParallel(50, (i) => kv.list({ prefix: '/registry/configmaps/', after: keyOf((i * 37) % keys) }, { limit: 500, at: start })));
  await measure('replay of old events', keys * 2, async () => { await follow(kv, start - keys, () => start + keys); });
  await measure('compact', start, async () => kv.compact(await kv.revision()));
  const open = systemClock.monotonic();
  await kv.close();
  if (url.startsWith('file:')) {
    kv = await openStorage(url, deps);
    console.log(`  close and open again with ${keys} keys: ${(systemClock.monotonic() - open).toFixed(0)} ms, RSS ${megabytes()} MB`);
    await kv.close();
  }
}

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'minikapi-bench-'));
  try {
    await bench('memory:');
    await bench(`file://${directory}`);
  } finally {
    await rm(directory, { recursive: true });
  }
}

void main();
