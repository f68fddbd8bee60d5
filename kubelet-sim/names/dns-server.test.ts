/** The responder as programs of this machine ask it. */
import { Resolver } from 'node:dns/promises';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import packet, { type DecodedPacket } from 'dns-packet';
import { SteppedClock } from '../../api';
import { startDnsServer, type DnsServer } from './dns-server';
import { a, type Found } from './records';

const clock = new SteppedClock();
let server: DnsServer;
const counts: Record<string, number> = { one: 1, many: 300 };

const resolve = ({ name }: { readonly name: string }): Found => {
  const count = counts[name.split('.')[0] ?? ''];
  return count === undefined ? { code: 'NXDOMAIN' } : { code: 'NOERROR', answers: Array.from({ length: count }, (_, i) => a(name, `10.0.${i >> 8}.${i & 255}`)) };
};

beforeAll(async () => { server = await startDnsServer(0, resolve, clock); });
afterAll(() => server.close());

const resolver = (): Resolver => {
  const made = new Resolver();
  made.setServers([`127.0.0.1:${server.port}`]);
  return made;
};

const query = (name: string, id = 1): Buffer => packet.encode({ type: 'query', id, questions: [{ type: 'A', name, class: 'IN' }] });

const framed = (...messages: Buffer[]): Buffer => Buffer.concat(messages.flatMap((message) => [Buffer.from([message.length >> 8, message.length & 255]), message]));

test('a resolver is answered', async () => {
  expect(await resolver().resolve4('one.test')).toEqual(['10.0.0.0']);
  await expect(resolver().resolve4('none.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test('what does not fit is asked for again over TCP', async () => {
  expect((await resolver().resolve4('many.test')).length).toBe(300);
});

test('any number of questions over one connection, in whatever pieces', async () => {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  const bytes = framed(query('one.test', 1), query('none.test', 2), query('many.test', 3));
  for (const byte of bytes) socket.write(Buffer.from([byte]));
  const ids: (number | undefined)[] = [];
  let received = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 2 && received.length >= received.readUInt16BE(0) + 2) {
      const length = received.readUInt16BE(0);
      ids.push((packet.decode(received.subarray(2, length + 2)) as DecodedPacket).id);
      received = received.subarray(length + 2);
    }
    if (ids.length === 3) break;
  }
  expect(ids).toEqual([1, 2, 3]);
});

test.each([
  ['a length beyond all questions', Buffer.from([0xff, 0xff, 0])],
  ['a message that is none', framed(Buffer.from('x'))],
  ['an answer', framed(packet.encode({ type: 'response', id: 1 }))],
])('%s ends the connection', async (_what, bytes) => {
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(bytes);
  socket.resume();
  await once(socket, 'close');
  expect(await resolver().resolve4('one.test')).toEqual(['10.0.0.0']);
});

test('a connection over which nothing is asked is closed', async () => {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(framed(query('one.test')));
  await once(socket, 'data');
  const closed = once(socket, 'close');
  await clock.step(10_000);
  await closed;
});

test('rubbish over UDP is passed over', async () => {
  const socket = createSocket('udp4');
  socket.send(Buffer.from('rubbish'), server.port, '127.0.0.1');
  socket.send(Buffer.from([0, 5, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 63]), server.port, '127.0.0.1');
  const [answer] = (await once(socket, 'message')) as [Buffer];
  expect((packet.decode(answer) as DecodedPacket & { rcode: string }).rcode).toBe('FORMERR');
  socket.close();
});

test('a port that is taken is told', async () => {
  await expect(startDnsServer(server.port, resolve, clock)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const udp = createSocket('udp4');
  await new Promise<void>((done) => { udp.bind(0, '127.0.0.1', done); });
  await expect(startDnsServer(udp.address().port, resolve, clock)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  udp.close();
});
