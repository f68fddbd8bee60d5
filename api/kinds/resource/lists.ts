/** Lists and maps of bounded size (kubernetes pkg/apis/resource/validation validateSlice, validateSet, validateMap): one that is too large is not looked into. */
import { duplicate, type FieldError } from '../../field-error';
import { atMost, each } from '../checks';

type Check<T> = (item: T, field: string) => FieldError[];

export const bounded = <T>(items: readonly T[] | undefined, most: number, field: string, check: Check<T>): FieldError[] =>
  (items && items.length > most ? atMost(most, items, field) : each(items, field, check));

/** No two items have the same key; an empty one is a key too. */
export function boundedSet<T>(items: readonly T[] | undefined, most: number, field: string, check: Check<T>, keyOf: (item: T) => string, shown: (key: string) => unknown = (key) => key): FieldError[] {
  const faults = bounded(items, most, field, check);
  if (!items || items.length > most) return faults;
  const keys = items.map(keyOf);
  return [...faults, ...keys.flatMap((key, i) => (keys.indexOf(key) < i ? [duplicate(`${field}[${i}]`, shown(key))] : []))];
}

export const boundedTexts = (items: readonly string[] | undefined, most: number, field: string, check: Check<string>): FieldError[] =>
  boundedSet(items, most, field, check, (item) => item);

/** `longest`: paths show no more of a key. */
export function boundedMap<T>(map: Readonly<Record<string, T>> | undefined, most: number, longest: number, field: string, checkKey: Check<string>, check: Check<T>): FieldError[] {
  const entries = Object.entries(map ?? {});
  if (entries.length > most) return atMost(most, entries, field);
  return entries.flatMap(([key, item]) => {
    const at = `${field}[${shortened(key, longest)}]`;
    return [...checkKey(key, at), ...check(item, at)];
  });
}

function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const rest = longest - '...'.length;
  return `${text.slice(0, Math.ceil(rest / 2))}...${text.slice(text.length - Math.floor(rest / 2))}`;
}
