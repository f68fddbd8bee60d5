/**
 * Which fields differ between two states of an object: what ordinary writes own and what an apply may conflict over
 * (structured-merge-diff typed/compare.go). Unlike in an applied configuration, what comes or goes as a whole counts with
 * every struct, map and list in it.
 */
import { same } from '../kinds/equality';
import { isObject } from '../patch/own';
import { asMember, insert, isEmpty, leaf, noFields, union, without, type FieldSet, type MutableFieldSet } from './field-set';
import { indexItems } from './items';
import { ownersField, type ApplyType, type DeducedType, type FieldsType, type ListType } from './typed';
import { childOf, fieldsIn, hasFields, hasKeys, itemsIn } from './walk';

export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

export const noChange: Comparison = { added: noFields, modified: noFields, removed: noFields };

export const isSame = ({ added, modified, removed }: Comparison): boolean => isEmpty(added) && isEmpty(modified) && isEmpty(removed);

/** Everything whose value is another than before. */
export const changed = ({ added, modified }: Comparison): FieldSet => union(added, modified);

/** The comparison without these fields and what is below them. */
export function except({ added, modified, removed }: Comparison, fields: FieldSet): Comparison {
  return { added: without(added, fields), modified: without(modified, fields), removed: without(removed, fields) };
}

export function compare(type: ApplyType, before: unknown, after: unknown): Comparison {
  if (before === after) return noChange;
  const comparing = new Comparing();
  comparing.values(type, before, after);
  return comparing;
}

/** Of the object's own metadata.managedFields; in a template, they are a field like any other. */
const ownersDepth = 2;

class Comparing implements Comparison {
  readonly added: MutableFieldSet = {};
  readonly modified: MutableFieldSet = {};
  readonly removed: MutableFieldSet = {};
  private readonly path: string[] = [];

  values(type: ApplyType, before: unknown, after: unknown): void {
    if (before === after || (type === ownersField && this.path.length === ownersDepth)) return;
    if (before === undefined) insert(this.added, this.path, everything(type, after));
    else if (after === undefined) insert(this.removed, this.path, everything(type, before));
    else if (type.kind === 'list') this.lists(type, before, after);
    else if (hasFields(type, before) && hasFields(type, after)) this.fields(type, before, after);
    else if (!same(before, after)) insert(this.modified, this.path);
  }

  /** Empty is not null: where both sides have nothing in them, they are compared as they stand. */
  private fields(type: FieldsType | DeducedType, before: unknown, after: unknown): void {
    const [left, right] = [fieldsIn(before), fieldsIn(after)];
    if (!hasKeys(left) && !hasKeys(right)) return this.empties(before, after);
    for (const key in left) {
      if (left[key] !== undefined && left[key] !== right[key]) this.child(type, key, left[key], right[key]);
    }
    for (const key in right) {
      if (left[key] === undefined && right[key] !== undefined) this.child(type, key, undefined, right[key]);
    }
  }

  private child(type: FieldsType | DeducedType, key: string, before: unknown, after: unknown): void {
    const child = childOf(type, key);
    if (child) this.at(child.element, child.type, before, after);
  }

  private at(element: string, type: ApplyType, before: unknown, after: unknown): void {
    this.path.push(element);
    this.values(type, before, after);
    this.path.pop();
  }

  private empties(before: unknown, after: unknown): void {
    if (isObject(before) !== isObject(after) || Array.isArray(before) !== Array.isArray(after)) insert(this.modified, this.path);
  }

  private lists(type: ListType, before: unknown, after: unknown): void {
    const [left, right] = [itemsIn(before), itemsIn(after)];
    if (left.length === 0 && right.length === 0) return this.empties(before, after);
    // Most lists stay as they are: looking comes cheaper than naming each item.
    if (same(left, right)) return;
    const [known, given] = [indexItems(type, left), indexItems(type, right)];
    for (const [element, items] of known) this.items(element, type, items, given.get(element) ?? []);
    for (const [element, items] of given) if (!known.has(element)) this.items(element, type, [], items);
  }

  /** Items that share a name are one unit. */
  private items(element: string, type: ListType, before: readonly unknown[], after: readonly unknown[]): void {
    if (before.length <= 1 && after.length <= 1) return this.at(element, type.items, before[0], after[0]);
    const here = [...this.path, element];
    if (before.length >= 2 && after.length >= 2) {
      if (!same(before, after)) insert(this.modified, here);
    } else if (before.length >= 2) {
      this.at(element, type.items, undefined, after[0]);
      insert(this.removed, here);
    } else {
      this.at(element, type.items, before[0], undefined);
      insert(this.added, here);
    }
  }
}

/** A value with all that is in it, as one that came or went. */
function everything(type: ApplyType, value: unknown): FieldSet {
  const out: MutableFieldSet = {};
  if (hasFields(type, value)) {
    const fields = fieldsIn(value);
    for (const key in fields) {
      const child = fields[key] === undefined ? undefined : childOf(type, key);
      if (child) out[child.element] = everything(child.type, fields[key]);
    }
  } else if (type.kind === 'list') {
    for (const [element, items] of indexItems(type, itemsIn(value))) out[element] = items.length === 1 ? everything(type.items, items[0]) : leaf;
  }
  return isEmpty(out) ? leaf : asMember(out);
}
