/** An object of a YAML file as it goes over the wire: what is text there may be a number in YAML, and bytes are base64. */
import type { Kind } from './kinds/kind';
import { isFields, type Fields } from './member';

export const wireForm = ({ kind, texts }: Kind, object: Fields): Fields =>
  ({ ...texts.reduce<unknown>((value, path) => withText(value, path.split('.')), withBase64(object)) as Fields, kind });

const entriesMapped = (value: unknown, change: (member: unknown) => unknown): unknown => {
  if (Array.isArray(value)) return value.map(change);
  return isFields(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member)])) : value;
};

const withBase64 = (value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : entriesMapped(value, withBase64));

function withText(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (name === '*') return entriesMapped(value, (member) => withText(member, rest));
  return isFields(value) && name in value ? { ...value, [name]: withText(value[name], rest) } : value;
}
