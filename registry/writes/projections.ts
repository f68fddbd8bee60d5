/** Projections (/scale): another kind, computed from the object and written back into it by the same compare-and-swap. */
import {
  ApiError, apiVersionOf, applySchemaOf, kindOfDefinition, noReset, parentOwners, scaleOwners,
  type ApplyOptions, type KubeObject, type ObjectKey, type Projection, type ResourceDefinition, type WriteOptions,
} from '../../api';
import { readOne } from '../reads';
import type { WriteContext } from './context';
import { decodeBody } from './decode';
import { applying, onExisting, ownersAsGiven, ownersByChange, plainFace, type Change, type Owners, type Tracked } from './ownership';
import { kindName, subresourceOf } from './subresources';
import { checkIdentity } from './system-fields';
import { updateObject } from './update';

export interface ProjectionRequest {
  readonly key: ObjectKey;
  /** The subresource. */
  readonly name: string;
  readonly options: WriteOptions;
}

export async function readProjection<T extends KubeObject>(context: WriteContext<T>, key: ObjectKey, name: string): Promise<KubeObject> {
  return projectionOf(context.definition, name).read((await readOne(context, key)).object);
}

export function updateProjection<T extends KubeObject>(context: WriteContext<T>, request: ProjectionRequest, change: (current: KubeObject) => unknown): Promise<KubeObject> {
  return writeProjected(context, request, (tracked) => onExisting(change, ownersByChange(tracked)));
}

export function applyProjection<T extends KubeObject>(context: WriteContext<T>, request: ProjectionRequest, applied: unknown, options: ApplyOptions): Promise<KubeObject> {
  return writeProjected(context, request, (tracked) => applying(tracked, applied, options));
}

async function writeProjected<T extends KubeObject>(
  context: WriteContext<T>, { key, name, options }: ProjectionRequest, changeOf: (tracked: Tracked<KubeObject>) => Change<KubeObject>,
): Promise<KubeObject> {
  const projection = projectionOf(context.definition, name);
  const through = { ...options, subresource: name };
  const change = changeOf({ face: plainFace(applySchemaOf({ ...kindOfDefinition(projection.schema.name), schema: projection.schema })), reset: noReset, options: through, now: context.clock.now() });
  const make = (current: T): T => {
    const seen = withOwners(projection.read(current), scaleOwners(current.metadata.managedFields, projection.replicasPath));
    const sent = change.make(seen);
    return sent === seen ? current : written(context.definition, projection, current, decoded(context.definition, projection, key, sent, options), (object) => change.owners(object, seen));
  };
  const { entry } = await updateObject(context, { key, change: onExisting(make, ownersAsGiven), options: through });
  return projection.read(entry.object);
}

function decoded<T extends KubeObject>(definition: ResourceDefinition<T>, projection: Projection<T>, key: ObjectKey, sent: unknown, options: WriteOptions): KubeObject {
  const object = decodeBody(projection.schema, sent, options);
  checkIdentity(definition.scope, object, key);
  const faults = [...projection.schema.check(object), ...(projection.validate?.(object) ?? [])];
  if (faults.length) throw ApiError.invalid(kindName(object), key.name, faults);
  return object;
}

/** The object with the projection's change in it. The projection's own precondition counts, as if the client had sent the whole object. */
function written<T extends KubeObject>(definition: ResourceDefinition<T>, projection: Projection<T>, current: T, object: KubeObject, owners: (object: KubeObject) => Owners): T {
  const next = projection.write(current, object);
  const managedFields = parentOwners(current.metadata.managedFields, owners(object), apiVersionOf(definition), projection.replicasPath);
  const { resourceVersion, uid } = object.metadata;
  return { ...next, metadata: { ...next.metadata, resourceVersion, uid: uid || current.metadata.uid, managedFields } };
}

const withOwners = (object: KubeObject, managedFields: Owners): KubeObject => ({ ...object, metadata: { ...object.metadata, managedFields } });

function projectionOf<T extends KubeObject>(definition: ResourceDefinition<T>, name: string): Projection<T> {
  const found = subresourceOf(definition, name);
  if (found?.type !== 'projection') throw ApiError.noSuchResource();
  return found;
}
