/** The scalar and special types: how each is read, and what its zero is. */
import { canonicalQuantity, QuantityError } from '../quantity';
import { readBytes } from './bytes';
import type { FieldFacts } from './facts';
import { Mismatch, WrongType } from './mismatch';
import { readMicroTime, readTime } from './time';

/** From a JSON value that is not null to the value as served. Throws Mismatch. */
export type Reader = (value: unknown) => unknown;

const typed = (type: 'string' | 'boolean', goType: string): Reader => (value) => {
  if (typeof value !== type) throw new WrongType(value, goType, type === 'string' ? type : undefined);
  return value;
};

function int32(value: unknown): number {
  if (typeof value !== 'number' || (value | 0) !== value) throw new WrongType(value, 'int32');
  return value;
}

/** Numbers that a JavaScript number cannot hold exactly are refused rather than changed. */
function int64(value: unknown): number {
  if (!Number.isSafeInteger(value)) throw new WrongType(value, 'int64');
  return value as number;
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new WrongType(value, 'float64');
  return value;
}

function bytes(value: unknown): string {
  if (typeof value !== 'string') throw new WrongType(value, '[]uint8');
  return readBytes(value);
}

/** The text of a number: all digits of a whole one. */
const numberText = (value: unknown): string => (Number.isInteger(value) ? BigInt(value as number).toString() : JSON.stringify(value));

function quantity(value: unknown): string {
  try {
    return canonicalQuantity(typeof value === 'string' ? value.trim() : numberText(value));
  } catch (error) {
    throw error instanceof QuantityError ? new Mismatch(error.message) : error;
  }
}

/** Types with a reader of their own do not know where they stand: their faults carry no field. */
function unplaced(value: unknown, goType: string): Mismatch {
  return new Mismatch(new WrongType(value, goType).message);
}

const time = (read: (text: string) => string | null): Reader => (value) => {
  if (typeof value !== 'string') throw unplaced(value, 'string');
  return read(value);
};

function intOrString(value: unknown): number | string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number' || (value | 0) !== value) throw unplaced(value, 'int32');
  return value;
}

/** Far more than any schema nests, and little enough for every recursive walk. */
export const maxDepth = 512;

function verbatim(value: unknown): unknown {
  checkDepth(value, maxDepth);
  return value;
}

function checkDepth(value: unknown, left: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (left === 0) throw new Mismatch('exceeded max depth');
  for (const inner of Object.values(value)) checkDepth(inner, left - 1);
}

export function scalarReader(field: FieldFacts): Reader {
  switch (field.type) {
    case 'string': return typed('string', goScalar(field));
    case 'boolean': return typed('boolean', 'bool');
    case 'integer': return field.int === 32 ? int32 : int64;
    case 'number': return number;
    case 'bytes': return bytes;
    case 'quantity': return quantity;
    case 'time': return time(readTime);
    case 'microTime': return time(readMicroTime);
    case 'intOrString': return intOrString;
    default: return verbatim;
  }
}

const zeros: Partial<Record<NonNullable<FieldFacts['type']>, unknown>> = {
  string: '', boolean: false, integer: 0, number: 0, quantity: '0', intOrString: 0,
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

/** `core.v1.PodSpec` -> `v1.PodSpec`: Go packages are named by their version. */
export const goName = (definition: string): string => definition.split('.').slice(-2).join('.');

function goScalar({ type, int, alias }: FieldFacts): string {
  switch (type) {
    case 'string': return alias ? goName(alias) : 'string';
    case 'integer': return `int${int ?? 64}`;
    case 'boolean': return 'bool';
    case 'number': return 'float64';
    case 'bytes': return '[]uint8';
    case 'quantity': return 'resource.Quantity';
    case 'time': return 'v1.Time';
    case 'microTime': return 'v1.MicroTime';
    case 'intOrString': return 'intstr.IntOrString';
    default: return 'interface {}';
  }
}
