/** The registry as another thread asks for it (`client/port`): its bytes go as they are. */
import {
  ApiError, parseFieldSelector, parseLabelSelector, type KubeObject, type ListOptions, type ObjectKey, type UpdateOptions, type WatchOptions, type WriteOptions,
} from '../../api';
import { paced, type Asking, type Deleted, type Offer, type Query, type Run, type SaidEvent, type SaidList, type Written } from '../../client';
import { textOf, textWithoutOwners, type Entry, type Frame, type Registry, type ResourceStore } from '../../registry';
import { eventsPerTurn, writesPerTurn } from '../pace';

export function objectsOffer(registry: Registry): Required<Offer> {
  const [write, tell] = [paced(writesPerTurn), paced(eventsPerTurn)];
  const runOf = ({ address }: Asking): Run => (address.endsWith('/events') ? tell : write);
  const store = ({ address }: Asking): ResourceStore => {
    const [group = '', version = '', plural = ''] = address.split('/');
    const found = registry.find(group, version, plural);
    if (!found) throw ApiError.noSuchResource();
    return found;
  };
  const writing = (work: (store: ResourceStore, asking: Asking, options: WriteOptions) => Promise<Omit<Written, 'warnings'>>) => (asking: Asking): Promise<Written> =>
    runOf(asking)(async () => {
      const warnings: string[] = [];
      const answer = await work(store(asking), asking, { ...asking.options, warn: (text) => warnings.push(text) });
      return warnings.length ? { ...answer, warnings } : answer;
    });
  return {
    calls: {
      get: (asking: Asking) => read(store(asking), asking),
      list: async (asking: Asking): Promise<SaidList> => {
        const { revision, entries, ...rest } = await store(asking).list(selected(asking));
        return { ...rest, resourceVersion: String(revision), items: entries.map(asking.ownerless ? textWithoutOwners : textOf) };
      },
      create: writing(async (into, { namespace, brief, body = '' }, options) => answerOf(await into.create(JSON.parse(body), namespace, options), brief)),
      put: writing(put),
      invoke: writing(async (into, { key, subresource = '', body = '' }, options) => {
        const answer = await into.invoke(named(key), subresource, JSON.parse(body), options);
        return answer ? { text: JSON.stringify(answer) } : {};
      }),
      delete: writing(async (from, { key }, options): Promise<Deleted> => {
        const { entry, gone } = await from.delete(named(key), options);
        return { text: textOf(entry), gone };
      }),
    },
    streams: {
      watch: (asking: Asking, signal) => events(store(asking), selected(asking), asking.ownerless ? textWithoutOwners : textOf, signal),
    },
  };
}

async function read(store: ResourceStore, { key, subresource }: Asking): Promise<string> {
  return subresource ? JSON.stringify(await store.project(named(key), subresource)) : textOf(await store.get(named(key)));
}

async function put(store: ResourceStore, { key, subresource, projected, brief, version, body = '' }: Asking, options: UpdateOptions): Promise<Written> {
  const changes = JSON.parse(body) as Partial<KubeObject>;
  if (projected && subresource) return { text: JSON.stringify(await store.updateProjection(named(key), subresource, () => changes, options)) };
  const { group, names } = store.definition;
  const { entry } = await store.update(named(key), (current) => {
    const { resourceVersion, uid } = current.metadata;
    if (resourceVersion !== version?.resourceVersion || uid !== version?.uid) throw ApiError.conflict({ group, plural: names.plural }, named(key).name);
    return changed(current, changes);
  }, { ...options, subresource });
  // What has changed nothing is shown to nobody.
  return answerOf(entry, brief && String(entry.revision) !== version?.resourceVersion);
}

/** Who owns which field is not the asker's to say, who may not even have been told. */
function changed(current: KubeObject, { metadata, ...changes }: Partial<KubeObject>): object {
  const next = Object.fromEntries(Object.entries({ ...current, ...changes }).filter(([, value]) => value !== null));
  return metadata ? { ...next, metadata: { ...metadata, managedFields: metadata.managedFields ?? current.metadata.managedFields } } : next;
}

const answerOf = (entry: Entry, brief: boolean | undefined): Written => (brief ? { revision: entry.revision } : { text: textOf(entry) });

async function* events(store: ResourceStore, options: WatchOptions, text: (entry: Entry) => string, signal: AbortSignal): AsyncGenerator<readonly SaidEvent[]> {
  for await (const frames of await store.watch(options, signal)) yield frames.map((frame) => saidOf(frame, text));
}

const saidOf = (frame: Frame, text: (entry: Entry) => string): SaidEvent => (frame.type === 'BOOKMARK' ? [frame.type, String(frame.revision), frame.initialEventsEnd] : [frame.type, text(frame.entry)]);

function selected({ options = {} }: Asking): ListOptions & WatchOptions {
  const { labels, fields, ...rest } = options as Query;
  return { ...rest, ...(labels !== undefined && { labels: parseLabelSelector(labels) }), ...(fields !== undefined && { fields: parseFieldSelector(fields) }) };
}

function named(key: ObjectKey | undefined): ObjectKey {
  if (!key) throw ApiError.badRequest('no object is named');
  return key;
}
