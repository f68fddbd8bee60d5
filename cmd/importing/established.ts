/** Definitions of custom resources are served a moment after they are made. */
import { isEstablished, kinds, type Client, type Clock, type Logger } from '../../api';

const patienceMs = 10_000;

/** Resolves when those of these names are served, or after a while without them, which is told. */
export async function established({ client, clock, log }: { readonly client: Client; readonly clock: Clock; readonly log: Logger }, names: readonly string[], signal: AbortSignal): Promise<void> {
  const enough = new AbortController();
  const timer = clock.after(patienceMs, () => enough.abort());
  const awaited = new Set(names);
  try {
    for await (const batch of client.of(kinds.customresourcedefinitions).watch({}, AbortSignal.any([signal, enough.signal]))) {
      for (const event of batch) if (event.type !== 'BOOKMARK' && isEstablished(event.object)) awaited.delete(event.object.metadata.name ?? '');
      if (awaited.size === 0) return enough.abort();
    }
  } finally {
    timer.cancel();
  }
  log.warn('definitions of custom resources are not served yet', { names: [...awaited] });
}
