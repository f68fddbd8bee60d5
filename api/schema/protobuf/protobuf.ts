/**
 * Protobuf, the other form of every built-in kind (`application/vnd.kubernetes.protobuf`): what typed Go clients send
 * and like best to get. Driven by the same facts as JSON; checked against upstream's own vectors.
 */
import type { Json } from '../../patch/own';
import { messageReader } from './decode';
import { messageWriter } from './encode';
import { closeEnvelope, openEnvelope } from './envelope';
import { WireWriter } from './wire-writer';

export { hasProtobuf } from './layout';
export { ProtobufError } from './wire-reader';
export { closeEnvelope } from './envelope';

const shared = new WireWriter(16 * 1024);

/**
 * The message of an object (decoded: times and quantities are canonical), without envelope, kind and apiVersion: the
 * form of an item in a list.
 */
export function encodeProtobuf(definition: string, object: object): Buffer {
  shared.reset();
  messageWriter(definition)(shared, object as Json);
  return shared.finish();
}

/** An object in its envelope, as it is sent. */
export const protobufOf = (definition: string, object: { apiVersion: string; kind: string }): Buffer =>
  closeEnvelope(object.apiVersion, object.kind, encodeProtobuf(definition, object));

/**
 * The JSON value of an enveloped object, to be decoded by the schema as if it had come as JSON. `definition` is what
 * it should be (`core.v1.Pod`): of another kind only `kind` and `apiVersion` are read. Throws ProtobufError.
 */
export function parseProtobuf(definition: string, bytes: Buffer): Json {
  const { apiVersion, kind, message } = openEnvelope(bytes);
  const value: Json = { ...(kind && { kind }), ...(apiVersion && { apiVersion }) };
  if (!kind || kind === definition.slice(definition.lastIndexOf('.') + 1)) messageReader(definition)(message, value, 0);
  return value;
}
