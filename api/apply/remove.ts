/**
 * An object without the members of a set: fields go with all that is in them, items leave their lists
 * (structured-merge-diff typed/remove.go). What has nothing left in it becomes null, which decoding drops.
 */
import { setOwn, type Json } from '../patch/own';
import { asMember, isEmpty, isMember, leaf, type FieldSet, type MutableFieldSet } from './field-set';
import { itemElement } from './items';
import type { ApplyType, DeducedType, FieldsType, ListType } from './typed';
import { childOf, fieldsIn, hasFields, isNamed, itemsIn } from './walk';

export function removeItems(type: ApplyType, value: unknown, set: FieldSet): unknown {
  if (isEmpty(set) || value === undefined || value === null) return value;
  if (hasFields(type, value)) return removeFields(type, value, set);
  return type.kind === 'list' ? removeFromList(type, value, set) : value;
}

function removeFields(type: FieldsType | DeducedType, value: unknown, set: FieldSet): unknown {
  const out: Json = {};
  let left = false;
  for (const [key, each] of Object.entries(fieldsIn(value))) {
    const child = childOf(type, key);
    const node = child && set[child.element];
    if (node && isMember(node)) continue;
    setOwn(out, key, node ? removeItems(child.type, each, node) : each);
    left = true;
  }
  return left ? out : null;
}

function removeFromList(type: ListType, value: unknown, set: FieldSet): unknown {
  const out: unknown[] = [];
  for (const item of itemsIn(value)) {
    const node = set[itemElement(type, item)];
    if (!node) out.push(item);
    else if (!isMember(node)) out.push(removeItems(type.items, item, node));
  }
  return out.length ? out : null;
}

/** The set with every named field on the way to a member as a member: structs are owned by nobody, but they can be removed. */
export function withNamedFields(type: ApplyType | undefined, set: FieldSet): FieldSet {
  const out: MutableFieldSet = {};
  for (const step in set) {
    if (step === '.') continue;
    const node = set[step] as FieldSet;
    const inner = withNamedFields(type && typeBelow(type, step), node);
    const named = isMember(node) || (type !== undefined && step.startsWith('f:') && isNamed(type, step.slice(2)));
    out[step] = isEmpty(inner) ? leaf : named ? asMember(inner) : inner;
  }
  return out;
}

function typeBelow(type: ApplyType, step: string): ApplyType | undefined {
  if (step.startsWith('f:')) return type.kind === 'fields' || type.kind === 'deduced' ? childOf(type, step.slice(2))?.type : undefined;
  return type.kind === 'list' && step.startsWith('k:') ? type.items : undefined;
}
