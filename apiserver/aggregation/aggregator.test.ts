import { once } from 'node:events';
import { get as httpGet, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { kinds } from '../../api';
import { availability, apiService, loopbackService, register, serveAggregated, serviceKey, type AggregatedServer } from './testing/aggregated';
import { group, root, startExtensionServer, version, type ExtensionServer } from './testing/extension-server';

let server: AggregatedServer;
let other: ExtensionServer;
const held: ClientRequest[] = [];

beforeEach(async () => {
  server = await serveAggregated();
  other = await startExtensionServer((app) => {
    app.get(`${root}/watched`, (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      response.on('close', () => other.server.emit('left'));
      other.server.once('event', () => response.write('{"type":"ADDED"}\n'));
    });
    app.post(`${root}/echo`, (request, response) => void request.pipe(response.status(201).type('json')));
    app.get(`${root}/raw`, (request) => void request.socket.end(String(request.query.bytes)));
    app.get(`${root}/broken`, (_request, response) => void response.destroy());
    app.get(`${root}/teapot`, (_request, response) => void response.status(418).set('Connection', 'X-Hop').set({ 'X-Hop': 'a', 'X-End': 'b', 'Access-Control-Allow-Origin': '*' }).send('short and stout'));
  });
});
afterEach(async () => {
  for (const request of held.splice(0)) request.destroy();
  await other.stop();
  await server.stop();
});

const aggregatedForm = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

describe('what another server serves', () => {
  beforeEach(() => register(server, other));

  it('is there under its path, for the user who asks', async () => {
    const { status, body } = await server.http.get(`${root}/namespaces/default/flunders?limit=5`).set({ 'X-Remote-User': 'mallory', 'X-Remote-Extra-a': 'b', Authorization: 'Bearer t', Connection: 'X-Hop', 'X-Hop': '1' });
    expect([status, body]).toMatchObject([200, { kind: 'FlunderList' }]);
    const { url, headers } = other.seen.at(-1)!;
    expect(url).toBe(`${root}/namespaces/default/flunders?limit=5`);
    expect(headers).toMatchObject({
      'x-remote-user': 'system:admin', 'x-remote-group': 'system:masters, system:authenticated', host: `localhost:${other.port}`,
      'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': new URL(server.url).host, 'x-forwarded-uri': `${root}/namespaces/default/flunders`, 'x-forwarded-proto': 'https',
    });
    for (const name of ['authorization', 'x-hop', 'x-remote-extra-a']) expect(headers).not.toHaveProperty(name);
  });

  it('is in discovery, in the order of priorities, in every form', async () => {
    const names = ((await server.http.get('/apis')).body as { groups: { name: string }[] }).groups.map(({ name }) => name);
    expect(names.slice(names.indexOf(group) - 1, names.indexOf(group) + 2)).toEqual(['certificates.k8s.io', group, 'networking.k8s.io']);
    expect((await server.http.get(`/apis/${group}`)).body).toEqual({
      kind: 'APIGroup', apiVersion: 'v1', name: group, versions: [{ groupVersion: `${group}/${version}`, version }], preferredVersion: { groupVersion: `${group}/${version}`, version },
    });
    expect((await server.http.get(root)).body).toMatchObject({ kind: 'APIResourceList', groupVersion: `${group}/${version}` });
    const { items } = (await server.http.get('/apis').set('Accept', aggregatedForm)).body as { items: { metadata: { name: string }; versions: object[] }[] };
    const kind = { group, version, kind: 'Flunder' };
    expect(items.find(({ metadata }) => metadata.name === group)?.versions).toEqual([{
      version, freshness: 'Current',
      resources: [{
        resource: 'flunders', responseKind: kind, scope: 'Namespaced', singularResource: 'flunder', verbs: ['get', 'list', 'watch', 'create'], shortNames: ['fl'],
        subresources: [{ subresource: 'status', responseKind: kind, verbs: ['get'] }],
      }],
    }]);
  });

  it('is in OpenAPI v2, under another name where a definition is not ours, and only what is of the version', async () => {
    const { paths, definitions } = (await server.http.get('/openapi/v2')).body as { paths: Record<string, object>; definitions: Record<string, object> };
    expect(paths[`${root}/namespaces/{namespace}/flunders`]).toMatchObject({ get: { operationId: 'listFlunders', parameters: [{ name: 'pretty', in: 'query' }] } });
    const name = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
    expect(definitions['com.example.wardle.Flunder']).toEqual({ type: 'object', properties: { metadata: { $ref: `#/definitions/${name}_v2` } } });
    expect(definitions[`${name}_v2`]).toEqual({ type: 'object', description: 'An older one.' });
    expect(definitions[name]).toHaveProperty('properties');
    expect(Object.keys(paths)).not.toContain('/apis/other.example.com/v1/things');
    expect(Object.keys(definitions)).not.toContain('Unwanted');
    const proto = await server.http.get('/openapi/v2').set('Accept', 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf').responseType('arraybuffer');
    expect((proto.body as Buffer).includes('listFlunders')).toBe(true);
  });

  it('is in OpenAPI v3, whose document is its server’s own', async () => {
    const { paths } = (await server.http.get('/openapi/v3')).body as { paths: Record<string, { serverRelativeURL: string }> };
    expect(paths[root.slice(1)]).toEqual({ serverRelativeURL: `/openapi/v3${root}?hash=1` });
    expect(paths).not.toHaveProperty('version');
    expect((await server.http.get(`/openapi/v3${root}?hash=1`)).body).toMatchObject({ components: { schemas: { Flunder: { type: 'object' } } } });
  });

  it('takes bodies as they come, with and without a length', async () => {
    const sent = await server.http.post(`${root}/echo`).set('Content-Type', 'application/json').send('{"a":1}');
    expect([sent.status, sent.body]).toEqual([201, { a: 1 }]);
    const chunked = httpRequest(`${server.url}${root}/echo`, { method: 'POST', agent: false });
    chunked.write('one, ');
    chunked.end('two');
    const [answer] = (await once(chunked, 'response')) as [IncomingMessage];
    expect(await text(answer)).toBe('one, two');
  });

  it('answers with its own status and headers, but for those of the connection', async () => {
    const { status, headers, text: body } = await server.http.get(`${root}/teapot`);
    expect([status, body, headers['x-end']]).toEqual([418, 'short and stout', 'b']);
    for (const name of ['x-hop', 'access-control-allow-origin']) expect(headers).not.toHaveProperty(name);
  });

  it('is watched event by event, and left when the watcher leaves', async () => {
    const watch = httpGet(`${server.url}${root}/watched?watch=true`, { agent: false });
    const [answer] = (await once(watch, 'response')) as [IncomingMessage];
    other.server.emit('event');
    expect(String(((await once(answer, 'data')) as [Buffer])[0])).toBe('{"type":"ADDED"}\n');
    const left = once(other.server, 'left');
    watch.destroy();
    await left;
  });

  it('does not hold the server up that closes', async () => {
    const watch = httpGet(`${server.url}${root}/watched?watch=true`, { agent: false });
    held.push(watch);
    const [answer] = (await once(watch, 'response')) as [IncomingMessage];
    answer.resume();
    const ended = once(answer, 'end');
    await server.stop();
    await ended;
    server = await serveAggregated();
  });

  it('is reached by one connection after another request', async () => {
    let connections = 0;
    other.server.on('secureConnection', () => { connections++; });
    for (let i = 0; i < 5; i++) await server.http.get(`${root}/namespaces/default/flunders`);
    expect(connections).toBeLessThan(2);
  });

  it('is asked again when it had given the connection up meanwhile', async () => {
    await server.http.get(root);
    await other.restart();
    expect((await server.http.get(root)).status).toBe(200);
  });

  it.each([
    ['an answer that is none', 'HTTP/1.1 099 What\r\nContent-Length: 0\r\n\r\n'],
    ['no HTTP', 'hello\r\n\r\n'],
  ])('with %s is 503', async (_what, bytes) => {
    const { status, text: said } = await server.http.get(`${root}/raw`).query({ bytes });
    expect([status, said]).toEqual([503, expect.stringMatching(/^error trying to reach service: ./)]);
  });

  it('breaks off where it breaks off; nobody there is 503 in plain words, and stale', async () => {
    const broken = await server.http.get(`${root}/broken`);
    expect([broken.status, broken.text]).toEqual([503, 'error trying to reach service: EOF\n']);
    await other.stop();
    const gone = await server.http.get(`${root}/teapot`);
    expect([gone.status, gone.text, gone.headers['content-type']]).toEqual([503, `error trying to reach service: dial tcp localhost:${other.port}: connect: connection refused\n`, 'text/plain; charset=utf-8']);
    await server.clock.step(30_000);
    const { message } = await availability(server.registry, 'False', 'FailedDiscoveryCheck');
    const url = `https://localhost:${other.port}${root}`;
    expect(message).toBe(`failing or missing response from ${url}: Get "${url}": dial tcp localhost:${other.port}: connect: connection refused`);
    const refused = await server.http.get(root);
    expect([refused.status, refused.text]).toEqual([503, 'service unavailable\n']);
    const { items } = (await server.http.get('/apis').set('Accept', aggregatedForm)).body as { items: { metadata: { name: string }; versions: object[] }[] };
    expect(items.find(({ metadata }) => metadata.name === group)?.versions).toEqual([{ version, freshness: 'Stale' }]);
  });

  it('is gone with its APIService', async () => {
    await server.registry.of(kinds.apiservices).delete(serviceKey);
    for (let status = 200; status !== 404;) ({ status } = await server.http.get(root));
    expect(JSON.stringify((await server.http.get('/apis')).body)).not.toContain(group);
  });
});

describe('connections that become something else', () => {
  beforeEach(() => register(server, other));

  const upgrade = (path: string, headers: Record<string, string> = {}): ClientRequest => {
    const request = httpRequest(server.url + path, { agent: false, headers: { Connection: 'Upgrade', Upgrade: 'SPDY/3.1', ...headers } });
    held.push(request);
    request.end();
    return request;
  };

  it('go through in both directions, until one side ends', async () => {
    other.server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
      other.seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\nhello ');
      socket.on('data', (data: Buffer) => socket.end(data.toString().toUpperCase()));
    });
    const [answer, socket, head] = (await once(upgrade(`${root}/stream?a=b`, { 'X-Remote-Group': 'evil' }), 'upgrade')) as [IncomingMessage, Duplex, Buffer];
    expect([answer.statusCode, answer.headers['x-stream-protocol-version']]).toEqual([101, 'v4.channel.k8s.io']);
    const { url, headers } = other.seen.at(-1)!;
    expect([url, headers.upgrade, headers['x-remote-user'], headers['x-remote-group']]).toEqual([`${root}/stream?a=b`, 'SPDY/3.1', 'system:admin', 'system:masters, system:authenticated']);
    // Longer than a request may take.
    await server.clock.step(61_000);
    socket.write('you');
    const chunks = [head];
    socket.on('data', (data: Buffer) => chunks.push(data));
    await once(socket, 'end');
    expect(Buffer.concat(chunks).toString()).toBe('hello YOU');
  });

  it('end with the server', async () => {
    other.server.on('upgrade', (_request, socket: Duplex) => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n'));
    const [, socket] = (await once(upgrade(`${root}/stream`), 'upgrade')) as [IncomingMessage, Duplex];
    socket.resume();
    const ended = once(socket, 'end');
    await server.stop();
    await ended;
    server = await serveAggregated();
  });

  it('and are refused in the words of the other side', async () => {
    other.server.on('upgrade', (_request, socket: Duplex) => socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nnope'));
    const [answer] = (await once(upgrade(`${root}/stream`), 'response')) as [IncomingMessage];
    expect([answer.statusCode, await text(answer)]).toEqual([403, 'nope']);
  });

  it('and do not become what was not asked for', async () => {
    const [answer] = (await once(upgrade(`${root}/namespaces/default/flunders`), 'response')) as [IncomingMessage];
    expect([answer.statusCode, await text(answer)]).toEqual([503, 'invalid upgrade response: status code 200\n']);
  });
});

describe('an APIService says why it is not available', () => {
  const create = (spec = {}) => server.registry.of(kinds.apiservices).create(apiService(spec));

  it('there is no service; when one comes it is looked at again', async () => {
    await create({ insecureSkipTLSVerify: true, service: { namespace: 'default', name: 'wardle', port: other.port } });
    expect((await availability(server.registry, 'False')).message).toBe('service/wardle in "default" is not present');
    await server.registry.of(kinds.services).create(loopbackService('wardle.localhost'));
    expect(await availability(server.registry, 'True')).toMatchObject({ reason: 'Passed', message: 'all checks passed' });
  });

  it('by a slice that means this machine it is; without one it is not', async () => {
    const meta = { namespace: 'default', name: 'wardle' };
    await create({ insecureSkipTLSVerify: true });
    await server.registry.of(kinds.services).create({ ...loopbackService(), spec: { type: 'ClusterIP', ports: [{ port: 443, name: 'https', protocol: 'TCP' }] } });
    await availability(server.registry, 'False', 'EndpointsNotFound');
    const slices = server.registry.of(kinds.endpointslices);
    await slices.create({
      kind: 'EndpointSlice', apiVersion: 'discovery.k8s.io/v1', metadata: { ...meta, labels: { 'kubernetes.io/service-name': 'wardle' } },
      addressType: 'FQDN', endpoints: [{ addresses: ['wardle.localhost'] }], ports: [{ name: 'https', port: other.port, protocol: 'TCP' }],
    });
    await availability(server.registry, 'True', 'Passed');
    await slices.delete(meta);
    await availability(server.registry, 'False', 'EndpointsNotFound');
  });

  it('nobody vouches for its certificate', async () => {
    await server.registry.of(kinds.services).create(loopbackService());
    await create({ service: { namespace: 'default', name: 'wardle', port: other.port } });
    const { reason, message } = await availability(server.registry, 'False');
    expect([reason, message]).toEqual(['FailedDiscoveryCheck', expect.stringMatching(/tls: failed to verify certificate: x509: certificate signed by unknown authority$/)]);
    expect(other.seen).toEqual([]);
  });

  it('it leads to another machine, to which nothing is sent', async () => {
    await server.registry.of(kinds.services).create(loopbackService('api.example.com'));
    await create();
    const { reason, message } = await availability(server.registry, 'False');
    expect([reason, message]).toEqual(['FailedDiscoveryCheck', `failing or missing response from https://api.example.com:443${root}: nothing is sent to addresses that are not loopback`]);
  });

  it('it does not answer for its version', async () => {
    await server.registry.of(kinds.services).create(loopbackService());
    const name = 'v1.other.example.com';
    await server.registry.of(kinds.apiservices).create({
      ...apiService({ insecureSkipTLSVerify: true, group: 'other.example.com', version: 'v1', service: { namespace: 'default', name: 'wardle', port: other.port } }), metadata: { name },
    });
    const { message } = await availability(server.registry, 'False', 'FailedDiscoveryCheck', name);
    expect(message).toMatch(/bad status from https:\/\/localhost:\d+\/apis\/other.example.com\/v1: 404$/);
  });
});

it('what is served here is not given away', async () => {
  await server.registry.of(kinds.services).create(loopbackService());
  const batch = await server.registry.of(kinds.apiservices).update({ name: 'v1.batch' }, (found) => ({ ...found, spec: { ...found.spec, insecureSkipTLSVerify: true, service: { namespace: 'default', name: 'wardle', port: other.port } } }));
  expect(batch.spec.service?.name).toBe('wardle');
  expect((await server.http.get('/apis/batch/v1/jobs')).body).toMatchObject({ kind: 'JobList' });
  expect((await server.http.get('/apis/batch/v1')).body).toMatchObject({ groupVersion: 'batch/v1' });
  expect(other.seen).toEqual([]);
});

async function text(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
