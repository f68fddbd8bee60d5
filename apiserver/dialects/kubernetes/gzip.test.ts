import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { configMap, serve, type TestServer } from '../../testing/serve';

let server: TestServer;
const maps = '/api/v1/namespaces/default/configmaps';

beforeAll(async () => {
  server = await serve();
  for (const name of ['a', 'b', 'c']) await server.http.post(maps).send(configMap(name, { text: 'x'.repeat(60_000) }));
});
afterAll(() => server.stop());

/** As sent: nothing is inflated on the way. */
async function ask(path: string, headers: Record<string, string>): Promise<{ headers: IncomingMessage['headers']; bytes: Buffer }> {
  const [response] = (await once(get(server.url + path, { headers, agent: false }), 'response')) as [IncomingMessage];
  return { headers: response.headers, bytes: await buffer(response) };
}

const gzip = { 'Accept-Encoding': 'gzip' };

it.each(['application/json', 'application/vnd.kubernetes.protobuf', 'application/yaml'])('a large list in %s is deflated for those who take it so', async (accept) => {
  const plain = await ask(maps, { Accept: accept });
  const deflated = await ask(maps, { Accept: accept, ...gzip });
  expect(deflated.headers).toMatchObject({ 'content-type': accept, 'content-encoding': 'gzip', vary: 'Accept-Encoding', 'content-length': String(deflated.bytes.length) });
  expect(gunzipSync(deflated.bytes).equals(plain.bytes)).toBe(true);
  expect(plain.headers['content-encoding']).toBeUndefined();
});

it('small answers and watches are not', async () => {
  expect((await ask(`${maps}/a`, gzip)).headers['content-encoding']).toBeUndefined();
  const request = get(`${server.url}${maps}?watch=1`, { headers: gzip, agent: false });
  request.on('error', () => undefined);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  expect(response.headers['content-encoding']).toBeUndefined();
  request.destroy();
});

it('answers on one connection keep their order', async () => {
  const { connect } = await import('node:net');
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  const line = (path: string, more: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n${more}\r\n`;
  socket.write(line(maps, '') + line('/version', 'Connection: close\r\n'));
  const text = (await buffer(socket)).toString('latin1');
  expect(text.indexOf('Content-Encoding: gzip')).toBeLessThan(text.indexOf('gitVersion'));
  expect(text.indexOf('Content-Encoding: gzip')).toBeGreaterThan(0);
});
