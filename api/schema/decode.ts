/**
 * From any JSON value to an object of a definition, in the form in which kube-apiserver serves it: fields in table
 * order, zero values dropped unless they are always printed, numbers, times and quantities normalised.
 *
 * A decoder is compiled from the facts once per definition, on first use: closures, nothing interpreted per object.
 */
import { ApiError } from '../errors';
import { definitionFacts, type FieldFacts } from './facts';
import { goType, isStruct, Mismatch, scalarReader, WrongType, zeroOf } from './scalars';

/** Where a value stands; becomes text only when there is something to say about it. */
interface At {
  readonly parent: At | undefined;
  /** `.spec`, `[0]`, `[key]`. */
  readonly segment: string;
}

interface Session {
  readonly faults: string[];
  depth: number;
}

type Decode = (value: unknown, at: At | undefined, session: Session) => unknown;

/** Deeper documents are refused: no definition nests so far, and the walk is recursive. */
const maxDepth = 512;

/** Upstream's `spec.containers[0].name`. */
function textOf(at: At | undefined, indices: boolean): string {
  const parts: string[] = [];
  for (let here = at; here; here = here.parent) if (indices || here.segment.startsWith('.')) parts.unshift(here.segment);
  return parts.join('').replace(/^\./, '');
}

const decoders = new Map<string, Decode>();

function decoderOf(definition: string): Decode {
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
  readonly segment: string;
  readonly decode: Decode;
  /** Printed for an absent value; undefined: nothing. */
  readonly absent: (() => unknown) | undefined;
  readonly dropped: (value: unknown) => boolean;
}

function compileStruct(definition: string): Decode {
  const fields = Object.entries(definitionFacts(definition).fields ?? {});
  const goStruct = definition.slice(definition.lastIndexOf('.') + 1);
  if (fields.length === 0) return freeForm(goStruct);
  const plans = fields.map(([name, facts]) => planOf(name, facts, goStruct));
  const known = new Set(fields.map(([name]) => name));
  return (value, at, session) => {
    const input = asObject(value, at, goStruct, session);
    const out: Record<string, unknown> = {};
    let read = 0;
    for (const plan of plans) {
      const given = input[plan.name];
      if (given !== undefined) read++;
      if (given === undefined || given === null) {
        if (plan.absent) out[plan.name] = plan.absent();
        continue;
      }
      const decoded = plan.decode(given, { parent: at, segment: plan.segment }, session);
      if (!plan.dropped(decoded)) out[plan.name] = decoded;
    }
    session.depth--;
    if (Object.keys(input).length > read) reportUnknown(input, known, at, session);
    return out;
  };
}

function asObject(value: unknown, at: At | undefined, goStruct: string, session: Session): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Located(new WrongType(value, `v1.${goStruct}`), at, goStruct);
  if (++session.depth > maxDepth) throw new Located(new Mismatch('exceeded max depth'), at, goStruct);
  return value as Record<string, unknown>;
}

/** A mismatch with its place, on its way to becoming the answer. */
class Located extends Error {
  constructor(readonly fault: Mismatch, readonly at: At | undefined, readonly goStruct: string) {
    super(fault.message);
  }

  describe(): string {
    const { fault } = this;
    if (!(fault instanceof WrongType) || !this.at) return fault.message;
    return fault.message.replace(/into Go value of type .*/, `into Go struct field ${this.goStruct}.${textOf(this.at, false)} of type ${fault.goType}`);
  }
}

function reportUnknown(input: object, known: ReadonlySet<string>, at: At | undefined, session: Session): void {
  for (const key of Object.keys(input)) {
    if (!known.has(key)) session.faults.push(`unknown field ${JSON.stringify(textOf({ parent: at, segment: `.${key}` }, true))}`);
  }
}

/** A struct without fields takes any map. */
const freeForm = (goStruct: string): Decode => (value, at, session) => {
  const input = asObject(value, at, goStruct, session);
  session.depth--;
  return input;
};

function planOf(name: string, facts: FieldFacts, goStruct: string): FieldPlan {
  const item = facts.ref ? decoderOf(facts.ref) : scalar(facts, goStruct);
  const listed = facts.list ? listOf(item, facts, goStruct) : item;
  const decode = facts.map ? mapOf(listed, facts, goStruct) : listed;
  return { name, segment: `.${name}`, decode, absent: absentOf(facts), dropped: dropsOf(facts) };
}

function scalar(facts: FieldFacts, goStruct: string): Decode {
  const read = scalarReader(facts);
  return (value, at) => {
    try {
      return read(value);
    } catch (error) {
      throw error instanceof Mismatch ? new Located(error, at, goStruct) : error;
    }
  };
}

function listOf(item: Decode, facts: FieldFacts, goStruct: string): Decode {
  const zero = facts.ref ? {} : zeroOf(facts);
  return (value, at, session) => {
    if (!Array.isArray(value)) throw new Located(new WrongType(value, goType(facts)), at, goStruct);
    return value.map((element: unknown, index) => (element === null ? (facts.ref ? item(zero, at, session) : zero) : item(element, { parent: at, segment: `[${index}]` }, session)));
  };
}

function mapOf(item: Decode, facts: FieldFacts, goStruct: string): Decode {
  const zero = facts.list ? null : facts.ref ? {} : zeroOf(facts);
  return (value, at, session) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Located(new WrongType(value, goType(facts)), at, goStruct);
    const out: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const element = (value as Record<string, unknown>)[key];
      const decoded = element === null ? zero : item(element, { parent: at, segment: `[${key}]` }, session);
      // Assigning `__proto__` would change the prototype in place of adding a key.
      if (key === '__proto__') Object.defineProperty(out, key, { value: decoded, enumerable: true, configurable: true, writable: true });
      else out[key] = decoded;
    }
    return out;
  };
}

/** What Go prints for a field that was not set (encoding/json with the field's tags). */
function absentOf(facts: FieldFacts): (() => unknown) | undefined {
  const collection = facts.list || facts.map;
  if (facts.omitzero) return undefined;
  if (facts.ptr || collection) return facts.emitZero ? () => null : undefined;
  if (facts.ref) {
    const decode = decoderOf(facts.ref);
    return () => decode({}, undefined, { faults: [], depth: 0 });
  }
  return facts.emitZero || isStruct(facts) ? () => zeroOf(facts) : undefined;
}

/** Whether omitempty drops a decoded value. */
function dropsOf(facts: FieldFacts): (value: unknown) => boolean {
  if (facts.emitZero) return () => false;
  if (facts.list) return (value) => (value as unknown[]).length === 0;
  if (facts.map) return (value) => Object.keys(value as object).length === 0;
  if (facts.ptr || facts.ref || isStruct(facts)) return () => false;
  return (value) => value === '' || value === 0 || value === false;
}

/** Decodes a value as a definition. Throws ApiError BadRequest in upstream's words; `unknown` lists fields nobody knows. */
export function decodeAs(definition: string, input: unknown): { object: unknown; faults: readonly string[] } {
  const session: Session = { faults: [], depth: 0 };
  try {
    return { object: decoderOf(definition)(input, undefined, session), faults: session.faults };
  } catch (error) {
    throw error instanceof Located ? refusal(definition, input, error) : error;
  }
}

function refusal(definition: string, input: unknown, error: Located): ApiError {
  const kind = definition.slice(definition.lastIndexOf('.') + 1);
  const version = String((input as { apiVersion?: unknown } | null)?.apiVersion ?? 'v1').split('/').at(-1) ?? '';
  return ApiError.badRequest(`${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${error.describe()}`);
}
