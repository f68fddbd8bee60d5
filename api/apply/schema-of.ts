/** The apply view of built-in resources. */
import type { KubeObject } from '../object';
import type { Json } from '../patch/own';
import type { Schema } from '../schema';
import { applyTypeOf } from './facts-type';
import { apiVersionOf, type ApplySchema, type OtherVersion } from './typed';

/** What of a ResourceDefinition says how it is applied. */
export interface Described<T extends KubeObject = KubeObject> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly schema: Schema<T>;
}

const known = new WeakMap<object, ApplySchema>();

/** The apply schema of a kind that the facts describe. */
export function applySchemaOf<T extends KubeObject>(described: Described<T>): ApplySchema {
  let schema = known.get(described);
  if (!schema) {
    const { group, version, kind } = described;
    const empty = described.schema.decode({ apiVersion: apiVersionOf(described), kind, metadata: {} }).object as unknown as Json;
    schema = { group, version, kind, empty, type: described.schema.applied?.() ?? applyTypeOf(described.schema.name) };
    known.set(described, schema);
  }
  return schema;
}

/** The schema of a kind that is served in several versions: what others own in them is seen through conversion. */
export const withVersions = (schema: ApplySchema, at: (apiVersion: string) => OtherVersion | undefined): ApplySchema => ({ ...schema, at });
