/** Shapes by schema, with what cost estimates need to know of them. */
import { bool, bytes, double, duration, dyn, int, listOf, mapOf, string, struct, timestamp, type Field, type Type } from '../types/types';
import type { Shape } from '../types/shape';
import { fail } from '../values/errors';
import { JsonList, JsonMap, wrapNumber, type JsonObject } from '../values/json';
import { parseDuration, parseTimestamp } from '../values/time';
import { Double, type Value } from '../values/values';
import { listOfKind } from './list-values';
import { StructValue } from './struct-value';

/** A shape with bounds. */
export interface DeclaredShape extends Shape {
  /** Characters, elements or entries at most; undefined where that says nothing. */
  readonly maxElements?: number;
  /** Octets of the least JSON. */
  readonly minSize: number;
  readonly element?: DeclaredShape;
}

const kindOf = (json: unknown): string => (json === null ? 'null' : Array.isArray(json) ? 'array' : typeof json);
const expected = (what: string, json: unknown): never => fail(`invalid data, expected ${what}, got ${kindOf(json)}`);

/** Null is a value where the schema allows it. */
export const nullable = (shape: DeclaredShape, allowed: boolean): DeclaredShape => ({
  ...shape,
  wrap: (json) => (json !== null ? shape.wrap(json) : allowed ? null : fail('invalid data, got null for schema with nullable=false')),
});

const text = (type: Type, minSize: number, maxElements: number, read: (text: string) => Value): DeclaredShape =>
  ({ type, minSize, maxElements, wrap: (json) => (typeof json === 'string' ? read(json) : expected('string', json)) });

export const stringShape = (maxElements: number): DeclaredShape => text(string, 2, maxElements, (value) => value);

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;
export const bytesShape = (maxElements: number): DeclaredShape =>
  text(bytes, 2, maxElements, (value) => (base64.test(value) ? Buffer.from(value, 'base64') : fail(`Invalid byte formatted string ${value}: illegal base64 data`)));

export const durationShape = text(duration, 3, 32, (value) => parseDuration(value) ?? fail(`Invalid duration ${value}`));
export const dateShape = text(timestamp, 12, 12, (value) => parseTimestamp(`${value}T00:00:00Z`) ?? fail(`Invalid date formatted string ${value}`));
export const dateTimeShape = text(timestamp, 21, 32, (value) => parseTimestamp(value) ?? fail(`Invalid date-time formatted string ${value}`));

export const boolShape: DeclaredShape = { type: bool, minSize: 4, wrap: (json) => (typeof json === 'boolean' ? json : expected('bool', json)) };
export const doubleShape: DeclaredShape = { type: double, minSize: 1, wrap: (json) => (typeof json === 'number' || typeof json === 'bigint' ? new Double(Number(json)) : expected('float', json)) };
export const intShape: DeclaredShape = { type: int, minSize: 1, wrap: wrapInt };

function wrapInt(json: unknown): Value {
  const value = typeof json === 'number' ? wrapNumber(json) : json;
  return typeof value === 'number' || typeof value === 'bigint' ? value : expected('int', json);
}

export const intOrStringShape = (maxElements: number): DeclaredShape => ({
  type: dyn, minSize: 1, maxElements,
  wrap: (json) => (typeof json === 'string' ? json : typeof json === 'number' ? wrapInt(json) : fail('invalid data, expected XIntOrString value to be either a string or integer')),
});

const array = (json: unknown): readonly unknown[] => (Array.isArray(json) ? json : fail('invalid data, expected an array for the provided schema with type=array'));
const object = (json: unknown): JsonObject =>
  (typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as JsonObject) : fail('invalid data, expected a map for the provided schema with type=object'));

export function listShape(element: DeclaredShape, maxElements: number, kind: string, keys: readonly string[]): DeclaredShape {
  return { type: listOf(element.type), element, maxElements, minSize: 2, wrap: (json) => listOfKind(new JsonList(array(json), element), kind, keys) };
}

export const mapShape = (element: DeclaredShape, maxElements: number): DeclaredShape =>
  ({ type: mapOf(string, element.type), element, maxElements, minSize: 2, wrap: (json) => new JsonMap(object(json), element) });

export const structShape = (name: string, fields: ReadonlyMap<string, Field>, minSize: number): DeclaredShape =>
  ({ type: struct(name, fields), minSize, wrap: (json) => new StructValue(object(json), fields) });
