/**
 * From an object in canonical form to its protobuf message, with gogo's rules: value fields are written even when they
 * are zero, absence is only for pointers, bytes, lists and maps. A writer is compiled from the facts per definition, on first use.
 */
import type { Json } from '../../patch/own';
import type { FieldFacts } from '../facts';
import { slotsOf, type Slot } from './layout';
import { writeSpecial } from './specials-write';
import { wire } from './wire';
import type { WireWriter } from './wire-writer';

type WriteMessage = (writer: WireWriter, object: Json) => void;
type WriteField = (writer: WireWriter, object: Json) => void;
/** Writes a value, its tag included. Null is the zero value. */
type WriteValue = (writer: WireWriter, value: unknown) => void;

const writers = new Map<string, WriteMessage>();

/** Writes the fields of a message, the last one first. */
export function messageWriter(definition: string): WriteMessage {
  let write = writers.get(definition);
  if (!write) {
    // Definitions refer to themselves: the entry must exist before its fields are compiled.
    let fields: readonly WriteField[] | undefined;
    write = (writer, object) => {
      fields ??= slotsOf(definition).reverse().map(fieldWriter);
      for (const field of fields) field(writer, object);
    };
    writers.set(definition, write);
  }
  return write;
}

function fieldWriter(slot: Slot): WriteField {
  if ('inlined' in slot) {
    const write = messageWriter(slot.inlined);
    return (writer, object) => writer.message(slot.number, () => write(writer, object));
  }
  const { name, facts, number } = slot;
  if (facts.map) return mapWriter(name, facts, number);
  if (facts.list) return facts.pbItems ? itemsField(name, facts, number) : listWriter(name, facts, number);
  const write = valueWriter(facts, number);
  // Bytes are a slice: nil is absent.
  if (facts.ptr || facts.type === 'bytes') return (writer, object) => { if (object[name] != null) write(writer, object[name]); };
  return (writer, object) => write(writer, object[name]);
}

function listWriter(name: string, facts: FieldFacts, number: number): WriteField {
  const write = valueWriter(facts, number);
  return (writer, object) => {
    const list = object[name] as unknown[] | null | undefined;
    if (list) for (let i = list.length - 1; i >= 0; i--) write(writer, list[i]);
  };
}

/** A list in a message of its own (Verbs, ExtraValue). */
function itemsWriter(facts: FieldFacts, number: number): WriteValue {
  const write = valueWriter(facts, facts.pbItems ?? 1);
  return (writer, value) => writer.message(number, () => {
    const list = value as unknown[];
    for (let i = list.length - 1; i >= 0; i--) write(writer, list[i]);
  });
}

function itemsField(name: string, facts: FieldFacts, number: number): WriteField {
  const write = itemsWriter(facts, number);
  return (writer, object) => { if (object[name] != null) write(writer, object[name]); };
}

/** Entries in the order of their keys' bytes. */
function mapWriter(name: string, facts: FieldFacts, number: number): WriteField {
  const write = facts.list ? itemsWriter(facts, 2) : valueWriter(facts, 2);
  return (writer, object) => {
    const map = object[name] as Json | null | undefined;
    if (!map) return;
    for (const key of Object.keys(map).sort().reverse()) {
      writer.message(number, () => {
        const value = map[key];
        if (value != null || !facts.list) write(writer, value);
        writer.text(key);
        writer.tag(1, wire.delimited);
      });
    }
  };
}

function valueWriter(facts: FieldFacts, number: number): WriteValue {
  const { ref, type } = facts;
  if (ref) {
    const write = messageWriter(ref);
    return (writer, value) => writer.message(number, () => write(writer, (value ?? {}) as Json));
  }
  switch (type) {
    case 'string': return (writer, value) => { writer.text((value ?? '') as string); writer.tag(number, wire.delimited); };
    case 'bytes': return (writer, value) => { writer.text((value ?? '') as string, 'base64'); writer.tag(number, wire.delimited); };
    case 'integer': return (writer, value) => { writer.integer((value ?? 0) as number); writer.tag(number, wire.varint); };
    case 'boolean': return (writer, value) => { writer.boolean(value === true); writer.tag(number, wire.varint); };
    case 'number': return (writer, value) => { writer.double((value ?? 0) as number); writer.tag(number, wire.fixed64); };
    default: return (writer, value) => writer.message(number, () => writeSpecial(type, writer, value, messageWriter));
  }
}
