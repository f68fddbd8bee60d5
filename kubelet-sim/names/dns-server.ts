/** Listens for questions, over UDP and TCP, on loopback. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock, Timer } from '../../api';
import { answerTo, type Resolve } from './message';

export interface DnsServer {
  readonly port: number;
  close(): Promise<void>;
}

const address = '127.0.0.1';
/** A connection over which nothing is asked for so long is closed (RFC 7766, section 6.2.3). */
const idleMs = 10_000;
const mostConnections = 200;
/** No question that can be answered here is longer. */
const longestQuery = 4096;
/** With port 0 the port that UDP gets may be taken for TCP. */
const mostTries = 10;

/** `port` 0: a free one, the same for both. Rejects when it cannot be had. */
export async function startDnsServer(port: number, resolve: Resolve, clock: Clock): Promise<DnsServer> {
  for (let tries = 1; ; tries++) {
    const tcp = createTcp(resolve, clock);
    await listening(tcp.server, port);
    const taken = (tcp.server.address() as { port: number }).port;
    try {
      const udp = await boundUdp(taken, resolve);
      return { port: taken, close: async () => { await Promise.all([tcp.close(), new Promise<void>((done) => { udp.close(done); })]); } };
    } catch (error) {
      await tcp.close();
      if (port !== 0 || tries === mostTries) throw error;
    }
  }
}

const listening = (server: Server, port: number): Promise<void> => new Promise((resolve, reject) => {
  server.once('error', reject);
  server.listen(port, address, () => {
    server.off('error', reject);
    resolve();
  });
});

function boundUdp(port: number, resolve: Resolve): Promise<UdpSocket> {
  const socket = createSocket('udp4');
  socket.on('message', (bytes, from) => {
    const answer = answerTo(bytes, 'udp', resolve);
    // Who is gone needs no answer.
    if (answer) socket.send(answer, from.port, from.address, () => undefined);
  });
  return new Promise((done, reject) => {
    const failed = (error: Error): void => {
      socket.close();
      reject(error);
    };
    socket.once('error', failed);
    socket.bind(port, address, () => {
      socket.off('error', failed);
      socket.on('error', () => undefined);
      done(socket);
    });
  });
}

function createTcp(resolve: Resolve, clock: Clock): { readonly server: Server; close(): Promise<void> } {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    converse(socket, resolve, clock);
  });
  server.maxConnections = mostConnections;
  return {
    server,
    close() {
      const closed = new Promise<void>((done) => { server.close(() => done()); });
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}

/** Any number of questions, one behind the other, each behind its length. */
function converse(socket: Socket, resolve: Resolve, clock: Clock): void {
  let waiting = Buffer.alloc(0);
  let idle: Timer | undefined;
  const rest = (): void => {
    idle?.cancel();
    idle = clock.after(idleMs, () => socket.destroy());
  };
  rest();
  socket.on('error', () => socket.destroy());
  socket.once('close', () => idle?.cancel());
  socket.on('data', (chunk: Buffer) => {
    rest();
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 2) {
      const length = waiting.readUInt16BE(0);
      if (length > longestQuery) return socket.destroy();
      if (waiting.length < length + 2) return undefined;
      const answer = answerTo(waiting.subarray(2, length + 2), 'tcp', resolve);
      waiting = waiting.subarray(length + 2);
      if (!answer) return socket.destroy();
      socket.write(Buffer.concat([lengthOf(answer), answer]));
    }
    return undefined;
  });
}

function lengthOf(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return length;
}
