/** Types that are messages of their own, written (facts/wire.json). The last field first, as everything the writer gets. */
import type { Json } from '../../patch/own';
import type { FieldType } from '../facts';
import { jsonSchema } from './specials-read';
import { wire } from './wire';
import type { WireWriter } from './wire-writer';

type MessageWriter = (definition: string) => (writer: WireWriter, object: Json) => void;

/** The content of the message; `value` may be null, the zero value. */
export function writeSpecial(type: FieldType | undefined, writer: WireWriter, value: unknown, messageWriter: MessageWriter): void {
  switch (type) {
    case 'quantity': return text(writer, 1, (value ?? '0') as string);
    case 'time': return writeTime(writer, value as string | null, false);
    case 'microTime': return writeTime(writer, value as string | null, true);
    case 'intOrString': return writeIntOrString(writer, (value ?? 0) as number | string);
    case 'schemaOrArray': return writeSchemaOr(writer, value, messageWriter, (item) => schema(writer, 2, item, messageWriter));
    case 'schemaOrStringArray': return writeSchemaOr(writer, value, messageWriter, (item) => text(writer, 2, item as string));
    case 'schemaOrBool': return writeSchemaOrBool(writer, value, messageWriter);
    default: if (value !== null && value !== undefined) text(writer, 1, JSON.stringify(value));
  }
}

function text(writer: WireWriter, number: number, value: string): void {
  writer.text(value);
  writer.tag(number, wire.delimited);
}

function integer(writer: WireWriter, number: number, value: number): void {
  writer.integer(value);
  writer.tag(number, wire.varint);
}

/** Seconds and nanoseconds of a Timestamp; the zero time is an empty message. */
function writeTime(writer: WireWriter, value: string | null | undefined, micro: boolean): void {
  if (!value) return;
  integer(writer, 2, micro ? Number(value.slice(20, 26)) * 1000 : 0);
  integer(writer, 1, Math.floor(Date.parse(value) / 1000));
}

function writeIntOrString(writer: WireWriter, value: number | string): void {
  const isText = typeof value === 'string';
  text(writer, 3, isText ? value : '');
  integer(writer, 2, isText ? 0 : value);
  integer(writer, 1, isText ? 1 : 0);
}

const schema = (writer: WireWriter, number: number, value: unknown, messageWriter: MessageWriter): void =>
  writer.message(number, () => messageWriter(jsonSchema)(writer, value as Json));

function writeSchemaOr(writer: WireWriter, value: unknown, messageWriter: MessageWriter, writeItem: (item: unknown) => void): void {
  if (Array.isArray(value)) [...value as unknown[]].reverse().forEach(writeItem);
  else if (value) schema(writer, 1, value, messageWriter);
}

function writeSchemaOrBool(writer: WireWriter, value: unknown, messageWriter: MessageWriter): void {
  if (typeof value === 'object' && value !== null) schema(writer, 2, value, messageWriter);
  // A schema allows what fits it.
  writer.boolean(Boolean(value));
  writer.tag(1, wire.varint);
}
