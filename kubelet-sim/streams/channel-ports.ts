/** Forwarded ports without SPDY: two channels of a WebSocket for each, the data and the fault; each begins with the port (k8s.io/cri-streaming portforward websocket.go). */
import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Forward } from './spdy/ports';
import { send } from './web-socket';

export function forwardOverChannels(socket: WebSocket, ports: readonly number[], forward: Forward): void {
  const channels = ports.map((port, i) => {
    const number = Buffer.alloc(2);
    number.writeUInt16LE(port);
    send(socket, 2 * i, number);
    send(socket, 2 * i + 1, number);
    return new Channel(socket, 2 * i);
  });
  socket.on('message', (data: Buffer) => {
    const channel = data[0]! % 2 === 0 ? channels[data[0]! / 2] : undefined;
    if (data.length > 1) channel?.came(data.subarray(1));
  });
  socket.once('close', () => channels.forEach((channel) => channel.destroy()));
  const all = channels.map((channel, i) => forward(channel, ports[i]!).catch((fault: Error) => {
    send(socket, 2 * i + 1, `error forwarding port ${ports[i]}: ${fault.message}`);
    channel.destroy();
  }));
  void Promise.all(all).then(() => socket.close(1000));
}

/** A channel has no end of its own: that of the socket is its end. */
class Channel extends Duplex {
  constructor(private readonly socket: WebSocket, private readonly number: number) {
    super({ allowHalfOpen: false });
    this.on('error', () => undefined);
  }

  came(data: Buffer): void {
    if (!this.destroyed && !this.push(data)) this.socket.pause();
  }

  override _read(): void {
    if (this.socket.isPaused) this.socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    send(this.socket, this.number, chunk, done);
  }

  override _final(done: () => void): void {
    done();
    this.push(null);
  }
}
