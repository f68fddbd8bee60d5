/**
 * Protobuf, the other form of every built-in kind (`application/vnd.kubernetes.protobuf`): what typed Go clients send
 * and like best to get. Driven by the same facts as JSON.
 *
 * A message is an object without kind and apiVersion, the form of an item in a list; enveloped, it is what is sent.
 */
import type { Json } from '../../patch/own';
import type { ListMeta } from '../types/meta.v1';
import { messageReader } from './decode';
import { messageWriter } from './encode';
import { envelope, openEnvelope } from './envelope';
import { wire } from './wire';
import { WireWriter } from './wire-writer';

export { envelope } from './envelope';
export { supports } from './layout';
export { ProtobufError } from './wire-reader';

const shared = new WireWriter(16 * 1024);

function written(write: (writer: WireWriter) => void): Buffer {
  shared.reset();
  write(shared);
  return shared.finish();
}

/** The message of a decoded object (times and quantities are canonical). */
export const encode = (definition: string, object: object): Buffer =>
  written((writer) => messageWriter(definition)(writer, object as Json));

export const encodeEnveloped = (definition: string, object: { apiVersion: string; kind: string }): Buffer =>
  envelope(object.apiVersion, object.kind, encode(definition, object));

/** The message of a list whose items are encoded already: every list has its metadata in field 1 and its items in field 2. */
export const encodeList = (metadata: ListMeta, items: readonly Buffer[]): Buffer => written((writer) => {
  for (let i = items.length - 1; i >= 0; i--) writer.message(2, () => writer.raw(items[i]!));
  writer.message(1, () => messageWriter('meta.v1.ListMeta')(writer, metadata as Json));
});

/** One event of a watch: a WatchEvent, which has no envelope, around an enveloped object. */
export const encodeWatchEvent = (type: string, object: Buffer): Buffer => written((writer) => {
  writer.message(2, () => writer.message(1, () => writer.raw(object)));
  writer.text(type);
  writer.tag(1, wire.delimited);
});

/**
 * The JSON value of an enveloped object, to be decoded by the schema as if it had come as JSON. `definition` is what
 * it should be (`core.v1.Pod`): of another kind only `kind` and `apiVersion` are read. Throws ProtobufError.
 */
export function parse(definition: string, bytes: Buffer): Json {
  const { apiVersion, kind, message } = openEnvelope(bytes);
  const value: Json = { ...(kind && { kind }), ...(apiVersion && { apiVersion }) };
  if (!kind || kind === definition.slice(definition.lastIndexOf('.') + 1)) messageReader(definition)(message, value, 0);
  return value;
}
