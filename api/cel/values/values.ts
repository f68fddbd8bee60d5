/**
 * Values of programs. JSON stays as it is: strings, booleans, null and whole numbers are their own values, lists and
 * objects are seen through wrappers that look at an element when it is asked for.
 */
import type { Type } from '../types/types';
import type { Int } from './int';

/** A double, so that whole numbers of JSON need no wrapper. */
export class Double {
  constructor(readonly value: number) {}
}

export class Uint {
  constructor(readonly value: bigint) {}
}

/** Nanoseconds since 1970. */
export class Timestamp {
  constructor(readonly nanos: bigint) {}
}

export class Duration {
  constructor(readonly nanos: bigint) {}
}

/** A value, or none. */
export class Optional {
  static readonly none = new Optional(undefined);

  constructor(readonly value: Value | undefined) {}
}

export abstract class ListValue {
  abstract readonly size: number;
  abstract at(index: number): Value;
  /** Whether the order of elements is of no matter: lists of Kubernetes that are sets or maps. */
  equals?(other: ListValue): boolean;
  concat?(other: ListValue): ListValue;
}

export type MapKey = string | boolean | Int | Uint;

export abstract class MapValue {
  abstract readonly size: number;
  abstract find(key: Value): Value | undefined;
  abstract keys(): readonly MapKey[];
  /** Where more than what the keys lead to counts. */
  equals?(other: MapValue): boolean;
  has(key: Value): boolean {
    return this.find(key) !== undefined;
  }
}

/** Values of libraries: what can be done with them their functions know. */
export abstract class Opaque {
  abstract readonly type: Type;
  /** In octets, where costs depend on it. */
  readonly size: number = 1;
  abstract equals(other: Opaque): boolean;
}

/** A type as a value: what `type(x)` is. */
export class TypeValue {
  constructor(readonly type: Type) {}
}

export type Value = null | boolean | string | Int | Double | Uint | Uint8Array | Timestamp | Duration | ListValue | MapValue | Optional | TypeValue | Opaque;
