/** Views (status) and actions (binding): other bodies, the same compare-and-swap. */
import { ApiError, type Action, type KindName, type KubeObject, type ObjectKey, type ResourceDefinition, type View, type WriteOptions } from '../../api';
import { admitBody } from './bodies';
import { strategyContext, type WriteContext } from './context';
import { decodeBody } from './decode';
import { onExisting, ownersAsGiven } from './ownership';
import { updateObject } from './update';

export const kindName = ({ apiVersion, kind }: KubeObject): KindName =>
  ({ group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '', kind });

/** What an action decided is stored as it is: it is the server's own change. */
const asDecided = <T extends KubeObject>(): View<T> => ({ type: 'view', prepareForUpdate: (object) => object });

export async function invokeAction<T extends KubeObject>(context: WriteContext<T>, key: ObjectKey, name: string, body: unknown, options: WriteOptions): Promise<void> {
  const action = actionOf(context.definition, name);
  const input = decodeBody(action.schema, body, options);
  await admitBody(context, { key, subresource: name, body: input, options }, () => {
    const faults = [...action.schema.check(input), ...(action.validate?.(input) ?? [])];
    if (faults.length) throw ApiError.invalid(kindName(input), key.name, faults);
  });
  const make = (current: T): T => action.apply(current, input, strategyContext(context));
  await updateObject(context, { key, change: onExisting(make, ownersAsGiven), options: { ...options, subresource: name }, view: asDecided<T>() });
}

export const subresourceOf = <T extends KubeObject>({ subresources }: ResourceDefinition<T>, name: string) =>
  (Object.hasOwn(subresources, name) ? subresources[name] : undefined);

/** Undefined without a name: the object itself. */
export function viewOf<T extends KubeObject>(definition: ResourceDefinition<T>, name: string | undefined): View<T> | undefined {
  if (!name) return undefined;
  const found = subresourceOf(definition, name);
  if (found?.type !== 'view') throw ApiError.noSuchResource();
  return found;
}

function actionOf<T extends KubeObject>(definition: ResourceDefinition<T>, name: string): Action<T> {
  const found = subresourceOf(definition, name);
  if (found?.type !== 'action') throw ApiError.noSuchResource();
  return found;
}
