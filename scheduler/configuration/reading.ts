/**
 * Strict reading of JSON values into types, with the texts of Go's decoder: a wrong type ends it, fields that nobody knows
 * are collected. Members that are absent or null are left out.
 */
import { ApiError, parseGoDuration, schemaFor } from '../../api';

/** What was written cannot be read at all. */
export class DecodeFault extends Error {}

/** Where a value stands. */
export interface Place {
  /** Of the object that it is a member of. */
  readonly struct: string;
  /** From the root on, as Go tells it: without indices. */
  readonly goPath: string;
  /** The same with indices. */
  readonly path: string;
  /** Takes the paths of unknown fields. */
  readonly unknown: (path: string) => void;
}

export type Reader<T> = (value: unknown, place: Place) => T;

export const rootOf = (unknown: Place['unknown']): Place => ({ struct: '', goPath: '', path: '', unknown });

const jsonKind = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value);

function wrong(value: unknown, goType: string, { struct, goPath }: Place): DecodeFault {
  const found = typeof value === 'number' && goType.startsWith('int') ? `number ${value}` : jsonKind(value);
  const where = struct ? `Go struct field ${struct}.${goPath}` : 'Go value';
  return new DecodeFault(`json: cannot unmarshal ${found} into ${where} of type ${goType}`);
}

const scalar = <T>(goType: string, is: (value: unknown) => value is T): Reader<T> => (value, place) => {
  if (!is(value)) throw wrong(value, goType, place);
  return value;
};

const whole = (most: number) => (value: unknown): value is number => Number.isInteger(value) && Math.abs(value as number) <= most;

export const text = scalar('string', (value) => typeof value === 'string');
export const flag = scalar('bool', (value) => typeof value === 'boolean');
export const int32 = scalar('int32', whole(2 ** 31 - 1));
export const int64 = scalar('int64', whole(Number.MAX_SAFE_INTEGER));
export const float = scalar('float32', (value) => typeof value === 'number');
/** Bytes in base64. */
export const bytes = scalar('[]uint8', (value): value is string => typeof value === 'string' && /^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$/.test(value));

/** As Go writes them: `15s`. */
export const duration: Reader<string> = (value, place) => {
  const given = text(value, place);
  if (durationMs(given) === undefined) throw new DecodeFault(`time: invalid duration ${JSON.stringify(given)}`);
  return given;
};

/** Milliseconds; undefined for what is no duration. */
export function durationMs(given: string): number | undefined {
  const size = parseGoDuration(given.replace(/^[+-]/, ''));
  return size === undefined ? undefined : given.startsWith('-') ? -size : size;
}

/** Any JSON value, as it is; members that are null never come here. */
export const anything: Reader<NonNullable<unknown>> = (value) => value ?? {};

export const listOf = <T>(item: Reader<T>, goType = '[]string'): Reader<readonly T[]> => (value, place) => {
  if (!Array.isArray(value)) throw wrong(value, goType, place);
  return value.map((one: unknown, i) => item(one ?? {}, { ...place, path: `${place.path}[${i}]` }));
};

type Fields<T> = { readonly [K in keyof Required<T>]: Reader<NonNullable<T[K]>> };

/** `zero`: what Go has where nothing is given, as far as it matters. */
export const struct = <T extends object>(name: string, fields: Fields<T>, zero: Partial<T> = {}): Reader<T> => (value, place) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(value, `v1.${name}`, place);
  const within = (path: string, key: string): string => (path ? `${path}.${key}` : key);
  const members = new Map<string, unknown>();
  // As they stand there, so that faults come in that order.
  for (const [key, given] of Object.entries(value)) {
    const at = { struct: name, goPath: within(place.goPath, key), path: within(place.path, key), unknown: place.unknown };
    const reader = Object.hasOwn(fields, key) ? fields[key as keyof T] as Reader<unknown> : undefined;
    if (!reader) place.unknown(at.path);
    else if (given !== null && given !== undefined) members.set(key, reader(given, at));
  }
  const read: Partial<Record<string, unknown>> = { ...zero };
  for (const key of Object.keys(fields)) if (members.has(key)) read[key] = members.get(key);
  // Each member has been read by the reader of its type.
  return read as T;
};

/** An object of Kubernetes' own API, such as `core.v1.NodeAffinity`. */
export const objectOf = <T extends object>(definition: string): Reader<T> => (value, place) => {
  const schema = schemaFor<T>(definition);
  try {
    const { object, faults } = schema.decode(value);
    for (const fault of faults) place.unknown(`${place.path}.${/^unknown field "(.*)"$/.exec(fault)?.[1] ?? fault}`);
    return object;
  } catch (error) {
    throw error instanceof ApiError && error.decodeFault ? new DecodeFault(`${place.path}: ${error.decodeFault.fault}`) : error;
  }
};
