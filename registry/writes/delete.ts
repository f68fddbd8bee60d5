/** Delete: mark what must linger (grace, finalizers), remove what need not. */
import { type DeleteOptions, type KubeObject, type ObjectKey } from '../../api';
import { anonymous, type Attempt } from '../admission';
import { encodeStored, storesSame } from '../encoding';
import { storageKey } from '../keys';
import { notFound, readStored } from '../reads';
import type { Entry } from '../resource-store';
import { lifetime, type WriteContext } from './context';
import { checkDeletion, planDeletion } from './deletion';

export interface Deleted<T extends KubeObject> {
  readonly entry: Entry<T>;
  /** False: finalizers or grace hold it. */
  readonly gone: boolean;
}

type Outcome<T extends KubeObject> =
  | { readonly type: 'done'; readonly result: Deleted<T> }
  /** Another write was faster. */
  | { readonly type: 'lost'; readonly current: Entry<T> | undefined };

export async function deleteObject<T extends KubeObject>(context: WriteContext<T>, key: ObjectKey, options: DeleteOptions): Promise<Deleted<T>> {
  const { definition, admission, cache, face } = context;
  const name = storageKey(definition, key);
  await cache.start();
  let current = await readStored(context, name);
  for (;;) {
    if (!current) throw notFound(definition, key.name);
    const attempt: Attempt<T> = {
      operation: 'DELETE', definition, requested: face.definition ?? definition, versions: face.versions, subresource: '', key, object: undefined, old: current.object,
      options, user: options.user ?? anonymous, dryRun: options.dryRun ?? false,
    };
    await admission.validate(attempt);
    checkDeletion(definition, current.object, options);
    const outcome: Outcome<T> = await attemptDelete(context, name, current, options);
    if (outcome.type === 'done') {
      if (outcome.result.gone && !options.dryRun) await admission.settled(attempt, 'deleted');
      return outcome.result;
    }
    current = outcome.current;
  }
}

async function attemptDelete<T extends KubeObject>(context: WriteContext<T>, name: string, current: Entry<T>, options: DeleteOptions): Promise<Outcome<T>> {
  const { definition, kv, cache, clock } = context;
  const plan = planDeletion(definition, current.object, options, clock.now());
  const done = (entry: Entry<T>, gone = false): Outcome<T> => ({ type: 'done', result: { entry, gone } });
  if (plan.type === 'wait') return done(current);
  if (plan.type === 'remove') {
    const cas = options.dryRun ? undefined : await kv.delete(name, current.revision);
    return cas && !cas.ok ? { type: 'lost', current: cas.current && cache.entryOf(cas.current) } : done(current, true);
  }
  const value = encodeStored(plan.marked, definition);
  if (storesSame(value, current)) return done(current);
  if (options.dryRun) return done(cache.make(current.key, value, current.revision));
  const cas = await kv.update(name, value, current.revision, lifetime(definition));
  return cas.ok ? done(cache.written(current.key, value, cas.revision)) : { type: 'lost', current: cas.current && cache.entryOf(cas.current) };
}
