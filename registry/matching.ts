/** What lists and watches select by. */
import { ApiError, type FieldSelector, type KubeObject, type ListOptions, type ResourceDefinition } from '../api';
import type { Entry } from './resource-store';

export type Match<T extends KubeObject> = (entry: Entry<T>) => boolean;

/** Undefined: everything. Throws BadRequest for a field that cannot be selected by. */
export function matcher<T extends KubeObject>(definition: ResourceDefinition<T>, options: Pick<ListOptions, 'labels' | 'fields'>): Match<T> | undefined {
  const labels = options.labels && !options.labels.empty ? options.labels : undefined;
  const fields = options.fields && !options.fields.empty ? options.fields : undefined;
  if (!labels && !fields) return undefined;
  if (fields) checkFields(definition, fields);
  return ({ object }) => (!labels || labels.matches(object.metadata.labels)) && (!fields || fields.matches((name) => fieldOf(definition, object, name)));
}

function fieldOf<T extends KubeObject>(definition: ResourceDefinition<T>, object: T, name: string): string {
  if (name === 'metadata.name') return object.metadata.name ?? '';
  if (name === 'metadata.namespace') return object.metadata.namespace ?? '';
  return definition.fields[name]?.(object) ?? '';
}

function checkFields<T extends KubeObject>(definition: ResourceDefinition<T>, fields: FieldSelector): void {
  for (const { field } of fields.requirements) {
    const known = field === 'metadata.name' || (field === 'metadata.namespace' && definition.scope === 'Namespaced') || Object.hasOwn(definition.fields, field);
    if (!known) throw ApiError.badRequest(`field label not supported: ${field}`);
  }
}
