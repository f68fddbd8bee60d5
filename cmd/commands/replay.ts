/** `minikapi replay FILE`: makes recorded changes again in another cluster. */
import { createReadStream } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { systemClock } from '../../api';
import { asFieldManager, createHttpClient } from '../../client';
import { addressFlags, clusterAddress } from '../cluster-address';
import { oneOf, UsageError, type Given } from '../flag';
import { createLogger } from '../logging';
import { linesOf } from '../recording/lines';
import { atOnce, spaced, stepwise, type Pace } from '../recording/pace';
import { replay, type Replayed } from '../recording/replay';
import { runToItsEnd } from '../run';
import type { Tool } from '../tool';

const isSpeed = (text: string): string | undefined => (/^\d+(\.\d+)?$/.test(text) ? undefined : 'must be a number that is not negative');

export const replayTool: Tool = {
  summary: 'makes the changes of a recording again, in another cluster, as far apart as they were or faster',
  operands: ['FILE'],
  flags: [
    ...addressFlags,
    { name: 'speed', value: 'X', fallback: '1', help: 'how much faster than it was; 0 as fast as possible', check: isSpeed },
    { name: 'as-fast-as-possible', fallback: 'false', help: 'as --speed 0' },
    { name: 'step', fallback: 'false', help: 'one change at a time, each when Enter is pressed' },
    { name: 'on-error', value: 'stop|skip', fallback: 'stop', help: 'what to do when a change cannot be made', check: oneOf('stop', 'skip') },
    {
      name: 'placements', value: 'simulated|recorded', fallback: 'simulated', check: oneOf('simulated', 'recorded'),
      help: "where pods go: where the cluster's scheduler puts them (updates of pods that have a node are left out), or where they were",
    },
    { name: 'log-level', value: 'LEVEL', fallback: 'info', help: 'error, warn, info or debug', check: oneOf('error', 'warn', 'info', 'debug') },
    { name: 'log-format', value: 'FORMAT', fallback: 'text', help: 'text or json', check: oneOf('text', 'json') },
  ],
  run,
};

async function run(given: Given): Promise<void> {
  const [path = ''] = given.operands;
  const onError = given.text('on-error') === 'skip' ? 'skip' : 'stop';
  const placements = given.text('placements') === 'recorded' ? 'recorded' : 'simulated';
  const log = createLogger(given.text('log-level'), given.text('log-format'));
  const step = steps(given);
  const client = createHttpClient({ clock: systemClock, log, ...clusterAddress(given) });
  try {
    const options = { client: asFieldManager(client, 'minikapi-replay'), clock: systemClock, log, pace: step?.pace ?? paceOf(given), onError, placements } as const;
    const count = await runToItsEnd((signal) => replay(linesOf(createReadStream(path)), options, signal));
    process.stdout.write(`replayed ${path}: ${summary(count)}\n`);
  } finally {
    step?.end();
    client.close();
  }
}

function paceOf(given: Given): Pace {
  const speed = Number(given.text('speed'));
  return speed === 0 || given.isOn('as-fast-as-possible') ? atOnce : spaced(systemClock, speed);
}

function steps(given: Given): { readonly pace: Pace; end(): void } | undefined {
  if (!given.isOn('step')) return undefined;
  if (given.isOn('as-fast-as-possible')) throw new UsageError('--step and --as-fast-as-possible exclude each other');
  const input = createInterface({ input: process.stdin });
  return { pace: stepwise(asking(input)), end: () => input.close() };
}

/** The end of the input is a no. */
function asking(input: Interface): (question: string, signal: AbortSignal) => Promise<boolean> {
  const lines = input[Symbol.asyncIterator]();
  return async (question, signal) => {
    process.stdout.write(`${question} [Enter] `);
    const stopped = new Promise<boolean>((resolve) => signal.addEventListener('abort', () => resolve(false), { once: true }));
    const answered = lines.next().then(({ done }) => done !== true);
    const goOn = await Promise.race([answered, stopped]);
    process.stdout.write('\n');
    return goOn;
  };
}

const summary = (count: Replayed): string => {
  const further = Object.entries(count).filter(([outcome, number]) => outcome !== 'made' && number > 0).map(([outcome, number]) => `, ${number} ${outcome}`);
  return `${count.made} changes made${further.join('')}`;
};
