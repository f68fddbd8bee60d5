/**
 * From any JSON value to an object of a definition, in the form in which kube-apiserver serves it: fields in table
 * order, zero values dropped unless they are always printed, keys of maps sorted, numbers, times and quantities normalised.
 *
 * A decoder is compiled from the facts once per definition, on first use: closures, nothing interpreted per object.
 */
import { ApiError } from '../errors';
import { definitionFacts, type FieldFacts } from './facts';
import { goName, goType } from './go-types';
import { Mismatch } from './mismatch';
import { maxDepth, scalarReader, WrongType } from './scalars';
import { sortedKeys } from './sorted-keys';
import { isStruct, zeroOf } from './zeros';

/** What one decoding carries along: where it stands, and the unknown fields it met. */
class Session {
  readonly faults: string[] = [];
  /** Names of fields, indices of lists, `{ key }` of maps. Where a decoder throws, its place is still here. */
  readonly path: (string | number | { readonly key: string })[] = [];

  /** `spec.containers.name`: how Go's decoder names a place. */
  fieldPath(): string {
    return this.path.filter((part) => typeof part === 'string').join('.');
  }

  /** `spec.containers[0].name`: how strict decoding names it. */
  exactPath(name: string): string {
    return [...this.path, name].reduce<string>((text, part) => {
      if (typeof part === 'number') return `${text}[${part}]`;
      const segment = typeof part === 'string' ? part : part.key;
      return text ? `${text}.${segment}` : segment;
    }, '');
  }
}

/** `within` is the Go struct whose field is being read; Go names it in its errors. */
type Decode = (value: unknown, session: Session, within: string) => unknown;

/** A mismatch on its way to becoming the answer, with the struct it was found in. */
class Misfit extends Error {
  constructor(readonly fault: Mismatch, readonly within: string) {
    super(fault.message);
  }

  describe(session: Session): string {
    const field = session.fieldPath();
    return this.fault instanceof WrongType && field ? this.fault.inField(`${this.within}.${field}`) : this.fault.message;
  }
}

const decoders = new Map<string, Decode>();

function decoderOf(definition: string): Decode {
  let decoder = decoders.get(definition);
  if (!decoder) {
    // Definitions refer to each other and to themselves: the entry must exist before its fields are compiled.
    let compiled: Decode | undefined;
    decoder = (value, session, within) => (compiled ??= structDecoder(definition))(value, session, within);
    decoders.set(definition, decoder);
  }
  return decoder;
}

interface FieldPlan {
  readonly name: string;
  readonly decode: Decode;
  /** Printed for an absent value; undefined: nothing. */
  readonly absent: (() => unknown) | undefined;
  readonly dropped: (value: unknown) => boolean;
}

function structDecoder(definition: string): Decode {
  const fields = Object.entries(definitionFacts(definition).fields ?? {});
  // A struct without fields takes any map.
  if (fields.length === 0) return (value, session, within) => asObject(value, definition, session, within);
  const own = definition.slice(definition.lastIndexOf('.') + 1);
  const plans = fields.map(([name, facts]) => planOf(name, facts));
  const known = new Set(fields.map(([name]) => name));
  return (value, session, within) => {
    const input = asObject(value, definition, session, within);
    const out: Record<string, unknown> = {};
    let read = 0;
    for (const plan of plans) {
      const given = input[plan.name];
      if (given !== undefined) read++;
      if (given === undefined || given === null) {
        if (plan.absent) out[plan.name] = plan.absent();
        continue;
      }
      session.path.push(plan.name);
      const decoded = plan.decode(given, session, own);
      session.path.pop();
      if (!plan.dropped(decoded)) out[plan.name] = decoded;
    }
    const keys = Object.keys(input);
    if (keys.length > read) for (const key of keys) if (!known.has(key)) session.faults.push(`unknown field ${JSON.stringify(session.exactPath(key))}`);
    return out;
  };
}

function asObject(value: unknown, definition: string, session: Session, within: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Misfit(new WrongType(value, goName(definition)), within);
  if (session.path.length > maxDepth) throw new Misfit(new Mismatch('exceeded max depth'), within);
  return value as Record<string, unknown>;
}

function planOf(name: string, facts: FieldFacts): FieldPlan {
  const item = facts.ref ? decoderOf(facts.ref) : scalarDecoder(facts);
  const listed = facts.list ? listDecoder(item, facts) : item;
  return { name, decode: facts.map ? mapDecoder(listed, facts) : listed, absent: absentOf(facts), dropped: dropsOf(facts) };
}

function scalarDecoder(facts: FieldFacts): Decode {
  const read = scalarReader(facts, goType({ ...facts, list: false, map: false }));
  return (value, _session, within) => {
    try {
      return read(value);
    } catch (error) {
      throw error instanceof Mismatch ? new Misfit(error, within) : error;
    }
  };
}

/** null as an element is the element's zero value. */
function nullElement(item: Decode, facts: FieldFacts): Decode {
  return facts.ref ? (_value, session, within) => item({}, session, within) : () => zeroOf(facts);
}

function listDecoder(item: Decode, facts: FieldFacts): Decode {
  const ofNull = nullElement(item, facts);
  return (value, session, within) => {
    if (!Array.isArray(value)) throw new Misfit(new WrongType(value, goType({ ...facts, map: false })), within);
    const out = new Array<unknown>(value.length);
    for (let index = 0; index < value.length; index++) {
      session.path.push(index);
      out[index] = (value[index] === null ? ofNull : item)(value[index], session, within);
      session.path.pop();
    }
    return out;
  };
}

function mapDecoder(item: Decode, facts: FieldFacts): Decode {
  const ofNull = facts.list ? () => null : nullElement(item, facts);
  return (value, session, within) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Misfit(new WrongType(value, goType(facts)), within);
    const out: Record<string, unknown> = {};
    for (const key of sortedKeys(value)) {
      const element = (value as Record<string, unknown>)[key];
      if (facts.ref) session.path.push({ key });
      const decoded = (element === null ? ofNull : item)(element, session, within);
      if (facts.ref) session.path.pop();
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
    return () => decode({}, new Session(), '');
  }
  return facts.emitZero || isStruct(facts) ? () => zeroOf(facts) : undefined;
}

/** Whether omitempty drops a decoded value. */
function dropsOf(facts: FieldFacts): (value: unknown) => boolean {
  if (facts.emitZero) return () => false;
  if (facts.list && !facts.map) return (value) => (value as unknown[]).length === 0;
  if (facts.map) return (value) => isEmpty(value as object);
  if (facts.ptr || facts.ref || isStruct(facts)) return () => false;
  return (value) => value === '' || value === 0 || value === false;
}

function isEmpty(map: object): boolean {
  for (const key in map) if (Object.hasOwn(map, key)) return false;
  return true;
}

/** Decodes a value as a definition. Throws ApiError BadRequest in upstream's words; `faults` lists fields nobody knows. */
export function decodeAs(definition: string, input: unknown): { object: unknown; faults: readonly string[] } {
  const session = new Session();
  try {
    return { object: decoderOf(definition)(input, session, ''), faults: session.faults };
  } catch (error) {
    throw error instanceof Misfit ? refusal(definition, input, error.describe(session)) : error;
  }
}

/** k8s.io/apiserver pkg/endpoints/handlers transformDecodeError. */
function refusal(definition: string, input: unknown, detail: string): ApiError {
  const kind = definition.slice(definition.lastIndexOf('.') + 1);
  const version = String((input as { apiVersion?: unknown } | null)?.apiVersion ?? 'v1').split('/').at(-1) ?? '';
  return ApiError.badRequest(`${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${detail}`);
}
