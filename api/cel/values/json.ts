/** JSON as values, element by element when asked; and values as JSON. */
import { dyn } from '../types/types';
import type { Shape } from '../types/shape';
import { entriesOf, toArray } from './collections';
import { fail } from './errors';
import { fromBigInt } from './int';
import { formatDouble } from './numbers';
import { formatDuration, formatTimestamp } from './time';
import { Double, Duration, ListValue, MapValue, Opaque, Optional, Timestamp, TypeValue, Uint, type Value } from './values';

export class JsonList extends ListValue {
  constructor(protected readonly json: readonly unknown[], protected readonly element: Shape) {
    super();
  }

  get size(): number {
    return this.json.length;
  }

  at(index: number): Value {
    return this.element.wrap(this.json[index]);
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** An object as a map from strings; what is undefined is not there. */
export class JsonMap extends MapValue {
  private own: readonly string[] | undefined;

  constructor(private readonly json: JsonObject, private readonly element: Shape) {
    super();
  }

  get size(): number {
    return this.keys().length;
  }

  find(key: Value): Value | undefined {
    if (typeof key !== 'string' || !Object.hasOwn(this.json, key)) return undefined;
    const value = this.json[key];
    return value === undefined ? undefined : this.element.wrap(value);
  }

  keys(): readonly string[] {
    return (this.own ??= Object.keys(this.json).filter((key) => this.json[key] !== undefined));
  }
}

/** Whole numbers are ints, others doubles; what is a value already stays one. */
export const dynamic: Shape = { type: dyn, wrap: wrapDynamic };

function wrapDynamic(json: unknown): Value {
  switch (typeof json) {
    case 'string': case 'boolean': return json;
    case 'number': return wrapNumber(json);
    case 'bigint': return fromBigInt(json);
    case 'object': return wrapObject(json);
    default: return fail(`no such attribute(s)`);
  }
}

export function wrapNumber(json: number): Value {
  if (Number.isSafeInteger(json)) return json + 0;
  return Number.isInteger(json) && Math.abs(json) < 2 ** 63 ? fromBigInt(BigInt(json)) : new Double(json);
}

function wrapObject(json: object | null): Value {
  if (json === null) return null;
  if (Array.isArray(json)) return new JsonList(json, dynamic);
  const prototype: unknown = Object.getPrototypeOf(json);
  return prototype === Object.prototype || prototype === null ? new JsonMap(json as JsonObject, dynamic) : (json as Value);
}

/** What a value is in JSON (protobuf's mapping); big ints stay numbers. */
export function toJson(value: Value): unknown {
  if (value instanceof ListValue) return toArray(value).map(toJson);
  if (value instanceof MapValue) return Object.fromEntries(entriesOf(value).map(([key, each]) => [key instanceof Uint ? String(key.value) : String(key), toJson(each)]));
  if (value instanceof Double) return Number.isFinite(value.value) ? value.value : formatDouble(value.value).replace('Inf', 'Infinity').replace('+', '');
  if (value instanceof Uint) return Number(value.value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof Optional) return value.value === undefined ? null : toJson(value.value);
  if (value instanceof TypeValue) return value.type.name;
  if (value instanceof Opaque) return fail(`type conversion error from '${value.type.name}' to JSON`);
  return typeof value === 'bigint' ? Number(value) : value;
}
