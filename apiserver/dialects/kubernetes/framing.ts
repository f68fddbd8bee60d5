/** How one event of a watch is marked off from the next on the wire. */
import type { Entry, Frame } from '../../../registry';

export type EventType = Exclude<Frame['type'], 'BOOKMARK'>;

/** For one format. */
export interface Marks {
  /** The bytes of an event, from its parts. */
  readonly mark: (...parts: readonly Buffer[]) => Buffer;
  readonly shared: SharedFrames;
}

export interface Framing {
  readonly json: Marks;
  readonly protobuf: Marks;
}

/**
 * All watchers of a resource are woken by the same event in the same turn of the loop; what the first one encodes
 * serves the others. Nothing is kept beyond the turn: a copy of every watched object would double the memory.
 */
export class SharedFrames {
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

const lineEnd = Buffer.from('\r\n');

const sizeOf = (parts: readonly Buffer[]): number => parts.reduce((size, part) => size + part.length, 0);

/** One chunk of HTTP/1.1 (RFC 9112, 7.1). */
const chunk = (...parts: readonly Buffer[]): Buffer => Buffer.concat([Buffer.from(`${sizeOf(parts).toString(16)}\r\n`, 'latin1'), ...parts, lineEnd]);

/** The length in four bytes goes before (k8s.io/apimachinery util/framer LengthDelimitedFramer). */
function delimited(...parts: readonly Buffer[]): Buffer {
  const size = Buffer.allocUnsafe(4);
  size.writeUInt32BE(sizeOf(parts));
  return chunk(size, ...parts);
}

/** In the body of an answer: JSON texts have a line each, messages say their length. */
export const chunkFraming: Framing = { json: { mark: chunk, shared: new SharedFrames() }, protobuf: { mark: delimited, shared: new SharedFrames() } };

const whole = (...parts: readonly Buffer[]): Buffer => (parts.length === 1 ? parts[0]! : Buffer.concat(parts));

/** In a WebSocket, which has messages of its own. */
export const messageFraming: Framing = { json: { mark: whole, shared: new SharedFrames() }, protobuf: { mark: whole, shared: new SharedFrames() } };
