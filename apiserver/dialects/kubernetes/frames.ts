/** Watch events as the bytes that go on the wire, in the kind the client wants. */
import type { KubeObject, Status } from '../../../api';
import type { Entry, Frame } from '../../../registry';
import { apiVersionOf } from '../../dialect';
import type { Call } from './call';
import type { EventType, Framing, Marks } from './framing';
import { partialObject } from './partial';
import { eventBytes, metadataForm, objectEventBytes, wholeForm, type Form } from './protobuf';
import { bookmarkTable, tableOptions, tableText } from './table';

export type FrameEncoder = (frame: Frame) => Buffer;

const heads: Readonly<Record<EventType, Buffer>> = {
  ADDED: Buffer.from('{"type":"ADDED","object":'),
  MODIFIED: Buffer.from('{"type":"MODIFIED","object":'),
  DELETED: Buffer.from('{"type":"DELETED","object":'),
};
const tail = Buffer.from('}\n');

const bookmarkOf = ({ store: { definition } }: Call, frame: Frame & { type: 'BOOKMARK' }): KubeObject => ({
  kind: definition.kind,
  apiVersion: apiVersionOf(definition),
  metadata: {
    resourceVersion: String(frame.revision),
    ...(frame.initialEventsEnd && { annotations: { 'k8s.io/initial-events-end': 'true' } }),
  },
});

/** An event whose object is this JSON text. */
const eventText = (type: Frame['type'] | 'ERROR', object: string): Buffer => Buffer.from(`{"type":"${type}","object":${object}}\n`);

/** An error within the stream is an event (410 Expired tells the client to list again). */
export const errorFrame = ({ answer }: Call, { json, protobuf }: Framing, status: Status): Buffer =>
  (answer.format === 'protobuf'
    ? protobuf.mark(objectEventBytes('meta.v1.Status', 'ERROR', { ...status, kind: 'Status', apiVersion: 'v1' }))
    : json.mark(eventText('ERROR', JSON.stringify(status))));

export function frameEncoder(call: Call, framing: Framing): FrameEncoder {
  const { as, format } = call.answer;
  if (format === 'protobuf') return protobufEncoder(call, framing.protobuf);
  if (!as) return wholeEncoder(call, framing.json);
  return as.kind === 'Table' ? tableEncoder(call, framing.json) : partialEncoder(call, framing.json, as.version);
}

function wholeEncoder(call: Call, { mark, shared }: Marks): FrameEncoder {
  const render = (type: EventType, entry: Entry): Buffer => mark(heads[type], entry.bytes, tail);
  return (frame) => (frame.type === 'BOOKMARK'
    ? mark(eventText('BOOKMARK', JSON.stringify(bookmarkOf(call, frame)))) : shared.encode(frame.type, frame.entry, render));
}

function protobufEncoder(call: Call, { mark, shared }: Marks): FrameEncoder {
  const { as } = call.answer;
  const form: Form = as ? metadataForm(as.version) : wholeForm(call.store.definition);
  const render = (type: EventType, entry: Entry): Buffer => mark(eventBytes(form, type, entry));
  return (frame) => {
    if (frame.type === 'BOOKMARK') {
      return mark(objectEventBytes(form.definition, 'BOOKMARK', { ...bookmarkOf(call, frame), kind: form.kind, apiVersion: form.apiVersion }));
    }
    return as ? render(frame.type, frame.entry) : shared.encode(frame.type, frame.entry, render);
  };
}

function partialEncoder(call: Call, { mark }: Marks, version: 'v1' | 'v1beta1'): FrameEncoder {
  return (frame) => {
    if (frame.type !== 'BOOKMARK') return mark(eventText(frame.type, partialObject(frame.entry, version)));
    const bookmark = { ...bookmarkOf(call, frame), kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}` };
    return mark(eventText('BOOKMARK', JSON.stringify(bookmark)));
  };
}

/** Column definitions come with the first event alone, as upstream's. */
function tableEncoder(call: Call, { mark }: Marks): FrameEncoder {
  const { store: { definition }, context: { clock } } = call;
  let options = tableOptions(call.query, call.answer.as!);
  return (frame) => {
    const object = frame.type === 'BOOKMARK'
      ? bookmarkTable(definition, bookmarkOf(call, frame), options)
      : tableText(definition, [frame.entry], { resourceVersion: String(frame.entry.revision) }, options, clock.now());
    options = { ...options, noHeaders: true };
    return mark(eventText(frame.type, object));
  };
}
