import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { deflateSync, gzipSync, deflateRawSync } from 'node:zlib';
import { fakeService, type FakeService } from '../testing/fake-service';
import { serveGlobalScheduler, type TestClient } from '../testing/client';
import { sample, sampleResource, sampleWith } from '../testing/sample';
import { MAX_CONTENT_BYTES } from './content';

const transcript = readFileSync(join(__dirname, '../testdata/seed-answer.json'), 'utf8').replace(/\n$/, '');
const idOfTranscript = '7a41e0a0-bad9-49cc-9948-9531aa79c2b7';

let service: FakeService;
let client: TestClient;

beforeEach(async () => {
  service = fakeService({ room: 1e12 });
  client = await serveGlobalScheduler(service);
});
afterEach(() => client.stop());

/** As the document's program writes them. */
const fault = (code: string, message: string): string => `{\n  "error_code": "${code}",\n  "error_message": ${JSON.stringify(message)}\n }`;
const badBody = (why: string): string => fault('GS.000007', `The request body parameter is illegal: ${why}.`);

describe('an allocation', () => {
  it('is answered as in the document, to the byte', async () => {
    const { status, headers, text } = await client.post(sampleWith({ id: idOfTranscript }));
    expect({ status, type: headers['content-type'], text }).toEqual({ status: 201, type: 'application/json', text: transcript });
  });

  it('is given an id', async () => {
    const { text } = await client.post(sample);
    const { allocation: { id } } = JSON.parse(text) as { allocation: { id: string } };
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(text).toBe(transcript.replace(idOfTranscript, id));
    expect([...service.kept.keys()]).toEqual([id]);
  });

  it('of many copies says each of them, and comes in pieces', async () => {
    const { status, headers, text } = await client.post(sampleWith({ id: idOfTranscript, replicas: 5000 }));
    expect({ status, length: headers['content-length'] }).toEqual({ status: 201, length: undefined });
    const { allocation: { resource_groups } } = JSON.parse(text) as { allocation: { resource_groups: unknown[] } };
    expect(resource_groups).toEqual(new Array(5000).fill((JSON.parse(transcript) as { allocation: { resource_groups: unknown[] } }).allocation.resource_groups[0]));
  });

  it('of more copies than anybody reads is left when the client leaves', async () => {
    const asking = request(`${client.server.url}/v1/allocations`, { method: 'POST', headers: { 'Content-Type': 'application/json' } });
    asking.end(JSON.stringify(sampleWith({ replicas: 1e12 })));
    const [response] = await once(asking, 'response') as [IncomingMessage];
    await once(response, 'data');
    response.destroy();
    expect((await client.post(sample)).status).toBe(201);
  });

  it('that fits nowhere has no groups', async () => {
    const { status, text } = await client.post(sampleWith({ id: idOfTranscript, replicas: 2e12 }));
    expect({ status, text }).toEqual({ status: 201, text: `{\n  "allocation": {\n   "id": "${idOfTranscript}",\n   "resource_groups": []\n  }\n }` });
    expect(service.kept.size).toBe(0);
  });

  it('has the characters that Go escapes escaped', async () => {
    expect((await client.post(sampleResource({ flavors: [{ flavor_id: '<&>\b\u2028\\b' }] }))).text)
      .toBe('{\n  "error_code": "GS.000007",\n  "error_message": "The request body parameter is illegal: flavor(\\"\\u003c\\u0026\\u003e\\\\b\\\\u2028\\\\\\\\b\\") does not support!."\n }');
  });

  it('is asked for by whom the header says', async () => {
    await client.ask({ body: JSON.stringify(sample), headers: { 'Content-Type': 'application/json', 'X-Domain-Id': 'd1' } });
    expect(service.asked[0]!.options).toEqual({ explain: false, domain: 'd1' });
  });
});

// Specification, 2.6 and 3.5.
it.each<[string, string | object, string]>([
  ['malformed JSON', '{"allocation": {', 'unexpected EOF'],
  ['no JSON', 'allocation=1', "invalid character 'a' looking for beginning of value"],
  ['a value of another type', sampleWith({ replicas: '1' }), 'json: cannot unmarshal string into Go struct field Allocation.replicas of type int'],
  ['an empty body', '', 'EOF'],
  ['null', 'null', 'name/id of allocation is invalid'],
  ['an empty object', {}, 'name/id of allocation is invalid'],
  ['an id that is none', sampleWith({ id: 'mine' }), 'name/id of allocation is invalid'],
  ['no replicas', sampleWith({ replicas: undefined }), 'allocation.Replicas(0) is invalid'],
  ['negative replicas', sampleWith({ replicas: -1 }), 'allocation.Replicas(-1) is invalid'],
  ['replicas beyond any number', JSON.stringify(sample).replace('"replicas":1', `"replicas":${'9'.repeat(40)}`), `json: cannot unmarshal number ${'9'.repeat(40)} into Go struct field Allocation.replicas of type int`],
  ['an unknown strategy', sampleWith({ selector: { strategy: { location_strategy: 'near' } } }), 'Strategy("near") not support'],
  ['an unknown flavour', sampleResource({ flavors: [{ flavor_id: 'x' }] }), 'flavor("x") does not support!'],
  ['an unknown volume type', sampleResource({ storage: { NVMe: 1 } }), 'volumeType("NVMe") not support!'],
  ['a volume of nothing', sampleResource({ storage: { SAS: 0 } }), 'value(0) of volumeType("SAS") is invalid!'],
  ['no resources', sampleWith({ resource_group: { name: 'RTC' } }), 'resources is empty'],
  ['no count', sampleResource({ count: undefined }), 'count(0) of resource(rtc-name) is invalid'],
  ['a negative count', sampleResource({ count: -4 }), 'count(-4) of resource(rtc-name) is invalid'],
  ['no flavours', sampleResource({ flavors: [] }), 'flavors of resource(rtc-name) is empty'],
  ['a requirement that is none', sampleWith({ selector: { stack_affinity: [{ key: 'a', operator: 'exists', values: ['b'] }] } }), 'operator exists of requirement a takes no values'],
  ['nesting without end', '['.repeat(500_000), 'exceeded max depth'],
])('%s is 400', async (_what, body, why) => {
  const { status, headers, text } = await client.post(body);
  expect({ status, type: headers['content-type'], text }).toEqual({ status: 400, type: 'application/json', text: badBody(why) });
  expect(service.asked).toEqual([]);
});

