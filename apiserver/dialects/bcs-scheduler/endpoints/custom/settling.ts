/** What upstream does a moment after it has answered is waited for here: kinds are served when their definition is answered, and gone when it is deleted. */
import { isEstablished, kinds, type CustomResourceDefinition } from '../../../../../api';
import type { Entry, Registry } from '../../../../../registry';
import type { Service } from '../../call';
import { follow } from '../../following';

type Definition = CustomResourceDefinition;
type Settling = Pick<Service, 'registry' | 'clock'>;

/** Objects with finalizers hold a definition for as long as they like. */
const patienceMs = 5_000;

/** The definition as it is when its kind is served, or when its names turn out to be taken. */
export async function established(settling: Settling, made: Entry<Definition>): Promise<Entry<Definition>> {
  let latest = made;
  await follow(settling, kinds.customresourcedefinitions, made, patienceMs, async (seen, signal) => {
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

export const gone = (settling: Settling, marked: Entry<Definition>): Promise<void> => follow(settling, kinds.customresourcedefinitions, marked, patienceMs, (seen) => seen.gone);
