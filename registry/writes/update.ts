/**
 * Update: compare-and-swap around a change (k8s.io/apiserver storage GuaranteedUpdate).
 *
 * The first try starts from the cache. Whatever goes wrong with a state that may be stale (a conflict, a fault, "nothing
 * changed") is only believed once it has been seen with the stored state. PUT, PATCH, status, scale and bindings are all this.
 */
import { ApiError, type KubeObject, type ObjectKey, type UpdateOptions, type View } from '../../api';
import { anonymous, type Attempt } from '../admission';
import { encodeStored, storesSame } from '../encoding';
import { storageKey } from '../keys';
import { notFound, readStored, resourceName } from '../reads';
import type { Entry } from '../resource-store';
import { strategyContext, type WriteContext } from './context';
import { createObject } from './create';
import { decodeInput } from './decode';
import { readyToGo } from './deletion';
import { checkIdentity, fillOnUpdate, placeInNamespace } from './system-fields';
import { refuseInvalid, validateChanged, validateThroughView } from './validation';

export interface UpdateRequest<T extends KubeObject> {
  readonly key: ObjectKey;
  readonly change: (current: T) => unknown;
  readonly options: UpdateOptions & { readonly allowCreate?: boolean };
  /** Through which view; absent: the object itself. */
  readonly view?: View<T>;
}

export interface Updated<T extends KubeObject> {
  readonly entry: Entry<T>;
  readonly created: boolean;
}

export async function updateObject<T extends KubeObject>(context: WriteContext<T>, request: UpdateRequest<T>): Promise<Updated<T>> {
  const name = storageKey(context.definition as never, request.key);
  await context.cache.start();
  const cached = context.cache.entries.get(name);
  let current = cached ?? (await readStored(context, name));
  let certain = !cached;
  for (;;) {
    if (!current) return createInstead(context, request);
    const outcome: Outcome<T> = await attemptUpdate(context, request, name, current);
    if (outcome.type === 'stored') return { entry: outcome.entry, created: false };
    if (outcome.type === 'lost') current = outcome.current;
    else if (certain) return settle(outcome, current);
    else {
      const stored = await readStored(context, name);
      if (stored?.revision === current.revision) return settle(outcome, current);
      current = stored;
    }
    certain = true;
  }
}

type Verdict = { readonly type: 'unchanged' } | { readonly type: 'refused'; readonly error: unknown };
type Outcome<T extends KubeObject> =
  | Verdict
  | { readonly type: 'stored'; readonly entry: Entry<T> }
  | { readonly type: 'lost'; readonly current: Entry<T> | undefined };

function settle<T extends KubeObject>(verdict: Verdict, current: Entry<T>): Updated<T> {
  if (verdict.type === 'refused') throw verdict.error;
  return { entry: current, created: false };
}

async function createInstead<T extends KubeObject>(context: WriteContext<T>, { key, change, options, view }: UpdateRequest<T>): Promise<Updated<T>> {
  const { definition } = context;
  if (view || !options.allowCreate || !definition.strategy.createOnUpdate) throw notFound(definition, key.name);
  // Nothing is there: the change of nothing is the object that the client sent.
  const entry = await createObject(context, change({ metadata: {} } as T), key.namespace, options);
  return { entry, created: true };
}

async function attemptUpdate<T extends KubeObject>(context: WriteContext<T>, request: UpdateRequest<T>, name: string, current: Entry<T>): Promise<Outcome<T>> {
  const { definition, kv, cache } = context;
  let prepared: Prepared<T> | undefined;
  try {
    prepared = await prepareUpdate(context, request, current);
  } catch (error) {
    return { type: 'refused', error };
  }
  if (!prepared || storesSame(definition as never, prepared.value, current)) return { type: 'unchanged' };
  const { value, attempt } = prepared;
  if (request.options.dryRun) return { type: 'stored', entry: cache.make(current.key, value, current.revision) };
  const leaves = readyToGo(definition, attempt.object);
  const { ttlSeconds } = definition.strategy;
  const cas = leaves
    ? await kv.delete(name, current.revision)
    : await kv.update(name, value, current.revision, ttlSeconds === undefined ? undefined : { ttlSeconds });
  if (!cas.ok) return { type: 'lost', current: cas.current && cache.entryOf(cas.current) };
  await context.admission.settled(attempt as unknown as Attempt, leaves ? 'deleted' : 'stored');
  const held = cache.entries.get(name);
  return { type: 'stored', entry: held?.revision === cas.revision ? held : cache.make(current.key, value, cas.revision) };
}

interface Prepared<T extends KubeObject> {
  readonly value: Buffer;
  readonly attempt: Attempt<T> & { readonly object: T };
}

/** The new state, ready to be stored; undefined when the change left the object as it is. Throws what refuses it. */
async function prepareUpdate<T extends KubeObject>(context: WriteContext<T>, { key, change, options, view }: UpdateRequest<T>, current: Entry<T>): Promise<Prepared<T> | undefined> {
  const { definition, admission } = context;
  const old = current.object;
  const input = change(old);
  if (input === old) return undefined;
  const sent = decodeInput(definition, input, options);
  checkIdentity(definition, sent, key.name, key.namespace);
  checkPreconditions(context, sent, current);
  placeInNamespace(definition, sent, key.namespace);
  const object = view ? view.prepareForUpdate(sent, old, strategyContext(context)) : sent;
  const attempt = {
    operation: 'UPDATE' as const, definition, subresource: options.subresource ?? '', key, object, old,
    user: options.user ?? anonymous, dryRun: options.dryRun ?? false,
  };
  await admission.mutate(attempt as unknown as Attempt);
  if (!view) definition.strategy.prepareForUpdate?.(object, old, strategyContext(context));
  fillOnUpdate(definition, object, old, view);
  refuseInvalid(definition, object, view ? validateThroughView(definition, view, object, old) : validateChanged(definition, object, old));
  if (options.warn && !view) for (const text of definition.strategy.warnings?.(object, old) ?? []) options.warn(text);
  definition.strategy.canonicalize?.(object);
  await admission.validate(attempt as unknown as Attempt);
  return { value: encodeStored(object), attempt };
}

/** A client that names the state it has seen must have seen the current one. */
function checkPreconditions<T extends KubeObject>({ definition }: WriteContext<T>, sent: T, current: Entry<T>): void {
  const { name = '', uid, resourceVersion } = sent.metadata;
  const resource = resourceName(definition as never);
  if (uid && uid !== current.object.metadata.uid) {
    throw ApiError.conflict(resource, name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.object.metadata.uid ?? ''}`);
  }
  if (resourceVersion && resourceVersion !== '0') {
    if (resourceVersion !== String(current.revision)) throw ApiError.conflict(resource, name);
  } else if (definition.strategy.unconditionalUpdate === false) {
    throw ApiError.invalid(definition, name, [{ type: 'FieldValueInvalid', field: 'metadata.resourceVersion', value: 0, detail: 'must be specified for an update' }]);
  }
}
