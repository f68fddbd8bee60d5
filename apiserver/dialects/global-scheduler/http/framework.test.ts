import { fakeService } from '../testing/fake-service';
import { serveGlobalScheduler, type Sent, type TestClient } from '../testing/client';
import { sample } from '../testing/sample';

let client: TestClient;

beforeAll(async () => {
  client = await serveGlobalScheduler(fakeService());
});
afterAll(() => client.stop());

const body = JSON.stringify(sample);
const typed = (type: string): Sent => ({ body, headers: { 'Content-Type': type } });
const accepting = (accept: string): Sent => ({ body, headers: { 'Content-Type': 'application/json', Accept: accept } });

// Specification, 2.3 and 11.7.
it.each<[string, Sent, number, string]>([
  ['another path', { path: '/allocations', body }, 404, '404: Page Not Found'],
  ['no path', { path: '/', method: 'GET' }, 404, '404: Page Not Found'],
  ['a path below', { path: '/v1/allocations/x', body }, 404, '404: Page Not Found'],
  ['a path that ends otherwise', { path: '/v1/allocation', body }, 404, '404: Page Not Found'],
  ['another path, whatever is sent', { path: '/v1/x', method: 'PUT', body, headers: {} }, 404, '404: Page Not Found'],
  ['GET', { method: 'GET', headers: {} }, 405, '405: Method Not Allowed'],
  ['DELETE', { method: 'DELETE', headers: {} }, 405, '405: Method Not Allowed'],
  ['PUT without a type', { method: 'PUT', body, headers: {} }, 405, '405: Method Not Allowed'],
  ['OPTIONS', { method: 'OPTIONS', headers: {} }, 405, '405: Method Not Allowed'],
  ['HEAD', { method: 'HEAD', headers: {} }, 405, ''],
  ['no type', { body, headers: {} }, 415, '415: Unsupported Media Type'],
  ['text', typed('text/plain'), 415, '415: Unsupported Media Type'],
  ['a form', typed('application/x-www-form-urlencoded'), 415, '415: Unsupported Media Type'],
  ['XML', typed('application/xml'), 415, '415: Unsupported Media Type'],
  ['JSON in capitals', typed('Application/JSON'), 415, '415: Unsupported Media Type'],
  ['any type', typed('*/*'), 415, '415: Unsupported Media Type'],
  ['JSON patches', typed('application/json-patch+json'), 415, '415: Unsupported Media Type'],
  ['text, for whom takes text', { body, headers: { 'Content-Type': 'text/plain', Accept: 'text/plain' } }, 415, '415: Unsupported Media Type'],
  ['an answer in text', accepting('text/html'), 406, '406: Not Acceptable'],
  ['an answer in XML', accepting('application/xml'), 406, '406: Not Acceptable'],
  ['an answer of the application', accepting('application/*'), 406, '406: Not Acceptable'],
])('%s', async (_what, sent, status, text) => {
  const answer = await client.ask(sent);
  expect({ status: answer.status, type: answer.headers['content-type'], text: answer.text }).toEqual({ status, type: 'text/plain; charset=utf-8', text });
});

it.each<[string, Sent]>([
  ['a parameter of the type', typed('application/json; charset=latin1')],
  ['the type among others', typed('text/plain;q=1 , application/json')],
  ['a slash at the end', { path: '/v1/allocations/', body }],
  ['a query', { path: '/v1/allocations?a=b', body }],
  ['anything for an answer', accepting('*/*')],
  ['JSON among others, with a weight', accepting('text/html, application/json;q=0.1')],
  ['no wish at all', accepting('')],
])('%s is taken', async (_what, sent) => expect(await client.ask(sent)).toMatchObject({ status: 201, headers: { 'content-type': 'application/json' } }));

it('leaves the connection where a body was not read', async () => {
  const large = { body: `{"a":"${'x'.repeat(300_000)}"}` };
  expect(await client.ask({ ...large, headers: { 'Content-Type': 'text/plain' } })).toMatchObject({ status: 415 });
  expect(await client.ask({ ...large, path: '/x' })).toMatchObject({ status: 404 });
});

it('may have another first segment', async () => {
  const other = await serveGlobalScheduler(fakeService(), { version: 'v2' });
  expect(await other.ask({ path: '/v2/allocations', body })).toMatchObject({ status: 201 });
  expect(await other.ask({ path: '/v1/allocations', body })).toMatchObject({ status: 404 });
  await other.stop();
});
