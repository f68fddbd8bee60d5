/** Whatever is sent is answered with what is wrong about it: never a fault of the server, and nothing is kept of it. */
import { deflateSync, gzipSync } from 'node:zlib';
import { seededRandom, type Random } from '../../../../api';
import { fakeService } from '../testing/fake-service';
import { serveGlobalScheduler, type TestClient } from '../testing/client';
import { one, spoilt, whole } from '../testing/nonsense';

const service = fakeService();
let client: TestClient;

beforeAll(async () => {
  client = await serveGlobalScheduler(service, { extensions: true });
});
afterAll(() => client.stop());

/** Bytes that are nearly those. */
function damaged(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  const at = random.int(copy.length + 1);
  if (random.float() < 0.5) return copy.subarray(0, at);
  const put = Buffer.from([random.int(256), random.int(256)]);
  return Buffer.concat([copy.subarray(0, at), put, copy.subarray(Math.min(copy.length, at + random.int(4)))]);
}

const codings = [['', (bytes: Buffer) => bytes], ['gzip', gzipSync], ['deflate', deflateSync], ['br', (bytes: Buffer) => bytes]] as const;

it.each([1, 2, 3])('seed %i', async (seed) => {
  const random = seededRandom(seed);
  for (let round = 0; round < 150; round++) {
    const text = Buffer.from(JSON.stringify(spoilt(random.float() < 0.7 ? whole : spoilt(whole, random), random)) ?? '');
    const [coding, pack] = one(codings, random);
    const packed = pack(random.float() < 0.2 ? damaged(text, random) : text);
    const body = random.float() < 0.1 ? damaged(packed, random) : packed;
    const before = service.asked.length;
    const { status, text: answer } = await client.ask({ body, headers: { 'Content-Type': 'application/json', ...(coding && { 'Content-Encoding': coding }) } });
    const told = { body: body.toString('latin1'), coding, status, answer };
    expect({ ...told, isExpected: status === 201 || status === 400 }).toEqual({ ...told, isExpected: true });
    if (status === 201) continue;
    expect(JSON.parse(answer)).toEqual({ error_code: 'GS.000007', error_message: expect.stringMatching(/^The request body parameter is illegal: [^]+\.$/) as string });
    expect(service.asked).toHaveLength(before);
  }
  expect(({} as { polluted?: true }).polluted).toBeUndefined();
});

it('names of allocations may be anything', async () => {
  const random = seededRandom(4);
  for (let round = 0; round < 60; round++) {
    const segment = Array.from({ length: 1 + random.int(12) }, () => one(['%00', '%2f', '%', '.', '..', 'a', '%ff', '?', '&', '=', '%e2%98%83', '~', ';'], random)).join('');
    const { status } = await client.ask({ method: one(['GET', 'DELETE', 'PUT', 'POST'], random), path: `/v1/allocations/${segment}`, headers: {} });
    expect({ segment, isExpected: [200, 404, 405].includes(status) }).toEqual({ segment, isExpected: true });
  }
});
