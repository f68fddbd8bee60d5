/**
 * The fields that an applied configuration names: its leaves, the items of its list maps and sets, the keys of its maps. That a
 * struct is there says nothing about who owns it (structured-merge-diff typed/tofieldset.go).
 */
import { asMember, leaf, noFields, type FieldSet, type MutableFieldSet } from './field-set';
import { indexItems } from './items';
import type { ApplyType, DeducedType, FieldsType, ListType } from './typed';
import { childOf, fieldsIn, hasFields, hasKeys, isNamed, itemsIn } from './walk';

export const toFieldSet = (type: ApplyType, value: unknown): FieldSet => nodeOf(type, value) ?? noFields;

/** The node of a value, a member where the value itself is owned; undefined: nothing in it is. */
function nodeOf(type: ApplyType, value: unknown): FieldSet | undefined {
  if (hasFields(type, value)) return fieldsNode(type, value);
  return type.kind === 'list' ? listNode(type, value) : leaf;
}

function fieldsNode(type: FieldsType | DeducedType, value: unknown): FieldSet | undefined {
  const out: MutableFieldSet = {};
  for (const [key, each] of Object.entries(fieldsIn(value))) {
    const child = each === undefined ? undefined : childOf(type, key);
    if (!child) continue;
    const node = nodeOf(child.type, each);
    if (isEmptyValue(each) || !isNamed(type, key)) out[child.element] = asMember(node ?? leaf);
    else if (node) out[child.element] = node;
  }
  return filled(out);
}

const isEmptyValue = (value: unknown): boolean => value === null || (typeof value === 'object' && !Array.isArray(value) && !hasKeys(fieldsIn(value)));

function listNode(type: ListType, value: unknown): FieldSet | undefined {
  const out: MutableFieldSet = {};
  for (const [element, items] of indexItems(type, itemsIn(value))) {
    const node = items.length === 1 ? nodeOf(type.items, items[0]) : undefined;
    out[element] = asMember(node ?? leaf);
  }
  return filled(out);
}

const filled = (set: FieldSet): FieldSet | undefined => {
  for (const _ in set) return set;
  return undefined;
};
