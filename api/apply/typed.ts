/**
 * How server-side apply looks at objects: what merges, what is one unit, what names a list's items
 * (docs "Server-Side Apply", Merge strategy; sigs.k8s.io/structured-merge-diff schema).
 */
import type { Json } from '../patch/own';

/** What a scalar may hold; `untyped`: any of them (quantities, times, IntOrString). */
export type Scalar = 'string' | 'numeric' | 'boolean' | 'untyped';

export type ApplyType = LeafType | FieldsType | ListType | DeducedType;

/** Owned as one: scalars and whatever is atomic. `shape` is what it must look like; `any`: nothing is known. */
export interface LeafType {
  readonly kind: 'leaf';
  readonly shape: 'scalar' | 'map' | 'list' | 'any';
  readonly scalar?: Scalar;
  /** What is inside an atomic map or list: for checks only. */
  readonly inner?: () => ApplyType;
}

/** A struct, a map, or both: named fields, and what any other key holds. */
export interface FieldsType {
  readonly kind: 'fields';
  field(name: string): ApplyField | undefined;
  /** Of keys that are no named fields; absent: there are none. */
  readonly values?: ApplyType;
}

export interface ApplyField {
  /** `f:replicas` */
  readonly element: string;
  readonly type: ApplyType;
  /** Of a key of list items that leave it out. */
  readonly default?: unknown;
}

export interface ListType {
  readonly kind: 'list';
  /** Sorted. Empty: a set of scalars. */
  readonly keys: readonly string[];
  readonly items: ApplyType;
}

/** Nothing is declared: maps merge by key, everything else is one unit. */
export interface DeducedType { readonly kind: 'deduced' }

export const deduced: DeducedType = { kind: 'deduced' };

/** metadata.managedFields: who owns what is no field that could be owned. */
export const ownersField: LeafType = { kind: 'leaf', shape: 'any' };

/** A kind in one version, and the other versions of it that own fields of the same object. */
export interface ApplySchema {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly type: ApplyType;
  /** An object in which nothing is set, as this version prints it: what an object is compared with when it is created. */
  readonly empty: Json;
  /** The kind in another version (`apps/v1`); undefined when it is not served: who owns fields in it is forgotten. */
  at?(apiVersion: string): OtherVersion | undefined;
}

export interface OtherVersion {
  readonly type: ApplyType;
  /** From the schema's own version. */
  convert(object: Json): Json;
  /** To the schema's own version. */
  convertBack(object: Json): Json;
}

export const apiVersionOf = ({ group, version }: { readonly group: string; readonly version: string }): string => (group ? `${group}/${version}` : version);
