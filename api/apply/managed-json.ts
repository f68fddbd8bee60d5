/** managedFields as they are stored. Most of an entry is its set of fields, whose JSON is known already. */
import type { FieldSet } from './field-set';
import { fieldsJson } from './interned';
import type { Entry } from './managed-fields';

/** As JSON.stringify would write them. */
export const managedJson = (entries: readonly Entry[]): string => `[${entries.map(entryJson).join(',')}]`;

function entryJson(entry: Entry): string {
  const { fieldsV1, subresource, ...head } = entry;
  if (fieldsV1 === undefined) return JSON.stringify(entry);
  const tail = subresource === undefined ? '' : `,"subresource":${JSON.stringify(subresource)}`;
  return `${JSON.stringify(head).slice(0, -1)},"fieldsV1":${fieldsJson(fieldsV1 as FieldSet)}${tail}}`;
}
