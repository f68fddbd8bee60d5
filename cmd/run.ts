/** Runs until SIGINT or SIGTERM, then stops in order; a stop that hangs is cut off. */
import { setMaxListeners } from 'node:events';
import { systemClock, type Logger } from '../api';

/** A clean stop takes less; what is acknowledged is on disk already. */
const stopWithinMs = 5000;

export async function runUntilSignal(log: Logger, start: (signal: AbortSignal) => Promise<{ stop(): Promise<void> }>): Promise<void> {
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const asked = new Promise<string>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => { stopping.abort(); resolve(name); });
  });
  const end = stayAlive();
  const running = await start(stopping.signal);
  const name = await asked;
  log.info('stopping', { signal: name });
  systemClock.after(stopWithinMs, () => {
    log.error('stopping took too long');
    process.exit(1);
  });
  await running.stop();
  end();
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