it('a copy of the original calls flavours and requirements as the original does', async () => {
  const faithful = await serveGlobalScheduler(service, { faithful: true });
  expect((await faithful.post(sampleResource({ flavors: [{ flavor_id: 'x' }] }))).text).toBe(badBody('flavor(types.Flavor{FlavorID:"x", Spot:(*types.Spot)(nil)}) does not support!'));
  expect((await faithful.post(sampleWith({ selector: { stack_affinity: [{ key: 'a', operator: 'exists', values: ['b'] }] } }))).status).toBe(201);
  await faithful.stop();
});

describe('a body', () => {
  const json = { 'Content-Type': 'application/json' };
  const body = JSON.stringify(sampleWith({ id: idOfTranscript }));
  const send = (packed: string | Buffer, coding: string) => client.ask({ body: packed, headers: { ...json, 'Content-Encoding': coding } });

  it.each<[string, Buffer, string]>([
    ['gzip', gzipSync(body), 'gzip'],
    ['gzip in two parts', Buffer.concat([gzipSync(body.slice(0, 50)), gzipSync(body.slice(50))]), 'gzip'],
    ['deflate, which is zlib', deflateSync(body), 'deflate'],
    ['as it is, whatever it is called', Buffer.from(body), 'br'],
  ])('comes as %s', async (_what, packed, coding) => expect(await send(packed, coding)).toMatchObject({ status: 201, text: transcript }));

  it.each<[string, string | Buffer, string, string]>([
    ['JSON called gzip', body, 'gzip', 'gzip: invalid header'],
    ['JSON called deflate', body, 'deflate', 'zlib: invalid header'],
    ['bare deflate', deflateRawSync(body), 'deflate', 'zlib: invalid header'],
    ['nothing', '', 'gzip', 'EOF'],
    ['a part of gzip', gzipSync(body).subarray(0, 60), 'gzip', 'unexpected EOF'],
    ['a part of zlib', deflateSync(body).subarray(0, 60), 'deflate', 'unexpected EOF'],
    ['gzip whose sum is wrong', Buffer.concat([gzipSync(body).subarray(0, -8), Buffer.alloc(8)]), 'gzip', 'gzip: invalid checksum'],
    ['gzip under another name', gzipSync(body), 'GZIP', "invalid character '\\x1f' looking for beginning of value"],
  ])('that is %s is 400', async (_what, packed, coding, why) => {
    const { status, text } = await send(packed, coding);
    expect({ status, text }).toEqual({ status: 400, text: badBody(why) });
  });

  it('that breaks in the middle is 400', async () => {
    const broken = gzipSync(body);
    broken.fill(0xff, 15, 40);
    const { status, text } = await send(broken, 'gzip');
    expect(status).toBe(400);
    expect(text).toContain('The request body parameter is illegal: flate: corrupt input');
  });

  const tooLarge = fault('GS.000010', 'the request body is illegal!');
  const exactly = (size: number): string => body.slice(0, -1).padEnd(size - 1) + '}';

  it.each<[string, string | Buffer, string]>([
    ['large', exactly(MAX_CONTENT_BYTES + 1), ''],
    ['large when unpacked', gzipSync(exactly(MAX_CONTENT_BYTES + 1)), 'gzip'],
    ['a bomb', gzipSync(Buffer.alloc(200 * MAX_CONTENT_BYTES)), 'gzip'],
    ['another bomb', deflateSync(Buffer.alloc(200 * MAX_CONTENT_BYTES)), 'deflate'],
  ])('that is %s is 413', async (_what, packed, coding) => {
    const { status, text } = await send(packed, coding);
    expect({ status, text }).toEqual({ status: 413, text: tooLarge });
    expect(service.asked).toEqual([]);
  });

  it('may have the largest size', async () => {
    expect((await send(exactly(MAX_CONTENT_BYTES), '')).status).toBe(201);
    expect((await send(deflateSync(exactly(MAX_CONTENT_BYTES)), 'deflate')).status).toBe(201);
  });

  it('may come in pieces', async () => expect((await client.server.http.post('/v1/allocations').set(json).send(JSON.parse(body) as object)).text).toBe(transcript));
});
