/**
 * From any JSON value to an object of a definition, in the form in which kube-apiserver serves it: fields in table
 * order, zero values dropped unless they are always printed, keys of maps sorted, numbers, times and quantities normalised.
 *
 * A decoder is compiled from the facts once per definition, on first use: closures, nothing interpreted per object.
 */
import { ApiError } from '../errors';
import { Located, type At, type Decode, type Session } from './decoder';
import { definitionFacts, type FieldFacts } from './facts';
import { Mismatch, WrongType } from './mismatch';
import { goName, goType, isStruct, maxDepth, scalarReader, zeroOf, type Reader } from './scalars';
import { schemaOr } from './schema-or';
import { sortedKeys } from './sorted-keys';
import { unknownFields } from './unknown-fields';

const decoders = new Map<string, Decode>();

export function decoderOf(definition: string): Decode {
  let decoder = decoders.get(definition);
  if (!decoder) {
    // Definitions refer to each other and to themselves: the entry must exist before its fields are compiled.
    let compiled: Decode | undefined;
    decoder = (value, at, session) => (compiled ??= compileStruct(definition))(value, at, session);
    decoders.set(definition, decoder);
  }
  return decoder;
}

interface FieldPlan {
  readonly name: string;
  /** Of a plain scalar; everything else has `decode`. */
  readonly read: Reader | undefined;
  readonly decode: Decode;
  /** Printed for an absent value; undefined: nothing. */
  readonly absent: (() => unknown) | undefined;
  readonly dropped: (value: unknown) => boolean;
}

function compileStruct(definition: string): Decode {
  const struct = definition.slice(definition.lastIndexOf('.') + 1);
  const plans = Object.entries(definitionFacts(definition).fields ?? {}).map(([name, facts]) => planOf(name, facts));
  const places = new Map(plans.map(({ name }, index) => [name, index]));
  const goStruct = goName(definition);
  return (value, at, session) => {
    const input = asObject(value, goStruct, at, 'struct');
    if (++session.depth > maxDepth) throw new Located(new Mismatch('exceeded max depth'), at);
    const given = new Array<unknown>(plans.length);
    for (const key of Object.keys(input)) {
      const place = places.get(key);
      if (place === undefined) session.unknown = true;
      else given[place] = input[key];
    }
    const out: Record<string, unknown> = {};
    for (let i = 0; i < plans.length; i++) decodeField(plans[i] as FieldPlan, given[i], out, struct, at, session);
    session.depth--;
    return out;
  };
}

function decodeField(plan: FieldPlan, given: unknown, out: Record<string, unknown>, struct: string, at: At | undefined, session: Session): void {
  if (given === undefined || given === null) {
    if (plan.absent) out[plan.name] = plan.absent();
    return;
  }
  const value = plan.read
    ? readScalar(plan.read, given, plan.name, struct, at)
    : plan.decode(given, { parent: at, field: plan.name, struct }, session);
  if (!plan.dropped(value)) out[plan.name] = value;
}

function readScalar(read: Reader, given: unknown, field: string, struct: string, parent: At | undefined): unknown {
  try {
    return read(given);
  } catch (error) {
    throw error instanceof Mismatch ? new Located(error, { parent, field, struct }) : error;
  }
}

function asObject(value: unknown, type: string, at: At | undefined, kind?: 'struct'): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Located(new WrongType(value, type, kind), at);
  return value as Record<string, unknown>;
}

function planOf(name: string, facts: FieldFacts): FieldPlan {
  const item = itemOf(facts);
  const listed = facts.list ? listOf(item, facts) : item;
  const decode = facts.map ? mapOf(listed, facts) : listed;
  const plain = !facts.ref && !facts.list && !facts.map && !schemaOr(facts, decoderOf);
  return { name, read: plain ? scalarReader(facts) : undefined, decode, absent: absentOf(facts), dropped: dropsOf(facts) };
}

/** The decoder of one element of a list or map, or of the field itself. */
function itemOf(facts: FieldFacts): Decode {
  const special = facts.ref ? decoderOf(facts.ref) : schemaOr(facts, decoderOf);
  if (special) return special;
  const read = scalarReader(facts);
  return (value, at) => {
    try {
      return read(value);
    } catch (error) {
      throw error instanceof Mismatch ? new Located(error, at) : error;
    }
  };
}

/** What a null element stands for: the zero value of its type. */
function nullElement(item: Decode, facts: FieldFacts): Decode {
  if (facts.ref) return (_, at, session) => item({}, at, session);
  const zero = facts.type === 'bytes' ? '' : zeroOf(facts);
  return () => zero;
}

function listOf(item: Decode, facts: FieldFacts): Decode {
  const ofNull = nullElement(item, facts);
  const type = goType({ ...facts, map: false });
  return (value, at, session) => {
    if (!Array.isArray(value)) throw new Located(new WrongType(value, type), at);
    return value.map((element: unknown) => (element === null ? ofNull : item)(element, at, session));
  };
}

function mapOf(item: Decode, facts: FieldFacts): Decode {
  const ofNull = facts.list ? () => null : nullElement(item, facts);
  const type = goType(facts);
  return (value, at, session) => {
    const input = asObject(value, type, at);
    const out: Record<string, unknown> = {};
    for (const key of sortedKeys(input)) {
      const element = input[key];
      const decoded = (element === null ? ofNull : item)(element, at, session);
      // Assigning `__proto__` would change the prototype in place of adding a key.
      if (key === '__proto__') Object.defineProperty(out, key, { value: decoded, enumerable: true, configurable: true, writable: true });
      else out[key] = decoded;
    }
    return out;
  };
}

/** What Go prints for a field that was not set (encoding/json with the field's tags). */
function absentOf(facts: FieldFacts): (() => unknown) | undefined {
  if (facts.omitzero) return undefined;
  if (facts.ptr || facts.list || facts.map) return facts.emitZero ? () => null : undefined;
  if (facts.ref) {
    const decode = decoderOf(facts.ref);
    return () => decode({}, undefined, { unknown: false, depth: 0 });
  }
  return facts.emitZero || isStruct(facts) ? () => zeroOf(facts) : undefined;
}

const never = (): boolean => false;

/** Whether omitempty drops a decoded value. */
function dropsOf(facts: FieldFacts): (value: unknown) => boolean {
  if (facts.omitzero) return (value) => value === null;
  if (facts.emitZero) return never;
  if (facts.list) return (value) => (value as unknown[]).length === 0;
  if (facts.map) return (value) => Object.keys(value as object).length === 0;
  if (facts.ptr || facts.ref || isStruct(facts)) return never;
  return (value) => value === '' || value === 0 || value === false;
}

/** Decodes a value as a definition. Throws ApiError BadRequest in upstream's words; `faults` names fields nobody knows. */
export function decodeAs(definition: string, input: unknown): { object: unknown; faults: readonly string[] } {
  const session: Session = { unknown: false, depth: 0 };
  try {
    const object = decoderOf(definition)(input, undefined, session);
    return { object, faults: session.unknown ? unknownFields(definition, input) : [] };
  } catch (error) {
    throw error instanceof Located ? refusal(definition, input, error) : error;
  }
}

function refusal(definition: string, input: unknown, error: Located): ApiError {
  const kind = definition.slice(definition.lastIndexOf('.') + 1);
  const version = String((input as { apiVersion?: unknown } | null)?.apiVersion ?? 'v1').split('/').at(-1) ?? '';
  return ApiError.undecodable(kind, version, error.describe(), error.fault.inConversion);
}
