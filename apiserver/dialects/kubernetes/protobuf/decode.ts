/**
 * Request bodies as application/vnd.kubernetes.protobuf, which typed clients send (kubectl create since 1.32): from
 * the facts' field numbers to the JSON value of the same object.
 */
import { definitionFacts, formatTime, packageFacts, type FieldFacts } from '../../../../api';
import { BodySyntaxError, type ParsedBody } from '../../../dialect';
import { eachField, type Reader, type WireType } from './reader';

/** `k8s` and a zero byte, before the runtime.Unknown envelope (k8s.io/apimachinery runtime/serializer/protobuf). */
const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

/** Messages within messages; JSON schemas may nest. */
const maxDepth = 500;

type JsonObject = Record<string, unknown>;

type Slot = { readonly name: string; readonly facts: FieldFacts } | { readonly inlined: string };

const layouts = new Map<string, ReadonlyMap<number, Slot>>();

/** Whether objects of the definition have a protobuf form (custom resources do not). */
export const hasProtobuf = (definition: string): boolean => packageFacts(definition) !== undefined && definitionFacts(definition).noProto !== true;

/** The object in the envelope; `definition` is what it should be. Throws BodySyntaxError. */
export function parseProtobuf(bytes: Buffer, definition: string): ParsedBody {
  if (bytes.compare(magic, 0, magic.length, 0, Math.min(bytes.length, magic.length)) !== 0) {
    throw new BodySyntaxError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  }
  const { type, raw } = envelope(bytes.subarray(magic.length));
  const expected = definition.slice(definition.lastIndexOf('.') + 1);
  // What is of another kind is not read; the kind alone says what is wrong with it.
  const body = type.kind === undefined || type.kind === expected ? decodeMessage(raw, definition, 0) : {};
  return { value: { ...type, ...body }, duplicates: [] };
}

function envelope(bytes: Buffer): { type: { apiVersion?: string; kind?: string }; raw: Buffer } {
  let raw: Buffer = Buffer.alloc(0);
  const type: { apiVersion?: string; kind?: string } = {};
  eachField(bytes, (field, wire, reader) => {
    if (wire !== 2 || field > 2) return false;
    const value = reader.delimited();
    if (field === 2) raw = value;
    else Object.assign(type, typeMeta(value));
    return true;
  });
  return { type, raw };
}

function typeMeta(bytes: Buffer): { apiVersion?: string; kind?: string } {
  const type: { apiVersion?: string; kind?: string } = {};
  eachField(bytes, (field, wire, reader) => {
    if (wire !== 2 || field > 2) return false;
    const text = reader.delimited().toString('utf8');
    if (text) type[field === 1 ? 'apiVersion' : 'kind'] = text;
    return true;
  });
  return type;
}

function layoutOf(definition: string): ReadonlyMap<number, Slot> {
  let layout = layouts.get(definition);
  if (!layout) {
    const { fields = {}, inlined = [] } = definitionFacts(definition);
    const slots = new Map<number, Slot>(inlined.map(({ pb, ref }) => [pb, { inlined: ref }]));
    for (const [name, facts] of Object.entries(fields)) if (facts.pb !== undefined && facts.via === undefined) slots.set(facts.pb, { name, facts });
    layouts.set(definition, layout = slots);
  }
  return layout;
}

function decodeMessage(bytes: Buffer, definition: string, depth: number): JsonObject {
  if (depth > maxDepth) throw new BodySyntaxError('exceeded max depth');
  const layout = layoutOf(definition);
  const object: JsonObject = {};
  eachField(bytes, (number, wire, reader) => {
    const slot = layout.get(number);
    if (!slot) return false;
    if ('inlined' in slot) Object.assign(object, decodeMessage(delimited(wire, reader), slot.inlined, depth + 1));
    else addField(object, slot.name, slot.facts, wire, reader, depth);
    return true;
  });
  return object;
}

function addField(object: JsonObject, name: string, facts: FieldFacts, wire: WireType, reader: Reader, depth: number): void {
  if (facts.map) {
    const [key, value] = mapEntry(delimited(wire, reader), facts, depth);
    // Not by assignment: a key may be `__proto__`.
    Object.defineProperty(object[name] ??= {}, key, { value, writable: true, enumerable: true, configurable: true });
  } else if (facts.list && facts.pbItems) {
    object[name] = items(delimited(wire, reader), facts, depth);
  } else if (facts.list) {
    const list = (object[name] ??= []) as unknown[];
    list.push(decodeValue(facts, wire, reader, depth));
  } else {
    object[name] = decodeValue(facts, wire, reader, depth);
  }
}

