/** Follows objects that say something about pods, while their kinds are served. */
import { formatKey, keyOf, same, type KubeObject } from '../../api';
import { followCustomKinds } from '../../client';
import type { ResourceNames } from '../resources/shapes';
import { Judgements, type Fault, type JudgementContext } from './judgements';

/** What is wrong, also when it is found out later. */
export type Tell = (fault: Fault) => void;

export interface Followed<T extends KubeObject> {
  readonly names: readonly ResourceNames[];
  /** What is wrong with it. */
  put(object: T, tell: Tell): Fault | undefined;
  remove(object: T): void;
}

/** Returns how to leave. */
export function followRules<T extends KubeObject & { readonly spec: unknown }>(context: JudgementContext, { names, put, remove }: Followed<T>): () => void {
  const judged = new Judgements(context);
  return followCustomKinds(context, (definition, informers, signal) => {
    if (!names.some(({ group, kind }) => definition.group === group && definition.kind === kind)) return;
    const known = new Map<string, T>();
    const take = (object: T, old?: T): void => {
      if (old && same(old.spec, object.spec)) return;
      known.set(formatKey(keyOf(object)), object);
      judged.tell(definition, object, put(object, (fault) => judged.tell(definition, object, fault)));
    };
    const forget = (object: T): void => {
      known.delete(formatKey(keyOf(object)));
      remove(object);
    };
    informers.of(definition).on({ added: (object) => take(object as unknown as T), updated: (object, old) => take(object as unknown as T, old as unknown as T), deleted: (object) => forget(object as unknown as T) });
    // Without their kind they are gone too.
    signal.addEventListener('abort', () => [...known.values()].forEach(forget), { once: true });
  });
}
