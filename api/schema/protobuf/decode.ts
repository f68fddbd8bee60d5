/**
 * From a protobuf message to the JSON value of the same object, which then takes the way of every JSON value: zeros,
 * unknown enums and the order of fields are for the schema. A reader is compiled from the facts per definition, on first use.
 */
import { setOwn, type Json } from '../../patch/own';
import type { FieldFacts } from '../facts';
import { slotsOf, type Slot } from './layout';
import { readSpecial } from './specials-read';
import { wire } from './wire';
import { ProtobufError, type WireReader } from './wire-reader';

/** Adds what stands in a message to an object. */
export type ReadMessage = (reader: WireReader, into: Json, depth: number) => void;

type ReadValue = (reader: WireReader, depth: number) => unknown;
type ReadField = (reader: WireReader, into: Json, depth: number) => void;

/** Messages within messages: JSON schemas may nest, but walks are recursive. */
const maxDepth = 512;

const readers = new Map<string, ReadMessage>();

export function messageReader(definition: string): ReadMessage {
  let reader = readers.get(definition);
  if (!reader) {
    // Definitions refer to themselves: the entry must exist before its fields are compiled.
    let fields: ReadonlyMap<number, ReadField> | undefined;
    reader = (from, into, depth) => {
      fields ??= new Map(slotsOf(definition).map((slot) => [slot.number, fieldReader(slot)]));
      readFields(fields, from, into, depth);
    };
    readers.set(definition, reader);
  }
  return reader;
}

function readFields(fields: ReadonlyMap<number, ReadField>, from: WireReader, into: Json, depth: number): void {
  if (depth > maxDepth) throw new ProtobufError('exceeded max depth');
  for (let number = from.next(); number > 0; number = from.next()) {
    const read = fields.get(number);
    // What a newer client knows and we do not is left out, as every protobuf reader does.
    if (read) read(from, into, depth);
    else from.skip();
  }
}

/** The JSON value of a message. Throws ProtobufError. */
export function readObject(definition: string, from: WireReader, depth = 0): Json {
  const object: Json = {};
  messageReader(definition)(from, object, depth);
  return object;
}

function fieldReader(slot: Slot): ReadField {
  if ('inlined' in slot) {
    const read = messageReader(slot.inlined);
    return (reader, into, depth) => read(messageOf(reader, slot.inlined), into, depth + 1);
  }
  const { name, facts } = slot;
  if (facts.map) return mapReader(name, facts);
  if (facts.list) return facts.pbItems ? itemsField(name, facts) : listReader(name, facts);
  const read = valueReader(name, facts);
  return (reader, into, depth) => {
    into[name] = read(reader, depth);
  };
}

function listReader(name: string, facts: FieldFacts): ReadField {
  const read = valueReader(name, facts);
  const packed = facts.type === 'integer' || facts.type === 'boolean';
  return (reader, into, depth) => {
    const list = (into[name] ??= []) as unknown[];
    if (packed && reader.wireType === wire.delimited) readPacked(reader.message(), read, list);
    else list.push(read(reader, depth));
  };
}

/** No Kubernetes client packs, but every reader must understand it. */
function readPacked(numbers: WireReader, read: ReadValue, list: unknown[]): void {
  while (!numbers.empty) list.push(read(numbers, 0));
}

/** A list in a message of its own (Verbs, ExtraValue). */
function itemsReader(name: string, facts: FieldFacts): ReadValue {
  const read = valueReader(name, facts);
  return (reader, depth) => {
    const message = messageOf(reader, name);
    const list: unknown[] = [];
    for (let number = message.next(); number > 0; number = message.next()) {
      if (number === facts.pbItems) list.push(read(message, depth));
      else message.skip();
    }
    return list;
  };
}

function itemsField(name: string, facts: FieldFacts): ReadField {
  const read = itemsReader(name, facts);
  return (reader, into, depth) => {
    into[name] = read(reader, depth);
  };
}

function mapReader(name: string, facts: FieldFacts): ReadField {
  const read = facts.list ? itemsReader(name, facts) : valueReader(name, facts);
  return (reader, into, depth) => {
    const entry = messageOf(reader, name);
    let key = '';
    let value: unknown = null;
    for (let number = entry.next(); number > 0; number = entry.next()) {
      if (number === 1) key = textOf(entry, name);
      else if (number === 2) value = read(entry, depth);
      else entry.skip();
    }
    setOwn((into[name] ??= {}) as Json, key, value);
  };
}

const expect = (reader: WireReader, type: number, name: string): void => {
  if (reader.wireType !== type) throw new ProtobufError(`proto: wrong wireType = ${reader.wireType} for field ${goField(name)}`);
};

const goField = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const messageOf = (reader: WireReader, name: string): WireReader => {
  expect(reader, wire.delimited, name);
  return reader.message();
};

const textOf = (reader: WireReader, name: string): string => {
  expect(reader, wire.delimited, name);
  return reader.text();
};

function valueReader(name: string, { ref, type }: FieldFacts): ReadValue {
  if (ref) return (reader, depth) => readObject(ref, messageOf(reader, name), depth + 1);
  switch (type) {
    case 'string': return (reader) => textOf(reader, name);
    case 'bytes': return (reader) => { expect(reader, wire.delimited, name); return reader.base64(); };
    case 'integer': return (reader) => { expect(reader, wire.varint, name); return reader.integer(); };
    case 'boolean': return (reader) => { expect(reader, wire.varint, name); return reader.integer() !== 0; };
    case 'number': return (reader) => { expect(reader, wire.fixed64, name); return reader.double(); };
    default: return (reader, depth) => readSpecial(type, messageOf(reader, name), depth, readObject);
  }
}
