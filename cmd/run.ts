/** What runs until SIGINT or SIGTERM stops in order; a stop that hangs is cut off. What ends by itself may be told to end sooner. */
import { setMaxListeners } from 'node:events';
import { systemClock, type Logger } from '../api';

/** A clean stop takes less; what is acknowledged is on disk already. */
const stopWithinMs = 5000;

export async function runUntilSignal(log: Logger, start: (signal: AbortSignal) => Promise<{ stop(): Promise<void> }>): Promise<void> {
  const { signal, asked } = untilAsked();
  const end = stayAlive();
  const running = await start(signal);
  const name = await asked;
  log.info('stopping', { signal: name });
  systemClock.after(stopWithinMs, () => {
    log.error('stopping took too long');
    process.exit(1);
  });
  await running.stop();
  end();
}

/** `signal` aborts when it is time to end before the work is done. */
export async function runToItsEnd<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const end = stayAlive();
  try {
    return await work(untilAsked().signal);
  } finally {
    end();
  }
}

function untilAsked(): { readonly signal: AbortSignal; readonly asked: Promise<string> } {
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const asked = new Promise<string>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => { stopping.abort(); resolve(name); });
  });
  return { signal: stopping.signal, asked };
}

/**
 * Timers of the clock do not keep the process alive, and while etcd is away there may be no socket either: without this
 * the process would end in the middle of its work, as if it had nothing left to do.
 */
function stayAlive(): () => void {
  const { port1 } = new MessageChannel();
  port1.ref();
  return () => port1.close();
}
