/** Procedures (eviction, token): what is asked for is decoded and judged here, the work is the kind's. */
import { ApiError, type ClusterAccess, type KubeObject, type ObjectKey, type Procedure, type Resources, type WriteOptions } from '../../api';
import { admitBody } from './bodies';
import { strategyContext, type WriteContext } from './context';
import { decodeBody } from './decode';
import { kindName } from './subresources';
import { placeInNamespace } from './system-fields';

export interface ProcedureRequest<T extends KubeObject> {
  readonly key: ObjectKey;
  /** The subresource. */
  readonly name: string;
  readonly body: unknown;
  readonly options: WriteOptions;
  readonly own: Resources<T>;
  readonly cluster: ClusterAccess;
}

export async function runProcedure<T extends KubeObject>(context: WriteContext<T>, procedure: Procedure<T>, request: ProcedureRequest<T>): Promise<KubeObject | undefined> {
  const { key, name, options, own, cluster } = request;
  const { user, dryRun = false, warn } = options;
  const body = bodyOf(context, procedure, request);
  await admitBody(context, { key, subresource: name, body, options }, () => {
    const faults = procedure.schema.check(body);
    if (faults.length) throw ApiError.invalid(kindName(body), key.name, faults);
  });
  return procedure.run({ ...strategyContext(context, user), key, body, own, cluster, dryRun, ...(warn && { warn }) });
}

function bodyOf<T extends KubeObject>({ definition }: WriteContext<T>, { schema, versions }: Procedure<T>, { key, body, options }: ProcedureRequest<T>): KubeObject {
  const object = decodeBody(schema, body, options, versions);
  placeInNamespace(definition, object, key.namespace);
  return object;
}
