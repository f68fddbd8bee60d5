/** Create: decode → owners → mutating admission → system fields → prepare → validate → canonicalize → validating admission → allocate → store. */
import { ApiError, type KubeObject, type ObjectKey, type WriteOptions } from '../../api';
import { anonymous, type Attempt, type Settlement } from '../admission';
import { encodeStored } from '../encoding';
import { storageKey } from '../keys';
import { resourceName } from '../reads';
import type { Entry } from '../resource-store';
import type { KeyValue } from '../storage/kv';
import { lifetime, strategyContext, type WriteContext } from './context';
import { decodeInput } from './decode';
import type { Change } from './ownership';
import { fillOnCreate, placeInNamespace } from './system-fields';
import { refuseInvalid, validateNew } from './validation';

/** Attempts at a name nobody has, when it is generated (KEP-4420). */
const maxNameAttempts = 8;

type CreateAttempt<T extends KubeObject> = Attempt<T> & { readonly object: T };

export interface CreateRequest<T extends KubeObject> {
  readonly input: unknown;
  /** That of the URL. */
  readonly namespace: string | undefined;
  readonly options: WriteOptions;
  readonly owners: Change<T>['owners'];
}

export async function createObject<T extends KubeObject>(context: WriteContext<T>, request: CreateRequest<T>): Promise<Entry<T>> {
  for (let attempt = 1; ; attempt++) {
    const object = decodeInput(context.definition, request.input, request.options);
    const generated = !object.metadata.name && Boolean(object.metadata.generateName);
    try {
      return await createOnce(context, object, request);
    } catch (error) {
      if (!generated || !ApiError.is(error, 'AlreadyExists')) throw error;
      if (attempt === maxNameAttempts) throw ApiError.noFreeName(resourceName(context.definition), object.metadata.name ?? '');
    }
  }
}

async function createOnce<T extends KubeObject>(context: WriteContext<T>, object: T, { namespace, options, owners }: CreateRequest<T>): Promise<Entry<T>> {
  const { definition, admission } = context;
  placeInNamespace(definition, object, namespace);
  if ((object.metadata.resourceVersion ?? '0') !== '0') throw ApiError.unknown('resourceVersion should not be set on objects to be created');
  object.metadata.managedFields = owners(object, undefined);
  fillOnCreate(context, object);
  const attempt = attemptOf(context, object, options);
  let settlement: Settlement = 'failed';
  try {
    await admission.mutate(attempt);
    const entry = await admitAndStore(context, attempt, options);
    if (!options.dryRun) settlement = 'stored';
    return entry;
  } finally {
    await admission.settled(attempt, settlement);
  }
}

function attemptOf<T extends KubeObject>({ definition, face }: WriteContext<T>, object: T, options: WriteOptions): CreateAttempt<T> {
  const { name = '', namespace } = object.metadata;
  const key: ObjectKey = definition.scope === 'Namespaced' ? { namespace, name } : { name };
  return {
    operation: 'CREATE', definition, requested: face.definition ?? definition, versions: face.versions, subresource: '', key, object, old: undefined,
    options, user: options.user ?? anonymous, dryRun: options.dryRun ?? false,
  };
}

async function admitAndStore<T extends KubeObject>(context: WriteContext<T>, attempt: CreateAttempt<T>, options: WriteOptions): Promise<Entry<T>> {
  const { definition, admission } = context;
  const { strategy } = definition;
  const { object, key } = attempt;
  strategy.prepareForCreate?.(object, strategyContext(context, attempt.user));
  refuseInvalid(definition, object, validateNew(definition, object));
  if (options.warn) for (const text of strategy.warnings?.(object, undefined) ?? []) options.warn(text);
  strategy.canonicalize?.(object);
  await admission.validate(attempt);
  await admission.allocate(attempt);
  const value = encodeStored(object, definition);
  return options.dryRun ? wouldStore(context, key, value) : store(context, key, value);
}

async function store<T extends KubeObject>(context: WriteContext<T>, key: ObjectKey, value: Buffer): Promise<Entry<T>> {
  const { definition, kv, cache } = context;
  const cas = await kv.create(storageKey(definition, key), value, lifetime(definition));
  if (cas.ok) return cache.written(key, value, cas.revision);
  throw alreadyExists(context, key, cas.current);
}

/** A dry run: what is there already is in the way all the same (k8s.io/apiserver registry/generic/registry DryRunnableStorage). */
async function wouldStore<T extends KubeObject>(context: WriteContext<T>, key: ObjectKey, value: Buffer): Promise<Entry<T>> {
  const { kv: there } = await context.kv.get(storageKey(context.definition, key));
  if (there) throw alreadyExists(context, key, there);
  return context.cache.make(key, value, 0);
}

function alreadyExists<T extends KubeObject>({ definition, cache }: WriteContext<T>, key: ObjectKey, current: KeyValue | undefined): ApiError {
  const there = current && cache.readable(current);
  return ApiError.alreadyExists(resourceName(definition), key.name, { deleting: there?.object.metadata.deletionTimestamp !== undefined });
}
