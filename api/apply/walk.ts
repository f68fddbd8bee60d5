/** What every walk over typed values asks. */
import { isObject, type Json } from '../patch/own';
import { fieldElement } from './path-element';
import { deduced, type ApplyField, type ApplyType, type DeducedType, type FieldsType } from './typed';

/** Whether this value merges by key. */
export const hasFields = (type: ApplyType, value: unknown): type is FieldsType | DeducedType =>
  type.kind === 'fields' || (type.kind === 'deduced' && isObject(value));

/** What a key of a struct or map holds; undefined: it must not have such a key. */
export function childOf(type: FieldsType | DeducedType, key: string): ApplyField | undefined {
  if (type.kind === 'deduced') return { element: fieldElement(key), type: deduced };
  return type.field(key) ?? (type.values && { element: fieldElement(key), type: type.values });
}

/** Whether the key is one that the schema names, rather than data. */
export const isNamed = (type: ApplyType, key: string): boolean => type.kind === 'fields' && type.field(key) !== undefined;

const nothing: Json = Object.freeze({});
const noItems: readonly unknown[] = Object.freeze([]);

export const fieldsIn = (value: unknown): Json => (isObject(value) ? value : nothing);
export const itemsIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : noItems);

export function hasKeys(value: Json): boolean {
  for (const key in value) if (value[key] !== undefined) return true;
  return false;
}
