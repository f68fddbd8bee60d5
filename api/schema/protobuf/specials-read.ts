/** Types that are messages of their own, read (facts/wire.json). */
import { formatMicroTime, formatTime } from '../../clock';
import type { FieldType } from '../facts';
import { wire } from './wire';
import { ProtobufError, type WireReader } from './wire-reader';

type ReadObject = (definition: string, from: WireReader, depth: number) => unknown;

export const jsonSchema = 'apiextensions.v1.JSONSchemaProps';

export function readSpecial(type: FieldType | undefined, from: WireReader, depth: number, readObject: ReadObject): unknown {
  switch (type) {
    case 'quantity': return fieldsOf(from).texts.get(1) ?? '';
    case 'time': return readTime(from, false);
    case 'microTime': return readTime(from, true);
    case 'intOrString': return readIntOrString(from);
    case 'schemaOrArray': return readSchemaOr(from, depth, 1, readObject, readObject);
    case 'schemaOrStringArray': return readSchemaOr(from, depth, 1, readObject, (_, item) => item.rest().toString('utf8'));
    case 'schemaOrBool': return readSchemaOrBool(from, depth, readObject);
    default: return readJson(from);
  }
}

/** All fields of a message that has only numbers and texts. */
function fieldsOf(from: WireReader): { numbers: Map<number, number>; texts: Map<number, string> } {
  const numbers = new Map<number, number>();
  const texts = new Map<number, string>();
  for (let number = from.next(); number > 0; number = from.next()) {
    if (from.wireType === wire.varint) numbers.set(number, from.integer());
    else if (from.wireType === wire.delimited) texts.set(number, from.text());
    else from.skip();
  }
  return { numbers, texts };
}

/** The years that times are printed with. */
const earliest = Date.parse('0000-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59Z');

/** An empty message is the zero time. Fractions of seconds count only for those that print them (upstream's time_proto.go). */
function readTime(from: WireReader, micro: boolean): string | null {
  if (from.empty) return null;
  const { numbers } = fieldsOf(from);
  const ms = (numbers.get(1) ?? 0) * 1000;
  if (!(ms >= earliest && ms <= latest)) throw new ProtobufError('Time.MarshalJSON: year outside of range [0,9999]');
  if (!micro) return formatTime(ms);
  const microseconds = Math.floor((numbers.get(2) ?? 0) / 1000);
  return `${formatMicroTime(ms).slice(0, 20)}${String(microseconds).padStart(6, '0')}Z`;
}

function readIntOrString(from: WireReader): number | string {
  const { numbers, texts } = fieldsOf(from);
  return numbers.get(1) === 1 ? texts.get(3) ?? '' : numbers.get(2) ?? 0;
}

/** Raw JSON text. */
function readJson(from: WireReader): unknown {
  const text = fieldsOf(from).texts.get(1);
  if (!text) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ProtobufError('proto: embedded object is no JSON', { cause: error });
  }
}

function readSchemaOr(from: WireReader, depth: number, schemaNumber: number, readSchema: ReadObject, readItem: ReadObject): unknown {
  const items: unknown[] = [];
  let schema: unknown;
  for (let number = from.next(); number > 0; number = from.next()) {
    if (from.wireType !== wire.delimited) from.skip();
    else if (number === schemaNumber) schema = readSchema(jsonSchema, from.message(), depth + 1);
    else items.push(readItem(jsonSchema, from.message(), depth + 1));
  }
  return schema ?? items;
}

function readSchemaOrBool(from: WireReader, depth: number, readObject: ReadObject): unknown {
  let allows = false;
  let schema: unknown;
  for (let number = from.next(); number > 0; number = from.next()) {
    if (number === 1 && from.wireType === wire.varint) allows = from.integer() !== 0;
    else if (number === 2 && from.wireType === wire.delimited) schema = readObject(jsonSchema, from.message(), depth + 1);
    else from.skip();
  }
  return schema ?? allows;
}
