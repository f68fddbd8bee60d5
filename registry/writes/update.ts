/**
 * Update: compare-and-swap around a change (k8s.io/apiserver storage GuaranteedUpdate).
 *
 * The first try starts from the cache. Whatever goes wrong with a state that may be stale (a conflict, a fault, "nothing
 * changed") is only believed once it has been seen with the stored state. PUT, PATCH, status, scale and bindings are all this.
 */
import { ApiError, same, sameOwners, type KubeObject, type ObjectKey, type ResourceDefinition, type UpdateOptions, type View } from '../../api';
import { anonymous, type Attempt, type Settlement } from '../admission';
import { encodeStored, sameLength, storesSame } from '../encoding';
import { storageKey } from '../keys';
import { notFound, readStored, resourceName } from '../reads';
import type { Entry } from '../resource-store';
import { lifetime, strategyContext, type WriteContext } from './context';
import { createObject } from './create';
import { decodeInput } from './decode';
import { readyToGo } from './deletion';
import type { Change } from './ownership';
import { checkIdentity, fillOnUpdate, placeInNamespace } from './system-fields';
import { refuseInvalid, validateChanged, validateThroughView } from './validation';

export interface UpdateRequest<T extends KubeObject> {
  readonly key: ObjectKey;
  readonly change: Change<T>;
  readonly options: UpdateOptions;
  /** What is not there is created. */
  readonly creates?: boolean;
  /** Through which view; absent: the object itself. */
  readonly view?: View<T>;
}

export interface Updated<T extends KubeObject> {
  readonly entry: Entry<T>;
  readonly created: boolean;
}

export async function updateObject<T extends KubeObject>(context: WriteContext<T>, request: UpdateRequest<T>): Promise<Updated<T>> {
  const name = storageKey(context.definition, request.key);
  await context.cache.start();
  const cached = context.cache.entries.get(name);
  let current = cached ?? (await readStored(context, name));
  let certain = !cached;
  for (;;) {
    const outcome: Outcome<T> = current ? await attemptUpdate(context, request, name, current) : await createInstead(context, request);
    if (outcome.type === 'stored') return outcome;
    if (outcome.type === 'lost') current = outcome.current ?? (current ? undefined : await readStored(context, name));
    else if (certain) return settle(outcome);
    else {
      const stored = await readStored(context, name);
      if (stored?.revision === current?.revision) return settle(outcome);
      current = stored;
    }
    certain = true;
  }
}

type Verdict<T extends KubeObject> =
  | { readonly type: 'unchanged'; readonly entry: Entry<T> }
  | { readonly type: 'refused'; readonly error: unknown };
type Outcome<T extends KubeObject> =
  | Verdict<T>
  | { readonly type: 'stored'; readonly entry: Entry<T>; readonly created: boolean }
  /** Another write was faster; `current` is what it left. */
  | { readonly type: 'lost'; readonly current: Entry<T> | undefined };

function settle<T extends KubeObject>(verdict: Verdict<T>): Updated<T> {
  if (verdict.type === 'refused') throw verdict.error;
  return { entry: verdict.entry, created: false };
}

/** Nothing is there: the change of nothing is the object that the client sent. */
async function createInstead<T extends KubeObject>(context: WriteContext<T>, { key, change: { make, owners }, options, creates }: UpdateRequest<T>): Promise<Outcome<T>> {
  const { definition } = context;
  if (!creates) throw notFound(definition, key.name);
  const sent = decodeInput(definition, make(undefined), options);
  checkIdentity(definition.scope, sent, key);
  if (sent.metadata.uid) throw otherUid(context, sent, undefined);
  try {
    const input = { ...sent, metadata: { ...sent.metadata, resourceVersion: undefined } };
    const entry = await createObject(context, { input, namespace: key.namespace, options, owners });
    return { type: 'stored', entry, created: true };
  } catch (error) {
    if (ApiError.is(error, 'AlreadyExists')) return { type: 'lost', current: undefined };
    throw error;
  }
}

type UpdateAttempt<T extends KubeObject> = Attempt<T> & { readonly object: T; readonly old: T };

async function attemptUpdate<T extends KubeObject>(context: WriteContext<T>, request: UpdateRequest<T>, name: string, current: Entry<T>): Promise<Outcome<T>> {
  let attempt: UpdateAttempt<T> | undefined;
  let value: Buffer;
  try {
    attempt = beginUpdate(context, request, current);
    if (!attempt) return { type: 'unchanged', entry: current };
    value = await prepareUpdate(context, request, attempt);
  } catch (error) {
    if (attempt) await context.admission.settled(attempt, 'failed');
    return { type: 'refused', error };
  }
  let settlement: Settlement = 'failed';
  try {
    const outcome = await storeUpdate(context, name, current, value, attempt);
    if (outcome.type === 'stored' && !attempt.dryRun) settlement = readyToGo(context.definition, attempt.object) ? 'deleted' : 'stored';
    return outcome;
  } finally {
    await context.admission.settled(attempt, settlement);
  }
}

