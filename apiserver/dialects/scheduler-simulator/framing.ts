/** How an event of the stream is put: a line of JSON each, or a server-sent event (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
import type { Entry, Frame } from '../../../registry';
import { itemParts } from '../../dialect';
import type { SimulatedKind } from './kinds';

export interface Framing {
  readonly contentType: string;
  /** Bookmarks are nobody's news. */
  encode(kind: SimulatedKind, frame: Frame): Buffer;
  /** Says nothing, but that somebody is there. */
  readonly keepAlive: string;
}

type EventType = Exclude<Frame['type'], 'BOOKMARK'>;

const nothing = Buffer.alloc(0);

const framed = (contentType: string, keepAlive: string, head: (resource: string) => string, tail: string): Framing => {
  const end = Buffer.from(`}${tail}`);
  const render = ({ resource, definition }: SimulatedKind, type: EventType, entry: Entry): Buffer =>
    Buffer.concat([Buffer.from(`${head(resource)}{"Kind":"${resource}","EventType":"${type}","Obj":`), ...itemParts(definition, entry), end]);
  return { contentType, keepAlive, encode: (kind, frame) => (frame.type === 'BOOKMARK' ? nothing : render(kind, frame.type, frame.entry)) };
};

const lines = framed('application/json', '\n', () => '', '\n');
const serverSent = framed('text/event-stream', ':\n\n', (resource) => `event: ${resource}\ndata: `, '\n\n');

export const framingFor = (accept = ''): Framing => (/\btext\/event-stream\b/i.test(accept) ? serverSent : lines);
