/** A ResourceStore in the words of `api/resources.ts`, for those who want objects and not bytes. */
import type { KubeObject, Resources, WatchEvent, WatchOptions } from '../api';
import type { Frame, ResourceStore } from './resource-store';

export function asResources<T extends KubeObject>(store: ResourceStore<T>): Resources<T> {
  return {
    get: async (key) => (await store.get(key)).object,
    async list(options) {
      const { revision, entries, ...rest } = await store.list(options);
      return { resourceVersion: String(revision), items: entries.map((entry) => entry.object), ...rest };
    },
    watch: (options, signal) => objectEvents(store, options, signal),
    create: async (object, options) => (await store.create(object, object.metadata.namespace, options)).object,
    async update(key, change, options) {
      const { subresource = '' } = options ?? {};
      if (!isProjection(store.definition, subresource)) return (await store.update(key, change, options)).entry.object;
      return await store.updateProjection(key, subresource, (current) => change(current as T), options) as T;
    },
    invoke: async <Answer>(...call: Parameters<typeof store.invoke>) => await store.invoke(...call) as Answer,
    async delete(key, options) {
      const { entry, gone } = await store.delete(key, options);
      return { object: entry.object, gone };
    },
  };
}

const isProjection = <T extends KubeObject>({ subresources }: ResourceStore<T>['definition'], name: string): boolean =>
  Object.hasOwn(subresources, name) && subresources[name]?.type === 'projection';

async function* objectEvents<T extends KubeObject>(store: ResourceStore<T>, options: WatchOptions, signal: AbortSignal): AsyncGenerator<readonly WatchEvent<T>[]> {
  for await (const frames of await store.watch(options, signal)) yield frames.map(toEvent<T>);
}

const toEvent = <T extends KubeObject>(frame: Frame<T>): WatchEvent<T> =>
  (frame.type === 'BOOKMARK'
    ? { type: 'BOOKMARK', resourceVersion: String(frame.revision), initialEventsEnd: frame.initialEventsEnd }
    : { type: frame.type, object: frame.entry.object });
