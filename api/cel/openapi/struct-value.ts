/** An object whose fields are declared (k8s.io/apiserver pkg/cel/common/valuesunstructured.go). */
import { isDeepStrictEqual } from 'node:util';
import { fieldNamed, type Field } from '../types/types';
import { equal } from '../values/equality';
import type { JsonObject } from '../values/json';
import { MapValue, type Value } from '../values/values';

export class StructValue extends MapValue {
  private own: readonly string[] | undefined;

  constructor(private readonly json: JsonObject, private readonly fields: ReadonlyMap<string, Field>) {
    super();
  }

  get size(): number {
    return Object.keys(this.json).length;
  }

  /** A field that is null is not there. */
  find(key: Value): Value | undefined {
    const field = typeof key === 'string' ? fieldNamed(this.fields, key) : undefined;
    if (!field || !Object.hasOwn(this.json, field.jsonName)) return undefined;
    const value = this.json[field.jsonName];
    return value === null || value === undefined ? undefined : field.shape.wrap(value);
  }

  /** Whatever the schema says of it. */
  raw(jsonName: string): unknown {
    return Object.hasOwn(this.json, jsonName) ? this.json[jsonName] : undefined;
  }

  keys(): readonly string[] {
    return (this.own ??= Array.from(this.fields).filter(([, { jsonName }]) => this.json[jsonName] != null && Object.hasOwn(this.json, jsonName)).map(([name]) => name));
  }

  /** Fields that are not declared count too, as they stand. */
  override equals(other: MapValue): boolean {
    if (!(other instanceof StructValue)) return this.keys().length === other.size && this.sameFields(other);
    return this.size === other.size && this.keys().length === other.keys().length && this.sameFields(other) && isDeepStrictEqual(this.undeclared(), other.undeclared());
  }

  private sameFields(other: MapValue): boolean {
    return this.keys().every((key) => {
      const theirs = other.find(key);
      return theirs !== undefined && equal(this.find(key) as Value, theirs);
    });
  }

  private undeclared(): unknown {
    const declared = new Set(Array.from(this.fields.values(), ({ jsonName }) => jsonName));
    return Object.fromEntries(Object.entries(this.json).filter(([name]) => !declared.has(name)));
  }
}
