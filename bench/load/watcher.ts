/** A watch over a bare socket that only counts events. */
import type { Socket } from 'node:net';
import { encodeRequest, openSocket, type Target } from './connection';

/** Every event of a stream begins so; counting it is all the parsing there is. */
const anyEvent = '{"type":"';

export interface EventCounter {
  /** Resolves when this many events have been seen. */
  reached(count: number): Promise<void>;
  close(): void;
}

/** Resolves when the server has answered with the head of the stream. */
export async function countEvents(target: Target, path: string, mark = anyEvent): Promise<EventCounter> {
  const socket = await openSocket(target);
  const counter = new Counter(socket, Buffer.from(mark));
  const answered = new Promise<void>((resolve) => socket.once('data', () => resolve()));
  socket.write(encodeRequest(target, { method: 'GET', path }));
  await answered;
  return counter;
}

class Counter implements EventCounter {
  private seen = 0;
  private goals: { count: number; resolve: () => void }[] = [];
  /** A mark may be split between two chunks, but is never counted twice: the tail is shorter than a mark. */
  private tail: Buffer = Buffer.alloc(0);

  constructor(private readonly socket: Socket, private readonly mark: Buffer) {
    socket.on('data', (chunk: Buffer) => this.read(chunk));
  }

  reached(count: number): Promise<void> {
    if (this.seen >= count) return Promise.resolve();
    return new Promise((resolve) => this.goals.push({ count, resolve }));
  }

  close(): void {
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    const data = this.tail.length ? Buffer.concat([this.tail, chunk]) : chunk;
    let at = data.indexOf(this.mark);
    for (; at >= 0; at = data.indexOf(this.mark, at + this.mark.length)) this.seen++;
    this.tail = data.subarray(Math.max(0, data.length - this.mark.length + 1));
    for (const goal of this.goals.filter((g) => g.count <= this.seen)) goal.resolve();
    this.goals = this.goals.filter((g) => g.count > this.seen);
  }
}
