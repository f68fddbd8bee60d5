/** Watch events as the bytes that go on the wire, in the kind the client wants. */
import type { KubeObject, Status } from '../../../api';
import type { Entry, Frame } from '../../../registry';
import type { Call } from './call';
import { apiVersionOf } from './item-text';
import { partialObject } from './partial';
import { eventBytes, metadataForm, objectEventBytes, wholeForm, type Form } from './protobuf';
import { bookmarkTable, tableOptions, tableText } from './table';

/** A frame as one chunk of HTTP/1.1 (RFC 9112, 7.1): a JSON text and its newline, or a protobuf frame, between the chunk's own lines. */
export type FrameEncoder = (frame: Frame) => Buffer;

export function chunkOf(...parts: readonly Buffer[]): Buffer {
  let size = 0;
  for (const part of parts) size += part.length;
  return Buffer.concat([Buffer.from(`${size.toString(16)}\r\n`, 'latin1'), ...parts, lineEnd]);
}

const lineEnd = Buffer.from('\r\n');

type EventType = Exclude<Frame['type'], 'BOOKMARK'>;

const heads: Readonly<Record<EventType, Buffer>> = {
  ADDED: Buffer.from('{"type":"ADDED","object":'),
  MODIFIED: Buffer.from('{"type":"MODIFIED","object":'),
  DELETED: Buffer.from('{"type":"DELETED","object":'),
};
const tail = Buffer.from('}\n');

/**
 * All watchers of a resource are woken by the same event in the same turn of the loop; what the first one encodes
 * serves the others. Nothing is kept beyond the turn: a copy of every watched object would double the memory.
 */
class SharedFrames {
  private frames = new Map<Entry, Buffer>();
  private type: EventType | undefined;
  private clearing = false;

  encode(type: EventType, entry: Entry, render: (type: EventType, entry: Entry) => Buffer): Buffer {
    if (this.type !== type) this.forget(type);
    let frame = this.frames.get(entry);
    if (!frame) {
      frame = render(type, entry);
      this.frames.set(entry, frame);
      this.forgetSoon();
    }
    return frame;
  }

  private forget(type: EventType | undefined): void {
    this.frames = new Map();
    this.type = type;
  }

  private forgetSoon(): void {
    if (this.clearing) return;
    this.clearing = true;
    setImmediate(() => {
      this.clearing = false;
      this.forget(undefined);
    });
  }
}

const sharedJson = new SharedFrames();
const sharedProtobuf = new SharedFrames();

const jsonChunk = (type: EventType, entry: Entry): Buffer => chunkOf(heads[type], entry.bytes, tail);

const bookmarkOf = ({ store: { definition } }: Call, frame: Frame & { type: 'BOOKMARK' }): KubeObject => ({
  kind: definition.kind,
  apiVersion: apiVersionOf(definition),
  metadata: {
    resourceVersion: String(frame.revision),
    ...(frame.initialEventsEnd && { annotations: { 'k8s.io/initial-events-end': 'true' } }),
  },
});

/** An event whose object is this JSON text. */
const eventChunk = (type: Frame['type'] | 'ERROR', object: string): Buffer => chunkOf(Buffer.from(`{"type":"${type}","object":${object}}\n`));

/** An error within the stream is an event (410 Expired tells the client to list again). */
export const errorChunk = ({ answer }: Call, status: Status): Buffer =>
  (answer.format === 'protobuf'
    ? chunkOf(objectEventBytes('meta.v1.Status', 'ERROR', { ...status, kind: 'Status', apiVersion: 'v1' }))
    : eventChunk('ERROR', JSON.stringify(status)));

export function frameEncoder(call: Call): FrameEncoder {
  const { as, format } = call.answer;
  if (format === 'protobuf') return protobufEncoder(call);
  if (!as) return (frame) => (frame.type === 'BOOKMARK' ? eventChunk('BOOKMARK', JSON.stringify(bookmarkOf(call, frame))) : sharedJson.encode(frame.type, frame.entry, jsonChunk));
  return as.kind === 'Table' ? tableEncoder(call) : partialEncoder(call, as.version);
}

function protobufEncoder(call: Call): FrameEncoder {
  const { as } = call.answer;
  const form: Form = as ? metadataForm(as.version) : wholeForm(call.store.definition);
  const render = (type: EventType, entry: Entry): Buffer => chunkOf(eventBytes(form, type, entry));
  return (frame) => {
    if (frame.type === 'BOOKMARK') {
      return chunkOf(objectEventBytes(form.definition, 'BOOKMARK', { ...bookmarkOf(call, frame), kind: form.kind, apiVersion: form.apiVersion }));
    }
    return as ? render(frame.type, frame.entry) : sharedProtobuf.encode(frame.type, frame.entry, render);
  };
}

function partialEncoder(call: Call, version: 'v1' | 'v1beta1'): FrameEncoder {
  return (frame) => {
    if (frame.type !== 'BOOKMARK') return eventChunk(frame.type, partialObject(frame.entry, version));
    const bookmark = { ...bookmarkOf(call, frame), kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}` };
    return eventChunk('BOOKMARK', JSON.stringify(bookmark));
  };
}

/** Column definitions come with the first event alone, as upstream's. */
function tableEncoder(call: Call): FrameEncoder {
  const { store: { definition }, context: { clock } } = call;
  let options = tableOptions(call.query, call.answer.as!);
  return (frame) => {
    const object = frame.type === 'BOOKMARK'
      ? bookmarkTable(definition, bookmarkOf(call, frame), options)
      : tableText(definition, [frame.entry], { resourceVersion: String(frame.entry.revision) }, options, clock.now());
    options = { ...options, noHeaders: true };
    return eventChunk(frame.type, object);
  };
}
