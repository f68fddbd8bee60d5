/** `minikapi record`: what happens in a cluster, as lines of a file. */
import { open } from 'node:fs/promises';
import { setMaxListeners } from 'node:events';
import { systemClock, systemRandom, type Client, type ResourceDefinition } from '../../api';
import { createHttpClient } from '../../client';
import { addressFlags, clusterAddress } from '../cluster-address';
import { integer, listed, oneOf, UsageError, type Given } from '../flag';
import { kindsNamed } from '../kinds-named';
import { createLogger } from '../logging';
import { record } from '../recording/record';
import { runToItsEnd } from '../run';
import type { Tool } from '../tool';

/** What kube-scheduler-simulator's recorder records, in its order. */
const recorded = 'namespaces,priorityclasses,storageclasses,persistentvolumeclaims,nodes,persistentvolumes,pods';

const isDuration = integer(0, 10 ** 9);

export const recordTool: Tool = {
  summary: 'writes down what happens to the objects of a running cluster, a line of JSON for each change, for minikapi replay',
  operands: [],
  flags: [
    { name: 'path', value: 'FILE', fallback: '', help: 'where to write it; what is there is overwritten' },
    ...addressFlags,
    { name: 'duration', value: 'SECONDS', fallback: '0', help: 'how long to record; 0 until interrupted', check: isDuration },
    { name: 'resources', value: 'NAME[,NAME]', fallback: recorded, help: 'what to record, custom resources as widgets.example.com; what is there at the start comes in this order' },
    { name: 'log-level', value: 'LEVEL', fallback: 'info', help: 'error, warn, info or debug', check: oneOf('error', 'warn', 'info', 'debug') },
    { name: 'log-format', value: 'FORMAT', fallback: 'text', help: 'text or json', check: oneOf('text', 'json') },
  ],
  run,
};

async function run(given: Given): Promise<void> {
  const path = given.text('path');
  if (!path) throw new UsageError('--path FILE is needed: where to write the recording');
  const seconds = Number(given.text('duration'));
  const deps = { clock: systemClock, random: systemRandom, log: createLogger(given.text('log-level'), given.text('log-format')) };
  const client = createHttpClient({ ...deps, ...clusterAddress(given) });
  try {
    const kinds = await readableKinds(client, listed(given.text('resources')));
    const file = await open(path, 'w');
    try {
      const following = (): void => void process.stdout.write(`minikapi record ready in ${Math.round(systemClock.monotonic())} ms: ${path}\n`);
      const options = { ...deps, client, kinds, following, write: (text: string) => file.appendFile(text) };
      const count = await runToItsEnd((signal) => record(options, seconds > 0 ? endingAfter(seconds, signal) : signal));
      process.stdout.write(`recorded ${count} changes to ${path}\n`);
    } finally {
      await file.close();
    }
  } finally {
    client.close();
  }
}

/** What cannot be read at all is told before the file of an earlier recording is overwritten. */
async function readableKinds(client: Client, names: readonly string[]): Promise<ResourceDefinition[]> {
  const found = await kindsNamed(client, names, 'watch');
  if (found.length === 0) throw new UsageError('--resources: nothing is named');
  for (const definition of found) await client.of(definition).list({ limit: 1 });
  return found;
}

function endingAfter(seconds: number, signal: AbortSignal): AbortSignal {
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  systemClock.after(seconds * 1000, () => ending.abort());
  signal.addEventListener('abort', () => ending.abort(), { once: true });
  return ending.signal;
}
