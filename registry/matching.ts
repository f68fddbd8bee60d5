/** What lists and watches select by. */
import { ApiError, unsupportedField, type FieldSelector, type KubeObject, type ListOptions, type ResourceDefinition } from '../api';
import { namespacePrefix, storageKey } from './keys';
import type { Entry } from './resource-store';
import type { FieldValue } from './sorted-entries';

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
    const fault = unsupportedField(definition, field);
    if (fault) throw ApiError.badRequest(fault);
  }
}

/** What every match says in a field, or a label, that has an index; undefined: nothing like that is asked for. */
export function indexedValue<T extends KubeObject>(definition: ResourceDefinition<T>, { fields, labels }: Pick<ListOptions, 'fields' | 'labels'>): FieldValue<T> | undefined {
  const { indexed = [], indexedLabels = [], fields: readers } = definition;
  const field = fields?.requirements.find((one) => one.operator === '=' && indexed.includes(one.field));
  if (field) return { field: field.field, value: field.value, read: readers[field.field]! };
  const label = labels?.requirements.find(({ key, operator, values }) => ['=', '==', 'in'].includes(operator) && values.length === 1 && indexedLabels.includes(key));
  return label && { field: label.key, value: label.values[0]!, read: ({ metadata }) => metadata.labels?.[label.key] ?? '' };
}

/**
 * Where in the store everything lies that can match: a selector that names the object or its namespace leaves the rest
 * out. Names that begin with this one lie there too.
 */
export function selectedPrefix<T extends KubeObject>(definition: ResourceDefinition<T>, { namespace, fields }: Pick<ListOptions, 'namespace' | 'fields'>): string {
  const exactly = (field: string): string | undefined => fields?.requirements.find((one) => one.field === field && one.operator === '=')?.value || undefined;
  const name = exactly('metadata.name');
  if (definition.scope === 'Cluster') return name ? storageKey(definition, { name }) : namespacePrefix(definition, undefined);
  const within = namespace || exactly('metadata.namespace');
  return within && name ? storageKey(definition, { namespace: within, name }) : namespacePrefix(definition, within);
}