/** Definitions that are maps of lists wrap each list in a message of its own. */
const items = (bytes: Buffer, facts: FieldFacts, depth: number): unknown[] => {
  const list: unknown[] = [];
  eachField(bytes, (field, wire, reader) => field === 1 && list.push(decodeValue(facts, wire, reader, depth)) > 0);
  return list;
};

function mapEntry(bytes: Buffer, facts: FieldFacts, depth: number): [string, unknown] {
  let key = '';
  let value: unknown = facts.list ? [] : facts.ref ? {} : facts.type === 'string' || facts.type === 'bytes' ? '' : undefined;
  eachField(bytes, (field, wire, reader) => {
    if (field === 1) key = delimited(wire, reader).toString('utf8');
    else if (field === 2) value = facts.list ? items(delimited(wire, reader), facts, depth) : decodeValue(facts, wire, reader, depth);
    else return false;
    return true;
  });
  return [key, value];
}

function decodeValue({ ref, type }: FieldFacts, wire: WireType, reader: Reader, depth: number): unknown {
  if (ref) return decodeMessage(delimited(wire, reader), ref, depth + 1);
  switch (type) {
    case 'string': return delimited(wire, reader).toString('utf8');
    case 'bytes': return delimited(wire, reader).toString('base64');
    case 'boolean': return varint(wire, reader) !== 0;
    case 'integer': return varint(wire, reader);
    case 'number': return wire === 1 ? reader.double() : mismatch(wire);
    default: return special(type, delimited(wire, reader), depth);
  }
}

const mismatch = (wire: WireType): never => { throw new BodySyntaxError(`proto: wrong wireType = ${wire}`); };

const delimited = (wire: WireType, reader: Reader): Buffer => (wire === 2 ? reader.delimited() : mismatch(wire));

const varint = (wire: WireType, reader: Reader): number => (wire === 0 ? reader.integer() : mismatch(wire));

/** Types that are messages of their own (facts/wire.json). */
function special(type: FieldFacts['type'], bytes: Buffer, depth: number): unknown {
  switch (type) {
    case 'quantity': return text(bytes, 1) ?? '0';
    case 'time': return time(bytes, 0);
    case 'microTime': return time(bytes, 6);
    case 'intOrString': return intOrString(bytes);
    case 'schemaOrArray': case 'schemaOrBool': case 'schemaOrStringArray': return schemaOr(type, bytes, depth);
    default: return rawJson(bytes);
  }
}

function text(bytes: Buffer, wanted: number): string | undefined {
  let found: string | undefined;
  eachField(bytes, (field, wire, reader) => {
    if (field !== wanted) return false;
    found = delimited(wire, reader).toString('utf8');
    return true;
  });
  return found;
}

function integers(bytes: Buffer): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  eachField(bytes, (field, wire, reader) => wire === 0 && Boolean(found.set(field, reader.integer())));
  return found;
}

/** An empty message is the zero time, null in JSON. Digits: those of the second's fraction that the type shows. */
function time(bytes: Buffer, digits: 0 | 6): string | null {
  if (bytes.length === 0) return null;
  const parts = integers(bytes);
  const seconds = parts.get(1) ?? 0;
  if (Math.abs(seconds) > 8.64e12) throw new BodySyntaxError('proto: time out of range');
  const whole = formatTime(seconds * 1000);
  return digits ? whole.replace('Z', `.${String(Math.floor((parts.get(2) ?? 0) / 1000)).padStart(digits, '0')}Z`) : whole;
}

function intOrString(bytes: Buffer): number | string {
  const parts = integers(bytes);
  return parts.get(1) === 1 ? text(bytes, 3) ?? '' : parts.get(2) ?? 0;
}

function rawJson(bytes: Buffer): unknown {
  const raw = text(bytes, 1);
  if (!raw) return null;
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    throw new BodySyntaxError('proto: embedded object is no JSON');
  }
}

const jsonSchema = 'apiextensions.v1.JSONSchemaProps';

function schemaOr(type: 'schemaOrArray' | 'schemaOrBool' | 'schemaOrStringArray', bytes: Buffer, depth: number): unknown {
  const schema = type === 'schemaOrBool' ? 2 : 1;
  let single: unknown;
  const many: unknown[] = [];
  eachField(bytes, (field, wire, reader) => {
    if (wire !== 2) return false;
    const value = reader.delimited();
    if (field === schema) single = decodeMessage(value, jsonSchema, depth + 1);
    else many.push(type === 'schemaOrStringArray' ? value.toString('utf8') : decodeMessage(value, jsonSchema, depth + 1));
    return true;
  });
  if (single !== undefined) return single;
  return type === 'schemaOrBool' ? integers(bytes).get(1) === 1 : many;
}
