/**
 * What is asked of an action or a procedure (a Binding, an Eviction) passes admission as a new object of its own kind, for those
 * plugins that look at such.
 */
import { type KubeObject, type ObjectKey, type WriteOptions } from '../../api';
import { anonymous, type Attempt } from '../admission';
import type { WriteContext } from './context';

export interface Asked<B extends KubeObject> {
  readonly key: ObjectKey;
  readonly subresource: string;
  readonly body: B;
  readonly options: WriteOptions;
}

/** `check` throws for a body that is not in order; plugins may have changed it before. */
export async function admitBody<T extends KubeObject, B extends KubeObject>({ definition, face, admission }: WriteContext<T>, asked: Asked<B>, check: (body: B) => void): Promise<void> {
  const { key, subresource, body: object, options } = asked;
  const attempt: Attempt = {
    operation: 'CREATE', definition, requested: face.definition ?? definition, versions: face.versions, subresource, key, object, old: undefined,
    options, user: options.user ?? anonymous, dryRun: options.dryRun ?? false,
  };
  await admission.ofBodies.mutate(attempt);
  check(object);
  await admission.ofBodies.validate(attempt);
}
