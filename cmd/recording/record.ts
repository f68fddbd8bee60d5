/** Writes down what happens to the objects of some kinds, from what there is at the start on. */
import { sleep, type Client, type Clock, type KubeObject, type Logger, type Random, type ResourceDefinition } from '../../api';
import { createInformers } from '../../client';
import { Tape } from './tape';

export interface RecordingOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** What is there at the start is written in this order. */
  readonly kinds: readonly ResourceDefinition[];
  /** Appends to the recording. */
  readonly write: (text: string) => Promise<void>;
  /** Called once what is there has been written, and everything that happens from now on will be. */
  readonly following?: () => void;
}

/** kube-scheduler-simulator's recorder flushes as often. */
const flushEveryMs = 5000;

/** Until the signal aborts; resolves with how many changes were written down. Rejects when the recording cannot be written; a cluster that cannot be read is waited for. */
export async function record(options: RecordingOptions, signal: AbortSignal): Promise<number> {
  const tape = new Tape(options.clock, options.write);
  const ending = new AbortController();
  const end = (): void => ending.abort();
  signal.addEventListener('abort', end, { once: true });
  try {
    await follow(options, tape, ending.signal);
    if (!signal.aborted) options.following?.();
    while (!signal.aborted) {
      await sleep(options.clock, flushEveryMs, signal);
      await tape.flushSettled();
    }
    await tape.flush();
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
  return tape.written;
}

/** Informers remember where they were: a connection that breaks loses nothing, and what was missed comes as what has changed since. */
async function follow(options: RecordingOptions, tape: Tape, signal: AbortSignal): Promise<void> {
  const informers = createInformers(options);
  for (const definition of options.kinds) {
    informers.of<KubeObject>(definition).on({
      added: (object) => tape.add('Add', object),
      updated: (object) => tape.add('Update', object),
      deleted: (object) => tape.add('Delete', object),
    });
    informers.start(signal);
    await informers.synced(signal);
    await tape.flush();
  }
}
