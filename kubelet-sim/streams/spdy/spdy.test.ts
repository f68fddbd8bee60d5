/** Against zlib itself, as Go's clients compress: one context for all headers. */
import { Duplex } from 'node:stream';
import { once } from 'node:events';
import { constants, createDeflate, createInflate, deflateRawSync, type Deflate } from 'node:zlib';
import { SpdyConnection, type SpdyStream } from './connection';
import { dictionary } from './dictionary';
import { controlFrame, dataFrame, fin, FrameReader, kinds, numbers, type Frame } from './frames';
import { HeaderReader, HeaderWriter, SpdyFault } from './headers';
import { forwardOverSpdy } from './ports';

const text = (value: string): Buffer => Buffer.concat([numbers(value.length), Buffer.from(value)]);
const block = (headers: Record<string, string>): Buffer => Buffer.concat([numbers(Object.keys(headers).length), ...Object.entries(headers).flatMap(([name, value]) => [text(name), text(value)])]);

class Compressor {
  private readonly deflate: Deflate = createDeflate({ dictionary });

  async write(headers: Record<string, string>): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const keep = (chunk: Buffer): void => { chunks.push(chunk); };
    this.deflate.on('data', keep);
    this.deflate.write(block(headers));
    await new Promise<void>((resolve) => { this.deflate.flush(constants.Z_SYNC_FLUSH, () => resolve()); });
    this.deflate.off('data', keep);
    return Buffer.concat(chunks);
  }
}

it('the dictionary is the one that the protocol names', () => {
  const [a, b] = dictionary.reduce(([low, high], byte) => [(low + byte) % 65521, (high + low + byte) % 65521], [1, 0]);
  expect([dictionary.length, (b * 65536 + a).toString(16)]).toEqual([1423, 'e3c6a7c2']);
});

describe('headers', () => {
  it('are read, one block after the other', async () => {
    const [compressor, reader] = [new Compressor(), new HeaderReader()];
    for (let i = 0; i < 50; i++) {
      const headers = { streamtype: i % 2 ? 'data' : 'error', port: '80', requestid: String(i), filler: 'x'.repeat(1000 + i) };
      expect(Object.fromEntries(reader.read(await compressor.write(headers)))).toEqual(headers);
    }
  });

  it('are written, so that zlib reads them', async () => {
    const writer = new HeaderWriter();
    const inflate = createInflate({ dictionary });
    for (const headers of [{ a: '1' }, {}, { status: '200 OK', b: 'x'.repeat(100) }] as Record<string, string>[]) {
      inflate.write(writer.write(new Map(Object.entries(headers))));
      const [plain] = (await once(inflate, 'data')) as [Buffer];
      expect(plain).toEqual(block(headers));
    }
  });

  it.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['no zlib', Buffer.from('garbage and more of it')],
    ['an end too early', Buffer.concat([Buffer.of(0x78, 1), deflateRawSync(numbers(5))])],
  ])('that are none: %s', (_, bytes) => {
    expect(() => new HeaderReader().read(bytes)).toThrow(SpdyFault);
  });
});

it('frames are found however they are cut', () => {
  const bytes = Buffer.concat([dataFrame(1, Buffer.from('hello'), false), controlFrame(kinds.ping, 0, numbers(7)), dataFrame(3, Buffer.alloc(0), true)]);
  for (const size of [1, 3, 8, 100]) {
    const reader = new FrameReader();
    const frames: Frame[] = [];
    for (let at = 0; at < bytes.length; at += size) frames.push(...reader.take(bytes.subarray(at, at + size)));
    expect(frames).toMatchObject([{ type: 'data', stream: 1, last: false, data: Buffer.from('hello') }, { type: 'control', kind: kinds.ping, body: numbers(7) }, { stream: 3, last: true }]);
  }
  expect(() => [...new FrameReader().take(controlFrame(kinds.ping, 0, Buffer.alloc(0)).fill(0xff, 4))]).toThrow(SpdyFault);
});

/** Both ends of a connection in memory. */
function wire(): { readonly bytes: Duplex; readonly sent: Frame[]; arrive(...frames: Buffer[]): Promise<void> } {
  const [reader, sent] = [new FrameReader(), [] as Frame[]];
  const bytes = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) { sent.push(...reader.take(chunk)); done(); },
    final(done) { done(); this.push(null); },
  });
  return { bytes, sent, arrive: async (...frames) => { for (const frame of frames) bytes.push(frame); await settled(); } };
}

