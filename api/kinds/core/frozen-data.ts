/** What config maps and secrets share: their size, and that they may be frozen. */
import { forbidden, type FieldError } from '../../field-error';
import { when } from '../checks';
import { same } from '../equality';

export const maxDataBytes = 1024 * 1024;

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

/** Bytes that padded base64 text stands for. */
export const base64Length = (text: string): number => (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);

/** `immutable: true` cannot be taken back (KEP-1412). */
export function frozenFields<T extends { immutable?: boolean }>(object: T, old: T, fields: readonly (keyof T & string)[]): FieldError[] {
  if (!old.immutable) return [];
  const why = 'field is immutable when `immutable` is set';
  return [
    ...when(!object.immutable, () => forbidden('immutable', why)),
    ...fields.flatMap((field) => when(!same(object[field] ?? {}, old[field] ?? {}), () => forbidden(field, why))),
  ];
}
