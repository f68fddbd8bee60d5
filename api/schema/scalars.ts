/** The scalar and special types: how a JSON value of each is read into the form in which it is served. */
import { canonicalQuantity, QuantityError } from '../quantity';
import { canonicalBase64 } from './base64';
import type { FieldFacts } from './facts';
import { Mismatch } from './mismatch';
import { microTime, time } from './times';

/** Deeper documents are refused: no definition nests so far, and walks are recursive. */
export const maxDepth = 512;

/** Throws Mismatch. */
export type Reader = (value: unknown) => unknown;

/** How encoding/json names what it found. */
function jsonKind(value: unknown, goType: string): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  // A number of the right kind that does not fit is shown.
  if (typeof value === 'number' && /^(int|float)\d+$/.test(goType)) return `number ${value}`;
  return value === null ? 'null' : typeof value;
}

/** A value of another type; Go's text for it also says in which field. */
export class WrongType extends Mismatch {
  constructor(private readonly found: unknown, private readonly goType: string) {
    super(`json: cannot unmarshal ${jsonKind(found, goType)} into Go value of type ${goType}`);
  }

  inField(field: string): string {
    return `json: cannot unmarshal ${jsonKind(this.found, this.goType)} into Go struct field ${field} of type ${this.goType}`;
  }
}

const typed = (type: 'string' | 'boolean', goType: string): Reader => (value) => {
  if (typeof value !== type) throw new WrongType(value, goType);
  return value;
};

const ranges = { 32: [-(2 ** 31), 2 ** 31 - 1], 64: [-(2 ** 63), 2 ** 63] } as const;

function integer(bits: 32 | 64): Reader {
  const [least, most] = ranges[bits];
  return (value) => {
    if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return value === 0 ? 0 : value;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) throw new WrongType(value, `int${bits}`);
    throw new Mismatch(`number ${value} cannot be kept exactly: integers beyond 2^53-1 are not supported`);
  };
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new WrongType(value, 'float64');
  return value;
}

function bytes(value: unknown): string {
  if (typeof value !== 'string') throw new WrongType(value, '[]uint8');
  return canonicalBase64(value);
}

/** Upstream hands the raw text of whatever stands there to its parser. */
function quantity(value: unknown): string {
  try {
    return canonicalQuantity(typeof value === 'string' ? value : JSON.stringify(value));
  } catch (error) {
    if (error instanceof QuantityError) throw new Mismatch(error.message);
    throw error;
  }
}

const text = typed('string', 'string') as (value: unknown) => string;
const port = integer(32);
const intOrString: Reader = (value) => (typeof value === 'string' ? value : port(value));

/** JSON of the client's own, kept as it is. */
function verbatim(value: unknown): unknown {
  if (isDeeperThan(value, maxDepth)) throw new Mismatch('exceeded max depth');
  return value;
}

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(inner, depth - 1));
}

export function scalarReader(field: FieldFacts, goType: string): Reader {
  switch (field.type) {
    case 'string': return typed('string', goType);
    case 'boolean': return typed('boolean', 'bool');
    case 'integer': return integer(field.int ?? 64);
    case 'number': return number;
    case 'bytes': return bytes;
    case 'quantity': return quantity;
    case 'time': return (value) => time(text(value));
    case 'microTime': return (value) => microTime(text(value));
    case 'intOrString': return intOrString;
    default: return verbatim;
  }
}