const settled = async (): Promise<void> => { for (let i = 0; i < 10; i++) await new Promise<void>((resolve) => { setImmediate(resolve); }); };
const opening = async (compressor: Compressor, id: number, headers: Record<string, string>): Promise<Buffer> =>
  controlFrame(kinds.synStream, 0, Buffer.concat([numbers(id, 0), Buffer.alloc(2), await compressor.write(headers)]));

describe('a connection', () => {
  it('answers streams, carries their bytes, and ends them', async () => {
    const { bytes, sent, arrive } = wire();
    const opened: SpdyStream[] = [];
    new SpdyConnection(bytes, { opened: (stream) => { opened.push(stream); }, closed: () => undefined });
    await arrive(await opening(new Compressor(), 1, { streamType: 'stdin' }), controlFrame(kinds.ping, 0, numbers(1)), dataFrame(1, Buffer.from('in'), true));
    const [stream] = opened;
    expect(stream?.headers.get('streamtype')).toBe('stdin');
    expect(stream?.read()).toEqual(Buffer.from('in'));
    stream?.end('out');
    await settled();
    expect(sent).toMatchObject([{ kind: kinds.synReply }, { kind: kinds.ping, body: numbers(1) }, { stream: 1, data: Buffer.from('out'), last: false }, { stream: 1, last: true }]);
  });

  it('long data is cut, and data of no stream is refused', async () => {
    const { bytes, sent, arrive } = wire();
    const opened: SpdyStream[] = [];
    new SpdyConnection(bytes, { opened: (stream) => { opened.push(stream); }, closed: () => undefined });
    await arrive(await opening(new Compressor(), 1, { streamtype: 'stdout' }), dataFrame(9, Buffer.from('?'), false));
    opened[0]!.write(Buffer.alloc(100_000));
    await settled();
    const pieces = sent.filter((frame) => frame.type === 'data').map(({ data }) => data.length);
    expect([pieces.reduce((sum, length) => sum + length, 0), Math.max(...pieces)]).toEqual([100_000, 32_768]);
    expect(sent).toContainEqual(expect.objectContaining({ kind: kinds.reset, body: numbers(9, 2) }));
  });

  it('what is no SPDY ends it', async () => {
    const { bytes, sent, arrive } = wire();
    let closed = false;
    new SpdyConnection(bytes, { opened: () => undefined, closed: () => { closed = true; } });
    await arrive(controlFrame(kinds.synStream, fin, Buffer.from('nonsense, and more of it')));
    expect([closed, sent]).toMatchObject([true, [{ kind: kinds.goAway }]]);
  });
});

describe('forwarded ports', () => {
  it('a pair of streams is a connection; what goes wrong is told on the second', async () => {
    const { bytes, sent, arrive } = wire();
    const asked: number[] = [];
    forwardOverSpdy(bytes, (stream, port) => {
      asked.push(port);
      stream.end('hello');
      return port === 81 ? Promise.reject(new Error('nobody')) : Promise.resolve();
    }, new AbortController().signal);
    const compressor = new Compressor();
    for (const [id, type, port, request] of [[1, 'error', '80', '0'], [3, 'data', '80', '0'], [5, 'error', '81', '1'], [7, 'data', '81', '1'], [9, 'error', 'x', '2'], [11, 'data', 'x', '2']] as const) {
      await arrive(await opening(compressor, id, { streamtype: type, port, requestid: request }));
    }
    expect(asked).toEqual([80, 81]);
    const told = (id: number): string => Buffer.concat(sent.flatMap((frame) => (frame.type === 'data' && frame.stream === id ? [frame.data] : []))).toString();
    expect([told(1), told(3), told(5), told(9)]).toEqual(['', 'hello', 'error forwarding port 81: nobody', 'error forwarding port NaN: invalid port "x"']);
    expect(sent.filter((frame) => frame.type === 'data' && frame.last).map((frame) => (frame.type === 'data' ? frame.stream : 0)).sort((a, b) => a - b)).toEqual(expect.arrayContaining([1, 3, 5, 9]));
  });
});
