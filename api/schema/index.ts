/** What is known about the structure of a kind's objects; driven by facts for built-in kinds. */
import type { ApplyType } from '../apply/typed';
import type { FieldError } from '../field-error';

/** How strategic merge patch treats a field (k8s.io/apimachinery pkg/util/strategicpatch). */
export interface MergeFacts {
  /** The rule of one field of an object; undefined: unknown field. */
  field(name: string): MergeRule | undefined;
}

export interface MergeRule {
  readonly kind: 'scalar' | 'object' | 'map' | 'list';
  /** Lists merge instead of being replaced. */
  readonly merge: boolean;
  /** Key of merging lists of objects; absent: a set of scalars. */
  readonly mergeKey?: string;
  readonly retainKeys: boolean;
  readonly replace: boolean;
  /** Facts of the object, the list's items or the map's values, where those are objects. */
  readonly inner?: MergeFacts;
}

export interface Decoded<T> {
  readonly object: T;
  /** Unknown fields as `unknown field "spec.foo"`. */
  readonly faults: readonly string[];
}

export interface Schema<T> {
  /** `core.v1.Pod`. */
  readonly name: string;
  /**
   * A fresh object in canonical form from any JSON value: fields in the order in which they are served, zero values
   * dropped or printed as upstream does, quantities, times and integers normalised. Throws ApiError BadRequest for
   * values of a wrong type, with upstream's text.
   */
  decode(input: unknown): Decoded<T>;
  /** Fills in defaults given by markers (`protocol: TCP`), in place. */
  default(object: T): void;
  /** Required fields and closed enums, by ajv; the object is decoded and defaulted. */
  check(object: T): FieldError[];
  readonly merge: MergeFacts;
  /** An object that was stored, perhaps under other rules: what cannot be read is dropped. Default: `decode` and `default`. */
  decodeStored?(input: unknown): T;
  /** How it is applied, where the facts do not know the kind. */
  applied?(): ApplyType;
  /** How it is documented, where the facts do not know the kind. */
  readonly published?: PublishedModels;
}

/** OpenAPI models of a kind and of its list. */
export interface PublishedModels {
  readonly name: string;
  readonly listName: string;
  model(flavour: 'v2' | 'v3', common: CommonModels): Readonly<Record<string, unknown>>;
  list(item: Readonly<Record<string, unknown>>, common: CommonModels): Readonly<Record<string, unknown>>;
}

/** Schemas of what every object has, as the document refers to them. */
export interface CommonModels {
  readonly apiVersion: Readonly<Record<string, unknown>>;
  readonly kind: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly listMetadata: Readonly<Record<string, unknown>>;
}
