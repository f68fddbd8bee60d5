/** What is told of a watch cache from when it has started (k8s.io/apiserver storage/cacher/metrics, storage/etcd3/metrics). */
import { type Count, type Measures, type ResourceDefinition } from '../api';

export interface ToldCache {
  readonly revision: number;
  readonly entries: { readonly size: number };
}

export interface CacheMeasures {
  readonly received: Count;
  readonly initialized: Count;
  readonly initialEvents: Count;
  /** Nothing is told of it any more, except for what it has done. */
  forget(): void;
}

const ofCaches = ['group', 'resource'];

export function tellCache(measures: Measures, { group, names }: ResourceDefinition, capacity: number, cache: ToldCache): CacheMeasures {
  const labels = { group, resource: names.plural };
  const count = (name: string, help: string): Count => measures.counter(name, help, ofCaches)(group, names.plural);
  const size = (): number => cache.entries.size;
  const told = [
    measures.reads('apiserver_storage_objects', '[DEPRECATED, consider using apiserver_resource_objects instead] Number of stored objects at the time of last check split by kind. In case of a fetching error, the value will be -1.', { resource: group ? `${names.plural}.${group}` : names.plural }, size),
    measures.reads('apiserver_resource_objects', 'Number of stored objects at the time of last check split by kind. In case of a fetching error, the value will be -1.', labels, size),
    measures.reads('apiserver_watch_cache_capacity', 'Total capacity of watch cache broken by resource type.', labels, () => capacity),
    measures.reads('apiserver_watch_cache_resource_version', 'Current resource version of watch cache broken by resource type. This is truncated to the 15 least significant digits.', labels, () => cache.revision % 1e15),
  ];
  return {
    received: count('apiserver_watch_cache_events_received_total', 'Counter of events received in watch cache broken by resource type.'),
    initialized: count('apiserver_watch_cache_initializations_total', 'Counter of watch cache initializations broken by resource type.'),
    initialEvents: count('apiserver_init_events_total', 'Counter of init events processed in watch cache broken by resource type.'),
    forget() { for (const forget of told) forget(); },
  };
}
