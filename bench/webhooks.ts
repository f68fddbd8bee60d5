/**
 * `npx tsx bench/webhooks.ts`: what admission webhooks cost a create: CPU with none and with ten that are not meant, and what a
 * call to one on loopback adds. In one process with its store in memory.
 */
import { kinds, silentLogger, systemClock, systemRandom } from '../api';
import { openRegistry, openStorage, type Registry } from '../registry';
import { mutating, validating } from '../registry/admission/webhooks/testing/configurations';
import { allow, caBundle, closeWebhooks, patch, serveWebhook } from '../registry/admission/webhooks/testing/webhook-server';

const creates = 20_000;
const calls = 3_000;

const open = async (): Promise<Registry> => openRegistry({ kv: await openStorage('memory:', { clock: systemClock, log: silentLogger }), clock: systemClock, random: systemRandom, log: silentLogger });

/** Milliseconds of CPU that this process has used. */
const cpu = (): number => Object.values(process.cpuUsage()).reduce((a, b) => a + b) / 1000;

let made = 0;

/** Microseconds of CPU, or of waiting, per create. */
async function perCreate(registry: Registry, count: number, atOnce = 1, clock = performance.now.bind(performance)): Promise<number> {
  const store = registry.store(kinds.configmaps);
  const one = () => store.create({ metadata: { name: `m${made++}` }, data: { k: 'v' } }, 'default');
  const start = clock();
  for (let i = 0; i < count; i += atOnce) await Promise.all(Array.from({ length: atOnce }, one));
  return ((clock() - start) * 1000) / count;
}

const elsewhere = { clientConfig: { url: 'https://127.0.0.1:1/never', caBundle }, rules: [{ operations: ['*'], apiGroups: ['apps'], apiVersions: ['*'], resources: ['deployments'] }] };

async function withOthers(count: number): Promise<number> {
  const registry = await open();
  for (let i = 0; i < count; i++) {
    await mutating(registry, `m${i}`, elsewhere);
    await validating(registry, `v${i}`, elsewhere);
  }
  await perCreate(registry, creates / 4);
  const figure = await perCreate(registry, creates, 1, cpu);
  await registry.close();
  return figure;
}

async function withCalls(configure: (registry: Registry, config: { url: string; caBundle: string }) => Promise<void>, decide = allow): Promise<{ alone: number; together: number }> {
  const registry = await open();
  const hook = await serveWebhook(decide);
  await configure(registry, hook.config);
  await perCreate(registry, calls / 4, 16);
  const figures = { alone: await perCreate(registry, calls), together: await perCreate(registry, calls, 32) };
  await registry.close();
  await closeWebhooks();
  return figures;
}

async function main(): Promise<void> {
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  for (let round = 0; round < 3; round++) for (const count of [0, 10]) print(`${count} configurations of each kind that mean something else: ${(await withOthers(count)).toFixed(1)} us CPU per create`);
  const validated = await withCalls((registry, clientConfig) => validating(registry, 'a', { clientConfig }));
  print(`one validating call: ${validated.alone.toFixed(0)} us per create, ${(1e6 / validated.together).toFixed(0)} creates/s with 32 at once`);
  const mutated = await withCalls((registry, clientConfig) => mutating(registry, 'a', { clientConfig }), () => patch({ op: 'add', path: '/data/a', value: 'b' }));
  print(`one mutating call: ${mutated.alone.toFixed(0)} us per create, ${(1e6 / mutated.together).toFixed(0)} creates/s with 32 at once`);
}

void main();
