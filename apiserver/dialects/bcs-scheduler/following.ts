/** Requests that wait for an object to become what they are about: it is watched, and nobody waits for ever. */
import { parseFieldSelector, type KubeObject, type ResourceDefinition } from '../../../api';
import type { Entry } from '../../../registry';
import type { Service } from './call';

export type Seen<T extends KubeObject> = { readonly gone: true } | { readonly gone: false; readonly entry: Entry<T> };

/** Follows one object from the state after `entry` on, until `settled`, which rejects with what this rejects with, or the time is over. */
export async function follow<T extends KubeObject>(
  { registry, clock }: Pick<Service, 'registry' | 'clock'>, definition: ResourceDefinition<T>, { key, revision }: Entry<T>, patienceMs: number,
  settled: (seen: Seen<T>, signal: AbortSignal) => boolean | Promise<boolean>,
): Promise<void> {
  const ending = new AbortController();
  const timer = clock.after(patienceMs, () => ending.abort());
  try {
    const options = { namespace: key.namespace, resourceVersion: String(revision), fields: parseFieldSelector(`metadata.name=${key.name}`) };
    for await (const frames of await registry.store(definition).watch(options, ending.signal)) {
      for (const frame of frames) {
        if (frame.type === 'BOOKMARK') continue;
        if (await settled(frame.type === 'DELETED' ? { gone: true } : { gone: false, entry: frame.entry }, ending.signal)) return;
      }
    }
  } finally {
    timer.cancel();
    ending.abort();
  }
}
