/**
 * The envelope of every protobuf object: `k8s` and a zero byte, then a message that says what is inside
 * (k8s.io/apimachinery pkg/runtime/serializer/protobuf, runtime.Unknown).
 */
import { wire } from './wire';
import { ProtobufError, WireReader } from './wire-reader';
import { WireWriter } from './wire-writer';

const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

export interface Enveloped {
  /** Empty where the sender left it out. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly message: WireReader;
}

/** Throws ProtobufError in upstream's words. */
export function openEnvelope(bytes: Buffer): Enveloped {
  if (bytes.length === 0) throw new ProtobufError('empty data');
  if (bytes.length < magic.length || bytes.compare(magic, 0, magic.length, 0, magic.length) !== 0) {
    throw new ProtobufError(`provided data does not appear to be a protobuf message, expected prefix [${[...magic].join(' ')}]`);
  }
  if (bytes.length === magic.length) throw new ProtobufError('empty body');
  const outer = new WireReader(bytes, magic.length);
  let type = { apiVersion: '', kind: '' };
  let message = new WireReader(bytes, bytes.length);
  for (let number = outer.next(); number > 0; number = outer.next()) {
    if (number > 2) outer.skip();
    else if (outer.wireType !== wire.delimited) throw new ProtobufError(`proto: wrong wireType = ${outer.wireType} for field ${number === 1 ? 'TypeMeta' : 'Raw'}`);
    else if (number === 1) type = readType(outer.message());
    else message = outer.message();
  }
  return { ...type, message };
}

function readType(from: WireReader): { apiVersion: string; kind: string } {
  const type = { apiVersion: '', kind: '' };
  for (let number = from.next(); number > 0; number = from.next()) {
    if (from.wireType !== wire.delimited || number > 2) from.skip();
    else type[number === 1 ? 'apiVersion' : 'kind'] = from.text();
  }
  return type;
}

/** contentEncoding and contentType, empty. */
const tail = Buffer.from([0x1a, 0x00, 0x22, 0x00]);

/** A message in its envelope. */
export function envelope(apiVersion: string, kind: string, message: Uint8Array): Buffer {
  const writer = new WireWriter(message.length + 64);
  writer.raw(tail);
  writer.message(2, () => writer.raw(message));
  writer.message(1, () => {
    writer.text(kind);
    writer.tag(2, wire.delimited);
    writer.text(apiVersion);
    writer.tag(1, wire.delimited);
  });
  writer.raw(magic);
  return writer.finish();
}
