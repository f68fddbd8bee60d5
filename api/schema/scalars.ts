/** The scalar and special types: how each is read, and what its zero is. */
import { canonicalQuantity, QuantityError } from '../quantity';
import type { FieldFacts } from './facts';

/** A value of a wrong type or form; `text` is what Go's decoder says of it. */
export class Mismatch extends Error {}

/** Throws Mismatch. `goType` names the type in Go, for the text. */
export type Reader = (value: unknown) => unknown;

/** How encoding/json names what it found. */
export function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return `number ${value}`;
  return typeof value;
}

/** Asks the caller to say where: `json: cannot unmarshal string into Go struct field X.y of type int32`. */
export class WrongType extends Mismatch {
  constructor(readonly found: unknown, readonly goType: string) {
    super(`json: cannot unmarshal ${jsonKind(found)} into Go value of type ${goType}`);
  }
}

const typed = (type: 'string' | 'boolean', goType: string): Reader => (value) => {
  if (typeof value !== type) throw new WrongType(value, goType);
  return value;
};

const ranges = { 32: [-(2 ** 31), 2 ** 31 - 1], 64: [-(2 ** 63), 2 ** 63 - 1] } as const;

function integer(bits: 32 | 64): Reader {
  const [least, most] = ranges[bits];
  return (value) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) throw new WrongType(value, `int${bits}`);
    return value;
  };
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new WrongType(value, 'float64');
  return value;
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function bytes(value: unknown): string {
  if (typeof value !== 'string') throw new WrongType(value, '[]uint8');
  if (!base64.test(value)) throw new Mismatch(`illegal base64 data at input byte ${value.search(/[^A-Za-z0-9+/=]|$/)}`);
  return value;
}

function quantity(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new WrongType(value, 'resource.Quantity');
  try {
    return canonicalQuantity(String(value));
  } catch (error) {
    if (error instanceof QuantityError) throw new Mismatch(error.message);
    throw error;
  }
}

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

function instant(value: unknown, layout: string): Date {
  if (typeof value !== 'string') throw new WrongType(value, 'string');
  const ms = rfc3339.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(ms)) throw new Mismatch(`parsing time ${JSON.stringify(JSON.stringify(value))} as ${JSON.stringify(JSON.stringify(layout))}: cannot parse ${JSON.stringify(value)} as "2006"`);
  return new Date(ms);
}

/** Already in the served form: the common case, and much cheaper than going through Date. */
const plainTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const plainMicroTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

function time(value: unknown): string {
  if (typeof value === 'string' && plainTime.test(value) && !Number.isNaN(Date.parse(value))) return value;
  return `${instant(value, '2006-01-02T15:04:05Z07:00').toISOString().slice(0, 19)}Z`;
}

function microTime(value: unknown): string {
  if (typeof value === 'string' && plainMicroTime.test(value) && !Number.isNaN(Date.parse(value))) return value;
  const date = instant(value, '2006-01-02T15:04:05.000000Z07:00');
  // Date keeps milliseconds; the digits behind them are the text's own.
  const fraction = /\.(\d+)/.exec(value as string)?.[1] ?? '';
  return `${date.toISOString().slice(0, 19)}.${fraction.padEnd(6, '0').slice(0, 6)}Z`;
}

function intOrString(value: unknown): number | string {
  if (typeof value === 'string') return value;
  return integer(32)(value) as number;
}

const verbatim: Reader = (value) => value;

export function scalarReader(field: FieldFacts): Reader {
  switch (field.type) {
    case 'string': return typed('string', 'string');
    case 'boolean': return typed('boolean', 'bool');
    case 'integer': return integer(field.int ?? 64);
    case 'number': return number;
    case 'bytes': return bytes;
    case 'quantity': return quantity;
    case 'time': return time;
    case 'microTime': return microTime;
    case 'intOrString': return intOrString;
    default: return verbatim;
  }
}

const zeros: Partial<Record<NonNullable<FieldFacts['type']>, unknown>> = {
  string: '', boolean: false, integer: 0, number: 0, bytes: null, quantity: '0', time: null, microTime: null, intOrString: 0,
  rawExtension: null, fieldsV1: null, json: null, any: null, schemaOrArray: null, schemaOrBool: null, schemaOrStringArray: null,
};

/** What an unset value of the type is printed as. */
export const zeroOf = (field: FieldFacts): unknown => zeros[field.type ?? 'any'] ?? null;

/** Types that Go's omitempty never drops, because they are structs. */
export const isStruct = ({ type }: FieldFacts): boolean =>
  type === 'quantity' || type === 'time' || type === 'microTime' || type === 'intOrString' || type === 'rawExtension' || type === 'fieldsV1';

/** How Go prints the field's type. */
export function goType(field: FieldFacts): string {
  const item = field.ref ? goName(field.ref) : goScalar(field);
  const listed = field.list ? `[]${item}` : item;
  return field.map ? `map[string]${listed}` : listed;
}

const goName = (ref: string): string => ref.split('.').slice(-2).join('.');

function goScalar({ type, int }: FieldFacts): string {
  switch (type) {
    case 'integer': return `int${int ?? 64}`;
    case 'boolean': return 'bool';
    case 'number': return 'float64';
    case 'bytes': return '[]uint8';
    case 'quantity': return 'resource.Quantity';
    case 'time': return 'v1.Time';
    case 'microTime': return 'v1.MicroTime';
    case 'intOrString': return 'intstr.IntOrString';
    default: return type ?? 'interface {}';
  }
}
