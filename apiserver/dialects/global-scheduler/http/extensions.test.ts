import { serve, type TestServer } from '../../../testing/serve';
import { fakeService, type FakeService } from '../testing/fake-service';
import { serveGlobalScheduler, type TestClient } from '../testing/client';
import { sample, sampleWith } from '../testing/sample';
import { PlacementFault, type Explanation, type Service } from '../service';
import { globalScheduler } from '.';
import { written } from './written';

const indented = (value: object): string => [...written(value)].join('');

const id = '7a41e0a0-bad9-49cc-9948-9531aa79c2b7';
const idAlso = `a/b ${id}`;

const explanation: Explanation = {
  unscheduled: [{ node_id: 'site2', plugin: 'Flavor', reason: 'flavour not supported' }],
  scored: [{ node_id: 'site1', total: 126, capacity: 500, scores: { Flavor: 10 } }],
};
const refusal: Explanation = { ...explanation, reason: '1 of 2 copies have a place' };

async function using(service: Service, options: Parameters<typeof serveGlobalScheduler>[1], work: (client: TestClient) => Promise<void>): Promise<void> {
  const client = await serveGlobalScheduler(service, options);
  try {
    await work(client);
  } finally {
    await client.stop();
  }
}

const group = { name: 'RTC', resources: [{ name: 'rtc-name', flavor_id: 'c6.large.2', count: 1 }], selected: { node_id: 'site1', region: 'region1', availability_zone: 'az1' } };
const groups = [group];

describe('allocations that are kept', () => {
  let service: FakeService;
  beforeEach(() => { service = fakeService(); });

  it('are listed, read and released', () => using(service, { extensions: true }, async (client) => {
    const get = (path: string, method = 'GET') => client.ask({ method, path, headers: {} });
    expect(await get('/v1/allocations')).toMatchObject({ status: 200, text: '{\n  "allocations": []\n }' });
    await client.post(sampleWith({ id }));
    await client.post(sampleWith({ id: idAlso }));
    expect(await get('/v1/allocations')).toMatchObject({ status: 200, text: indented({ allocations: [{ id, resource_groups: groups }, { id: idAlso, resource_groups: groups }] }) });
    expect(await get(`/v1/allocations/${id}`)).toMatchObject({ status: 200, text: indented({ allocation: { id, resource_groups: groups } }), headers: { 'content-type': 'application/json' } });
    expect(await get(`/v1/allocations/${encodeURIComponent(idAlso)}`)).toMatchObject({ status: 200 });

    expect(await get(`/v1/allocations/${id}`, 'DELETE')).toMatchObject({ status: 204, text: '' });
    const gone = { status: 404, text: indented({ error_code: 'GS.050003', error_message: `allocation(${id}) not found` }) };
    expect(await get(`/v1/allocations/${id}`, 'DELETE')).toMatchObject(gone);
    expect(await get(`/v1/allocations/${id}`)).toMatchObject(gone);
    expect([...service.kept.keys()]).toEqual([idAlso]);

    expect(await get('/v1/allocations', 'DELETE')).toMatchObject({ status: 405 });
    expect(await get(`/v1/allocations/${id}`, 'POST')).toMatchObject({ status: 405 });
    expect(await get('/v1/allocations/%zz')).toMatchObject({ status: 404, text: '404: Page Not Found' });
    expect(await get('/v1/allocations/a/b')).toMatchObject({ status: 404, text: '404: Page Not Found' });
    expect(await client.ask({ method: 'GET', headers: { Accept: 'text/html' } })).toMatchObject({ status: 406 });
  }));

  it('are not, unless that is asked for', () => using(service, {}, async (client) => {
    await client.post(sampleWith({ id }));
    expect(await client.ask({ method: 'GET', headers: {} })).toMatchObject({ status: 405 });
    expect(await client.ask({ method: 'DELETE', path: `/v1/allocations/${id}`, headers: {} })).toMatchObject({ status: 404, text: '404: Page Not Found' });
    expect(service.kept.size).toBe(1);
  }));
});

it('a dry run keeps nothing', async () => {
  const service = fakeService();
  await using(service, {}, async (client) => {
    expect(await client.post(sampleWith({ id }), '?dryRun=true')).toMatchObject({ status: 200, text: indented({ allocation: { id, resource_groups: groups } }) });
    expect(service.kept.size).toBe(0);
    expect(await client.post(sampleWith({ id }), '?dryRun=false')).toMatchObject({ status: 201 });
  });
});

it('an explanation says why each site was taken or not', () => using(fakeService({ answer: () => ({ allocation: { id, resource_groups: [{ copies: 1, ...group }] }, explanation }) }), {}, async (client) => {
  expect(await client.post(sample, '?explain=1&dryRun=1')).toMatchObject({
    status: 200, text: indented({ allocation: { id, resource_groups: groups, unscheduled: explanation.unscheduled, scores: explanation.scored } }),
  });
}));

it('asks for an explanation only where it is asked for one', async () => {
  const service = fakeService();
  await using(service, {}, async (client) => {
    await client.post(sample);
    await client.post(sample, '?explain=true');
    expect(service.asked.map(({ options }) => options)).toEqual([{ explain: false }, { explain: true }]);
  });
});

it.each(['?dryRun=maybe', '?explain=2', '?dryRun=', '?dryRun=constructor', '?timeout=soon'])('%s is 400', (query) => using(fakeService(), {}, async (client) => {
  expect(await client.post(sample, query)).toMatchObject({ status: 400, text: indented({ error_code: 'GS.000006', error_message: 'the query parameter is illegal' }) });
}));

it('what fits nowhere is 409 where that is asked for', async () => {
  const service = fakeService({ answer: () => ({ allocation: { id, resource_groups: [] }, explanation: refusal }) });
  const told = { error_code: 'GS.050003', error_message: `no sites take allocation(${id}), of which nothing is placed`, reason: refusal.reason, unscheduled: refusal.unscheduled, scores: refusal.scored };
  await using(service, { strictNoFit: true }, async (client) => expect(await client.post(sampleWith({ id }), '?explain=1')).toMatchObject({ status: 409, text: indented(told) }));
});

it('an id that is taken is 409', () => using(fakeService({ answer: () => undefined }), {}, async (client) => {
  expect(await client.post(sampleWith({ id }))).toMatchObject({
    status: 409, text: indented({ error_code: 'GS.000007', error_message: `The request body parameter is illegal: allocation.ID(${id}) belongs to another allocation.` }),
  });
}));

describe('what is wrong on this side is 500', () => {
  const failing = (error: Error): Service => fakeService({ answer: () => { throw error; } });
  it.each([
    ['without a word', new PlacementFault(), 'Internal Server Error!'],
    ['with one', new PlacementFault('not find suit host'), 'Internal Server Error: not find suit host'],
    ['a bug, of which nothing is told', new TypeError('x of undefined'), 'Internal Server Error!'],
  ])('%s', (_what, error, message) => using(failing(error), {}, async (client) => {
    expect(await client.post(sample)).toMatchObject({ status: 500, text: indented({ error_code: 'GS.000001', error_message: message }) });
  }));
});

describe('on the main port', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await serve({ dialects: [globalScheduler(fakeService())] });
  });
  afterAll(() => server.stop());

  it('its path is its own, and no other', async () => {
    const post = (path: string) => server.http.post(path).send(sample);
    expect((await post('/v1/allocations')).status).toBe(201);
    expect((await post('/v1/allocations/x')).text).toBe('404: Page Not Found');
    for (const path of ['/v1/allocationsx', '/v1', '/allocations']) expect((await post(path)).text).toBe('404 page not found\n');
  });
});