/** What the client asks for; undefined when its change left the object as it is. */
function beginUpdate<T extends KubeObject>(context: WriteContext<T>, { key, change, options, view }: UpdateRequest<T>, current: Entry<T>): UpdateAttempt<T> | undefined {
  const { definition, face } = context;
  const old = current.object;
  const input = change.make(old);
  if (input === old) return undefined;
  const sent = decodeInput(definition, input, options);
  checkIdentity(definition.scope, sent, key);
  checkPreconditions(context, sent, current);
  placeInNamespace(definition, sent, key.namespace);
  const object = view ? view.prepareForUpdate(sent, old, strategyContext(context, options.user)) : sent;
  object.metadata.managedFields = change.owners(object, old);
  return {
    operation: 'UPDATE', definition, requested: face.definition ?? definition, versions: face.versions, subresource: options.subresource ?? '', key, object, old,
    options, user: options.user ?? anonymous, dryRun: options.dryRun ?? false,
  };
}

/** The new state, ready to be stored. Throws what refuses it. */
async function prepareUpdate<T extends KubeObject>(context: WriteContext<T>, { options, view }: UpdateRequest<T>, attempt: UpdateAttempt<T>): Promise<Buffer> {
  const { definition, admission } = context;
  const { object, old } = attempt;
  await admission.mutate(attempt);
  if (!view) definition.strategy.prepareForUpdate?.(object, old, strategyContext(context));
  fillOnUpdate(definition, object, old, view);
  refuseInvalid(definition, object, view ? validateThroughView(definition, view, object, old) : validateChanged(definition, object, old));
  if (options.warn && !view) for (const text of definition.strategy.warnings?.(object, old) ?? []) options.warn(text);
  definition.strategy.canonicalize?.(object);
  // An object that foreign hands put into the store may have none.
  object.metadata.uid ||= context.random.uuid();
  await admission.validate(attempt);
  await admission.allocate(attempt);
  return encodeStored(object, definition);
}

/**
 * Whether there is nothing to store. That an owner wrote the same once more is no news: a write that differs in the times of
 * managedFields alone is none (k8s.io/apiserver endpoints/handlers/fieldmanager ignoreManagedFieldsTimestampsTransformer).
 */
function changesNothing<T extends KubeObject>(definition: ResourceDefinition<T>, value: Buffer, object: T, current: Entry<T>): boolean {
  if (storesSame(value, current)) return true;
  const { managedFields } = current.object.metadata;
  if (!managedFields || !sameLength(value, current) || !sameOwners(object.metadata.managedFields, managedFields)) return false;
  if (!same(withoutBooks(object), withoutBooks(current.object))) return false;
  return storesSame(encodeStored({ ...object, metadata: { ...object.metadata, managedFields } }, definition), current);
}

const withoutBooks = ({ metadata, ...rest }: KubeObject): object => ({ ...rest, metadata: { ...metadata, managedFields: undefined, resourceVersion: undefined } });

async function storeUpdate<T extends KubeObject>(context: WriteContext<T>, name: string, current: Entry<T>, value: Buffer, { object, dryRun }: UpdateAttempt<T>): Promise<Outcome<T>> {
  const { definition, kv, cache } = context;
  if (changesNothing(definition, value, object, current)) return { type: 'unchanged', entry: current };
  if (dryRun) return { type: 'stored', created: false, entry: cache.make(current.key, value, current.revision) };
  const leaves = readyToGo(definition, object);
  const cas = leaves ? await kv.delete(name, current.revision) : await kv.update(name, value, current.revision, lifetime(definition));
  if (!cas.ok) return { type: 'lost', current: cas.current && cache.entryOf(cas.current) };
  const entry = leaves ? cache.make(current.key, value, cas.revision) : cache.written(current.key, value, cas.revision);
  return { type: 'stored', created: false, entry };
}

/** A client that names the state it has seen must have seen the current one. */
function checkPreconditions<T extends KubeObject>(context: WriteContext<T>, sent: T, current: Entry<T>): void {
  const { definition } = context;
  const { name = '', uid, resourceVersion } = sent.metadata;
  const resource = resourceName(definition);
  if (uid && uid !== current.object.metadata.uid) throw otherUid(context, sent, current.object.metadata.uid);
  if (resourceVersion && resourceVersion !== '0') {
    if (resourceVersion !== String(current.revision)) throw ApiError.conflict(resource, name);
  } else if (definition.strategy.unconditionalUpdate === false) {
    // Upstream speaks of the resource here, where other faults speak of the kind.
    throw ApiError.invalid({ group: resource.group, kind: resource.plural }, name,
      [{ type: 'FieldValueInvalid', field: 'metadata.resourceVersion', value: 0, detail: 'must be specified for an update' }]);
  }
}

/** In the words of k8s.io/apiserver storage errors.go NewInvalidObjError. */
function otherUid<T extends KubeObject>({ definition }: WriteContext<T>, { metadata: { name = '', namespace, uid = '' } }: T, is = ''): ApiError {
  return ApiError.conflict(resourceName(definition), name, `StorageError: invalid object, Code: 4, Key: ${storageKey(definition, { namespace, name })}, ` +
    `ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${is}`);
}
