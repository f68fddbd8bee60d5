/** What upstream does a moment after it has answered is waited for here: kinds are served when their definition is answered, and gone when it is deleted. */
import { isEstablished, kinds, parseFieldSelector, type Clock, type CustomResourceDefinition } from '../../../../../api';
import type { Entry, Registry } from '../../../../../registry';

type Definition = CustomResourceDefinition;

export interface Settling {
  readonly registry: Registry;
  readonly clock: Clock;
}

/** Objects with finalizers hold a definition for as long as they like. */
const patienceMs = 5_000;

type Seen = { readonly gone: true } | { readonly gone: false; readonly entry: Entry<Definition> };

/** Follows one definition from a state on, until `settled`, or nobody waits any longer. */
async function follow({ registry, clock }: Settling, { key, revision }: Entry<Definition>, settled: (seen: Seen, signal: AbortSignal) => boolean | Promise<boolean>): Promise<void> {
  const ending = new AbortController();
  const timer = clock.after(patienceMs, () => ending.abort());
  try {
    const options = { resourceVersion: String(revision), fields: parseFieldSelector(`metadata.name=${key.name}`) };
    for await (const frames of await registry.store(kinds.customresourcedefinitions).watch(options, ending.signal)) {
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

/** The definition as it is when its kind is served, or when its names turn out to be taken. */
export async function established(settling: Settling, made: Entry<Definition>): Promise<Entry<Definition>> {
  let latest = made;
  await follow(settling, made, async (seen, signal) => {
    if (seen.gone) return true;
    latest = seen.entry;
    const { object } = latest;
    if (isEstablished(object)) await served(settling.registry, object, signal);
    return isEstablished(object) || isRefused(object);
  });
  return latest;
}

const isRefused = ({ status }: Definition): boolean => (status.conditions ?? []).some((condition) => condition.type === 'NamesAccepted' && condition.status === 'False');

/** The registry follows definitions as we do: it is told of this one in the same moment, a few turns sooner or later. */
async function served(registry: Registry, { spec: { group, names, versions } }: Definition, signal: AbortSignal): Promise<void> {
  const version = versions.find((each) => each.served)?.name;
  while (version !== undefined && !signal.aborted && !registry.find(group, version, names.plural)) await new Promise((resolve) => setImmediate(resolve));
}

export const gone = (settling: Settling, marked: Entry<Definition>): Promise<void> => follow(settling, marked, (seen) => seen.gone);
