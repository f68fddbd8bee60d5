/**
 * What the machinery of all kinds wants to know of a kind's structure, made from a structural schema
 * (k8s.io/apiextensions-apiserver pkg/apiserver customresource_handler.go unstructuredSchemaCoercer).
 */
import { ApiError } from '../../errors';
import { formatFieldError, invalid, type FieldError } from '../../field-error';
import type { KubeObject } from '../../object';
import type { Decoded, MergeFacts, Schema } from '../../schema';
import { Mismatch, WrongType } from '../../schema/mismatch';
import { isObject, type Json } from '../../patch/own';
import { compileDefaults } from '../objects/default';
import { compileCoerce, compileEmbeddedCheck, compileSalvage, type Coerced } from '../objects/embedded';
import { compileListTypes } from '../objects/list-types';
import { compileDropNulls } from '../objects/nulls';
import { decodeMeta, salvageMeta } from '../objects/object-meta';
import { compilePrune } from '../objects/prune';
import { once } from '../once';
import { propertyOf, type Structural } from '../structural';
import { compileValidator } from '../validation';

/** Custom resources have no strategic merge: nothing is known of any field. */
const noMerge: MergeFacts = { field: () => undefined };

/** The storage splices the resourceVersion in behind metadata's uid, so nothing may stand before metadata that holds one. */
const firstKeys = ['kind', 'apiVersion', 'metadata'];

export interface StructuralSchema<T extends KubeObject = KubeObject> extends Schema<T> {
  /** An object that was stored, perhaps under another schema: what cannot be read is dropped. */
  decodeStored(input: unknown): T;
  /** Faults of an object that is new. */
  validate(object: T): FieldError[];
  /** Faults of a change; what was wrong before and has not changed is let be (KEP-4008). */
  validateUpdate(object: T, old: T): FieldError[];
  /** The same through /status, which sees the status alone. */
  validateStatusUpdate(object: T, old: T): FieldError[];
}

export interface Described {
  readonly version: string;
  readonly kind: string;
  /** Unique among schemas: `example.com.v1.Widget`. */
  readonly name: string;
  /** Absent: a version without a schema keeps everything. */
  readonly structural?: Structural;
}

const keepAll: Structural = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

export function structuralSchema<T extends KubeObject = KubeObject>({ version, kind, name, structural = keepAll }: Described): StructuralSchema<T> {
  const { decode, decodeStored } = decoders(structural, kind, version);
  const fill = once(() => compileDefaults(structural));
  return {
    name,
    decode: (input) => decode(input) as Decoded<T>,
    decodeStored: (input) => decodeStored(input) as T,
    default: (object) => fill()?.(object, firstKeys),
    // What is wrong depends on what was there before, which only validate and validateUpdate are told.
    check: () => [],
    merge: noMerge,
    ...validators(structural),
  };
}

type Decoders = { decode(input: unknown): Decoded<Json>; decodeStored(input: unknown): Json };

function decoders(schema: Structural, kind: string, version: string): Decoders {
  const prune = compilePrune(schema, { resource: true });
  const dropNulls = compileDropNulls(schema);
  const coerce = once(() => compileCoerce(schema));
  const salvage = once(() => compileSalvage(schema));
  const refused = (fault: string): ApiError => ApiError.undecodable(kind, version, fault);

  const bodyOf = (input: unknown, unknown: string[]): Json => {
    if (!isObject(input)) throw refused(new WrongType(input, 'map[string]interface {}').message);
    const { metadata, ...rest } = input;
    const body = pruned(prune, rest, unknown, refused) as Json;
    dropNulls(body);
    return { kind: input.kind, apiVersion: input.apiVersion, metadata, ...others(body) };
  };

  return {
    decode(input) {
      const unknown: string[] = [];
      const object = bodyOf(input, unknown);
      const meta = decodeMeta(object.metadata ?? {});
      if (typeof meta === 'string') throw refused(meta);
      object.metadata = meta.metadata;
      const coerced: Coerced = { faults: [], unknown: [] };
      coerce()?.(object, '', coerced);
      const [fault] = coerced.faults;
      if (fault) throw refused(formatFieldError(fault));
      const paths = [...meta.unknown.map((path) => `metadata.${path}`), ...unknown.sort(), ...coerced.unknown.sort()];
      return { object, faults: paths.map((path) => `unknown field ${JSON.stringify(path)}`) };
    },
    decodeStored(input) {
      const object = bodyOf(input, []);
      object.metadata = salvageMeta(object.metadata ?? {}) ?? {};
      salvage()?.(object, '', undefined);
      return object;
    },
  };
}

function pruned(prune: ReturnType<typeof compilePrune>, input: Json, unknown: string[], refused: (fault: string) => ApiError): unknown {
  try {
    return prune(input, '', unknown);
  } catch (error) {
    throw error instanceof Mismatch ? refused(error.message) : error;
  }
}

/** Everything behind the fields that come first. */
function others({ kind: _kind, apiVersion: _apiVersion, ...rest }: Json): Json {
  return rest;
}

function validators(schema: Structural): Pick<StructuralSchema, 'validate' | 'validateUpdate' | 'validateStatusUpdate'> {
  const validator = compileValidator(schema);
  const statusSchema = propertyOf(schema, 'status');
  const status = statusSchema && compileValidator(statusSchema);
  const embedded = once(() => compileEmbeddedCheck(schema));
  const listTypes = once(() => compileListTypes(schema));
  const found = (visit: typeof embedded, object: unknown): FieldError[] => {
    const faults: FieldError[] = [];
    visit()?.(object, '', faults);
    return faults;
  };
  // Lists that had their items twice before may go on so, as a whole.
  const changed = (object: unknown, old: unknown): FieldError[] =>
    [...found(embedded, object), ...(found(listTypes, old).length ? [] : found(listTypes, object))];
  return {
    validate: (object) => [...validator.validate(object), ...found(embedded, object), ...found(listTypes, object)],
    validateUpdate: (object, old) => [...validator.validateUpdate(object, old), ...changed(object, old)],
    validateStatusUpdate: (object, old) => [...statusFaults(status, object, old), ...changed(object, old)],
  };
}

type WithStatus = KubeObject & { readonly status?: unknown };

const statusFaults = (validator: ReturnType<typeof compileValidator> | undefined, { status }: WithStatus, old: WithStatus): FieldError[] =>
  (status === undefined ? [] : (validator?.validateUpdate(status, old.status, 'status') ?? []));

/** Whether rules in a language of their own can be asked at all (pkg/registry/customresource strategy.go hasBlockingErr). */
export function blocksRules(faults: readonly FieldError[]): FieldError | undefined {
  const blocking = ['FieldValueNotSupported', 'FieldValueRequired', 'FieldValueTooLong', 'FieldValueTooMany', 'FieldValueTypeInvalid'];
  if (!faults.some(({ type }) => blocking.includes(type))) return undefined;
  return invalid('<nil>', null, 'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation');
}

