/** Delete: mark what must linger (grace, finalizers), remove what need not. */
import { type DeleteOptions, type KubeObject, type ObjectKey } from '../../api';
import { anonymous, type Attempt } from '../admission';
import { encodeStored, storesSame } from '../encoding';
import { storageKey } from '../keys';
import { notFound, readStored } from '../reads';
import type { Entry } from '../resource-store';
import type { WriteContext } from './context';
import { checkDeletePreconditions, markForDeletion } from './deletion';

export interface Deleted<T extends KubeObject> {
  readonly entry: Entry<T>;
  /** False: finalizers or grace hold it. */
  readonly gone: boolean;
}

export async function deleteObject<T extends KubeObject>(context: WriteContext<T>, key: ObjectKey, options: DeleteOptions): Promise<Deleted<T>> {
  const { definition, admission } = context;
  const name = storageKey(definition as never, key);
  await context.cache.start();
  let current = await readStored(context, name);
  for (;;) {
    if (!current) throw notFound(definition, key.name);
    const attempt: Attempt<T> = {
      operation: 'DELETE', definition, subresource: '', key, object: undefined, old: current.object, user: anonymous, dryRun: options.dryRun ?? false,
    };
    checkDeletePreconditions(definition, current.object, options);
    await admission.validate(attempt as unknown as Attempt);
    const outcome: { readonly done?: Deleted<T>; readonly current?: Entry<T> } = await attemptDelete(context, name, current, options);
    if (outcome.done) {
      if (outcome.done.gone && !options.dryRun) await admission.settled(attempt as unknown as Attempt, 'deleted');
      return outcome.done;
    }
    current = outcome.current;
  }
}

async function attemptDelete<T extends KubeObject>(
  { definition, kv, cache, clock }: WriteContext<T>, name: string, current: Entry<T>, options: DeleteOptions,
): Promise<{ readonly done?: Deleted<T>; readonly current?: Entry<T> }> {
  const { marked, remove } = markForDeletion(definition, current.object, options, clock.now());
  if (remove) {
    if (options.dryRun) return { done: { entry: current, gone: true } };
    const cas = await kv.delete(name, current.revision);
    if (cas.ok) return { done: { entry: current, gone: true } };
    return { current: cas.current && cache.entryOf(cas.current) };
  }
  const value = encodeStored(marked);
  if (options.dryRun || storesSame(definition as never, value, current)) return { done: { entry: cache.make(current.key, value, current.revision), gone: false } };
  const cas = await kv.update(name, value, current.revision);
  if (cas.ok) return { done: { entry: cache.make(current.key, value, cas.revision), gone: false } };
  return { current: cas.current && cache.entryOf(cas.current) };
}
