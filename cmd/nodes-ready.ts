/** A cluster is given to its user when its nodes are there: a pod that comes before them is put off by the scheduler's back-off. */
import { kinds, type Client, type core } from '../api';

const isReady = ({ status }: core.Node): boolean => status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;

/** Resolves when at least `count` nodes are ready, or the signal aborts. */
export async function nodesReady(client: Client, count: number, signal: AbortSignal): Promise<void> {
  const nodes = client.of(kinds.nodes);
  const { items, resourceVersion } = await nodes.list({});
  const ready = new Set(items.filter(isReady).map(({ metadata }) => metadata.name));
  if (ready.size >= count) return;
  const enough = new AbortController();
  for await (const batch of nodes.watch({ resourceVersion }, AbortSignal.any([signal, enough.signal]))) {
    for (const event of batch) if (event.type !== 'BOOKMARK' && isReady(event.object)) ready.add(event.object.metadata.name);
    if (ready.size >= count) return enough.abort();
  }
}
