/**
 * Deletes what has lost its owners. Not a controller of one kind but of all: informers of every definition feed one
 * graph and one queue.
 */
import { ApiError, formatKey, keyOf, kinds, parseKey, type KubeObject, type ResourceDefinition } from '../../api';
import { createWorkQueue, followCustomKinds, type ControllersContext, type Informer, type WorkQueue } from '../../client';
import { uidOf } from '../ownership';
import { Graph, ownersOf, sameOwners, type Item } from './graph';
import { Processor } from './processor';
import { collectable, foregroundFinalizer, isDeleting, orphanFinalizer, resourceOf, World } from './world';

const name = 'garbage-collector-controller';
const concurrency = 20;

/** Resolves after `context.signal` aborted and running work has ended. */
export async function runGarbageCollector(context: ControllersContext): Promise<void> {
  const { client, informers, clock, signal, measures } = context;
  const queue = createWorkQueue({ clock, name: 'garbage_collector', measures });
  const graph = new Graph();
  const world = new World(client, context.recorderFor(name));
  const enqueue = (item: Item): void => queue.add(encode(item));
  const leave = collectable(kinds.definitions).map((definition) => follow(definition, world.add(definition, informers), world, graph, enqueue));
  const leaveCustom = followCustomKinds(context, (definition, own, until) => {
    const end = follow(definition, world.add(definition, own), world, graph, enqueue);
    until.addEventListener('abort', () => { end(); world.remove(definition); }, { once: true });
  });
  const stop = (): void => queue.shutDown();
  signal.addEventListener('abort', stop, { once: true });
  informers.start(signal);
  await informers.synced(signal);
  if (signal.aborted) stop();
  const processor = new Processor(world, graph, enqueue);
  await Promise.all(Array.from({ length: concurrency }, () => work(queue, processor, (text) => decode(text, world), context)));
  signal.removeEventListener('abort', stop);
  for (const end of [...leave, leaveCustom]) end();
}

/** Keys of the queue: resource, uid, and where it is. */
const encode = ({ definition, uid, key }: Item): string => `${resourceOf(definition)} ${uid} ${formatKey(key)}`;

function decode(text: string, world: World): Item | undefined {
  const [resource = '', uid = '', key = ''] = text.split(' ');
  const definition = world.definitionOf(resource);
  return definition && { definition, uid, key: parseKey(key) };
}

/** Keeps the graph, and queues what a change may concern. Returns how to leave. */
function follow(definition: ResourceDefinition, informer: Informer<KubeObject>, world: World, graph: Graph, enqueue: (item: Item) => void): () => void {
  const itemOf = (object: KubeObject): Item => ({ definition, key: keyOf(object), uid: uidOf(object) });
  const waitingOwners = (object: KubeObject): void => {
    for (const reference of ownersOf(object)) {
      const owner = world.ownerItem(reference, object);
      const cached = owner && world.cached(owner);
      if (owner && cached && isDeleting(cached, foregroundFinalizer)) enqueue(owner);
    }
  };
  const look = (object: KubeObject): void => {
    const waits = isDeleting(object, orphanFinalizer) || isDeleting(object, foregroundFinalizer);
    if (waits || !world.hasOnlySolidOwners(ownersOf(object), object)) enqueue(itemOf(object));
  };
  return informer.on({
    added(object) {
      graph.add(definition, object);
      look(object);
    },
    updated(object, old) {
      const kept = sameOwners(object, old);
      if (!kept) {
        graph.remove(old);
        graph.add(definition, object);
        waitingOwners(old);
      }
      if (!kept || object.metadata.deletionTimestamp) look(object);
    },
    deleted(object) {
      graph.remove(object);
      graph.dependentsOf(uidOf(object)).forEach(enqueue);
      waitingOwners(object);
    },
  });
}

async function work(queue: WorkQueue, processor: Processor, itemOf: (text: string) => Item | undefined, context: ControllersContext): Promise<void> {
  for (let text = await queue.take(); text !== undefined; text = await queue.take()) {
    const item = itemOf(text);
    try {
      if (item) await processor.process(item);
      queue.forget(text);
    } catch (error) {
      // The object has changed since it was read: it is read again, at once.
      if (ApiError.is(error, 'Conflict')) queue.add(text);
      else retry(error, text, queue, context);
    }
    queue.done(text);
  }
}

function retry(error: unknown, item: string, queue: WorkQueue, { log, signal }: ControllersContext): void {
  const fields = { controller: name, item, error: error instanceof ApiError || !(error instanceof Error) ? String(error) : error.stack };
  if (signal.aborted) log.debug('garbage collection broken off', fields);
  else log.error('garbage collection failed, trying again', fields);
  queue.addRateLimited(item);
}
