/** Projections (scale) and actions (binding, eviction): other bodies, the same compare-and-swap. */
import { ApiError, type Action, type DeleteOptions, type KindName, type KubeObject, type ObjectKey, type Projection, type ResourceDefinition, type View, type WriteOptions } from '../../api';
import { readOne } from '../reads';
import { strategyContext, type WriteContext } from './context';
import { deleteObject } from './delete';
import { updateObject } from './update';

export async function readProjection<T extends KubeObject>(context: WriteContext<T>, key: ObjectKey, name: string): Promise<KubeObject> {
  return projectionOf(context.definition, name).read((await readOne(context, key)).object);
}

export async function updateProjection<T extends KubeObject>(
  context: WriteContext<T>, key: ObjectKey, name: string, change: (current: KubeObject) => unknown, options: WriteOptions,
): Promise<KubeObject> {
  const projection = projectionOf(context.definition, name);
  const through = (current: T): T => {
    const { object } = projection.schema.decode(change(projection.read(current)));
    projection.schema.default(object);
    const faults = [...projection.schema.check(object), ...(projection.validate?.(object) ?? [])];
    if (faults.length) throw ApiError.invalid(kindName(object), key.name, faults);
    const written = projection.write(current, object);
    // The projection's own precondition counts, as if the client had sent the whole object.
    return { ...written, metadata: { ...written.metadata, resourceVersion: object.metadata.resourceVersion, uid: object.metadata.uid || current.metadata.uid } };
  };
  const { entry } = await updateObject(context, { key, change: through, options: { ...options, subresource: name } });
  return projection.read(entry.object);
}

const kindName = ({ apiVersion, kind }: KubeObject): KindName =>
  ({ group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '', kind });

/** What an action decided is stored as it is: it is the server's own change. */
const asDecided = <T extends KubeObject>(): View<T> => ({ type: 'view', prepareForUpdate: (object) => object });

export async function invokeAction<T extends KubeObject>(context: WriteContext<T>, key: ObjectKey, name: string, body: unknown, options: WriteOptions): Promise<void> {
  const action = actionOf(context.definition, name);
  const { object: input } = action.schema.decode(body);
  action.schema.default(input);
  const faults = [...action.schema.check(input), ...(action.validate?.(input) ?? [])];
  if (faults.length) throw ApiError.invalid(kindName(input), key.name, faults);
  const change = (current: T): T => {
    const decided = action.apply(current, input, strategyContext(context));
    if ('delete' in decided) throw new DeletionDecided(decided.delete);
    return decided.update;
  };
  try {
    await updateObject(context, { key, change, options: { ...options, subresource: name }, view: asDecided<T>() });
  } catch (error) {
    if (!(error instanceof DeletionDecided)) throw error;
    await deleteObject(context, key, { ...error.options, dryRun: options.dryRun || error.options.dryRun });
  }
}

/** An action's decision on its way out of the update in which it was taken. */
class DeletionDecided extends Error {
  constructor(readonly options: DeleteOptions) {
    super('the action deletes the object');
  }
}

const subresourceOf = <T extends KubeObject>({ subresources }: ResourceDefinition<T>, name: string) =>
  (Object.hasOwn(subresources, name) ? subresources[name] : undefined);

/** Undefined without a name: the object itself. */
export function viewOf<T extends KubeObject>(definition: ResourceDefinition<T>, name: string | undefined): View<T> | undefined {
  if (!name) return undefined;
  const found = subresourceOf(definition, name);
  if (found?.type !== 'view') throw ApiError.noSuchResource();
  return found;
}

function projectionOf<T extends KubeObject>(definition: ResourceDefinition<T>, name: string): Projection<T> {
  const found = subresourceOf(definition, name);
  if (found?.type !== 'projection') throw ApiError.noSuchResource();
  return found;
}

function actionOf<T extends KubeObject>(definition: ResourceDefinition<T>, name: string): Action<T> {
  const found = subresourceOf(definition, name);
  if (found?.type !== 'action') throw ApiError.noSuchResource();
  return found;
}
