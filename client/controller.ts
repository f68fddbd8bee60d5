/** Runs level-based controllers: changes become keys, keys become calls of `reconcile`. */
import {
  ApiError, controllerOf, formatKey, keyOf, parseKey, type KubeObject, type ObjectKey, type OwnerReference, type ResourceDefinition,
} from '../api';
import type { ComponentContext, Controller, ControllerFactory, EventRecorder, Informer, Watch, WorkQueue } from './client';
import { followCustomKinds } from './custom-kinds';
import { createWorkQueue } from './workqueue';

const defaultConcurrency = 4;

/**
 * Resolves after `context.signal` aborted and running reconciles have ended. Rejects only when the wiring itself
 * fails; a reconcile that throws is logged and tried again with back-off.
 */
export async function runController(controller: Controller, context: ComponentContext): Promise<void> {
  const { informers, clock, signal, measures } = context;
  const queue = createWorkQueue({ clock, name: controller.name.replace(/-controller$/, ''), measures });
  const leave = wire(controller, context, queue);
  const stop = (): void => queue.shutDown();
  signal.addEventListener('abort', stop, { once: true });
  informers.start(signal);
  await informers.synced(signal);
  if (signal.aborted) stop();
  await Promise.all(Array.from({ length: controller.concurrency ?? defaultConcurrency }, () => work(controller, context, queue)));
  signal.removeEventListener('abort', stop);
  for (const end of leave) end();
}

export interface ControllersContext extends ComponentContext {
  /** The recorder of one component: events of a controller carry its name as their source. */
  recorderFor(component: string): EventRecorder;
}

/** Builds every controller and runs them together, on shared informers. Resolves when all have ended. */
export async function runControllers(factories: readonly ControllerFactory[], context: ControllersContext): Promise<void> {
  const controllers = factories.map((factory) => build(factory, context));
  await Promise.all(controllers.map((controller) => runController(controller, context)));
}

/** A factory gets its recorder before it can say what its controller is called; the name is filled in afterwards. */
function build(factory: ControllerFactory, context: ControllersContext): Controller {
  let real: EventRecorder | undefined;
  const recorder = (): EventRecorder => (real ??= context.recorderFor(controller.eventSource ?? controller.name));
  const controller: Controller = factory({
    ...context,
    recorder: { event: (...event) => recorder().event(...event), flush: () => recorder().flush() },
  });
  return controller;
}

/** Connects informers to the queue. Returns how to disconnect them. */
function wire(controller: Controller, context: ComponentContext, queue: WorkQueue): (() => void)[] {
  const { informers } = context;
  const add = (key: ObjectKey): void => queue.add(formatKey(key));
  const primary = informers.of(controller.for);
  const addItself = (object: KubeObject): void => {
    if (controller.concerns?.(object) ?? true) add(keyOf(object));
  };
  return [
    primary.on({ added: addItself, updated: addItself, deleted: addItself }),
    ...(controller.owns ?? []).map((owned) => wireOwned(informers.of(owned), controller.for, primary, add)),
    ...(controller.watches ?? []).map((watch) => wireWatch(informers.of(watch.definition), watch, add)),
    ...(controller.triggers ? [controller.triggers((object) => add(keyOf(object)))] : []),
    ...(controller.watchCustom ? [wireCustom(controller.watchCustom, context, add)] : []),
  ];
}

const wireCustom = (watchCustom: NonNullable<Controller['watchCustom']>, context: ComponentContext, add: (key: ObjectKey) => void): () => void =>
  followCustomKinds(context, (definition, informers, signal) => {
    wireWatch(informers.of(definition), watchCustom(definition, informers, signal), add);
  });

function wireOwned(owned: Informer<KubeObject>, owner: ResourceDefinition, owners: Informer<KubeObject>, add: (key: ObjectKey) => void): () => void {
  const addOwner = (object: KubeObject): void => {
    const key = ownerKey(object, owner, owners);
    if (key) add(key);
  };
  return owned.on({
    added: addOwner,
    updated(object, old) {
      // Adopted by another or released: the owner before must learn of it too.
      if (controllerOf(old)?.uid !== controllerOf(object)?.uid) addOwner(old);
      addOwner(object);
    },
    deleted: addOwner,
  });
}

function wireWatch(informer: Informer<KubeObject>, watch: Watch, add: (key: ObjectKey) => void): () => void {
  const addAll = (object: KubeObject, old: KubeObject | undefined): void => watch.keys(object, old).forEach(add);
  return informer.on({ added: (o) => addAll(o, undefined), updated: addAll, deleted: (o) => addAll(o, undefined) });
}

/**
 * The owner of the controller's kind, if it is really that one: an owner of the same name with another uid is a
 * successor that has nothing to do with the object (resolveControllerRef in upstream's pkg/controller). An owner that
 * is not known yet will be queued by its own arrival.
 */
function ownerKey(object: KubeObject, owner: ResourceDefinition, owners: Informer<KubeObject>): ObjectKey | undefined {
  const reference = controllerOf(object);
  if (!reference || reference.kind !== owner.kind || groupOf(reference) !== owner.group) return undefined;
  const namespace = owner.scope === 'Namespaced' ? object.metadata.namespace : undefined;
  const key = namespace === undefined ? { name: reference.name } : { namespace, name: reference.name };
  return owners.lister.get(key)?.metadata.uid === reference.uid ? key : undefined;
}

function groupOf({ apiVersion }: OwnerReference): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

async function work(controller: Controller, context: ComponentContext, queue: WorkQueue): Promise<void> {
  for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
    await processKey(key, controller, context, queue);
    queue.done(key);
  }
}

async function processKey(key: string, controller: Controller, context: ComponentContext, queue: WorkQueue): Promise<void> {
  try {
    const result = await controller.reconcile(parseKey(key), context.signal);
    queue.forget(key);
    if (result) queue.addAfter(key, result.requeueAfterMs);
  } catch (error) {
    report(error, key, controller, context);
    queue.addRateLimited(key);
  }
}

/** Lost races are part of the game, and so is what breaks off while stopping. */
function report(error: unknown, key: string, controller: Controller, { log, signal }: ComponentContext): void {
  const fields = { controller: controller.name, key, error: error instanceof ApiError || !(error instanceof Error) ? String(error) : error.stack };
  if (signal.aborted || ApiError.is(error, 'Conflict')) log.debug('reconcile failed, trying again', fields);
  else log.error('reconcile failed, trying again', fields);
}
