import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { protobuf } from '../../../api';
import { configMap, serve, type TestServer } from '../../testing/serve';

const type = 'application/vnd.kubernetes.protobuf';
const maps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';

let server: TestServer;
beforeAll(async () => { server = await serve(); });
afterAll(() => server.stop());

interface Answer { readonly status: number; readonly type: string; readonly object: Record<string, unknown> }

async function ask(method: 'get' | 'post' | 'put' | 'delete', path: string, expected: string, body?: Buffer): Promise<Answer> {
  const request = server.http[method](path).set('Accept', `${type},application/json`).responseType('arraybuffer');
  const response = await (body ? request.set('Content-Type', type).send(body) : request);
  return { status: response.status, type: String(response.headers['content-type']), object: protobuf.parse(expected, response.body as Buffer) };
}

const enveloped = (apiVersion: string, kind: string, definition: string, object: object): Buffer =>
  protobuf.envelope(apiVersion, kind, protobuf.encode(definition, object));

const mapBody = (name: string, data: Record<string, string>): Buffer => enveloped('v1', 'ConfigMap', 'core.v1.ConfigMap', { metadata: { name }, data });

it('objects are created, read, replaced and deleted', async () => {
  const created = await ask('post', maps, 'core.v1.ConfigMap', mapBody('a', { x: '1' }));
  expect(created).toMatchObject({ status: 201, type, object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'a', namespace: 'default' }, data: { x: '1' } } });
  expect((await ask('put', `${maps}/a`, 'core.v1.ConfigMap', mapBody('a', { x: '2' }))).object).toMatchObject({ data: { x: '2' } });
  expect((await ask('get', `${maps}/a`, 'core.v1.ConfigMap')).object).toMatchObject({ data: { x: '2' } });
  const options = enveloped('v1', 'DeleteOptions', 'meta.v1.DeleteOptions', { preconditions: { uid: 'another' } });
  expect(await ask('delete', `${maps}/a`, 'meta.v1.Status', options)).toMatchObject({ status: 409, type, object: { kind: 'Status', reason: 'Conflict', code: 409 } });
  const fine = enveloped('v1', 'DeleteOptions', 'meta.v1.DeleteOptions', { gracePeriodSeconds: 0, propagationPolicy: 'Foreground' });
  expect(await ask('delete', `${maps}/a`, 'meta.v1.Status', fine)).toMatchObject({ status: 200 });
});

it('what is not there is a Status', async () => {
  expect(await ask('get', `${maps}/none`, 'meta.v1.Status')).toMatchObject({
    status: 404, type, object: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', message: 'configmaps "none" not found', details: { name: 'none', kind: 'configmaps' }, code: 404 },
  });
});

it('the kind of the body must fit the path, which may also be all that says it', async () => {
  const { status, object } = await ask('post', maps, 'meta.v1.Status', enveloped('v1', 'Secret', 'core.v1.Secret', { metadata: { name: 'b' } }));
  expect([status, object.reason]).toEqual([400, 'BadRequest']);
  const untyped = enveloped('', '', 'core.v1.ConfigMap', { metadata: { name: 'untyped' } });
  expect(await ask('post', maps, 'core.v1.ConfigMap', untyped)).toMatchObject({ status: 201, object: { kind: 'ConfigMap', apiVersion: 'v1' } });
});

it('lists and their metadata', async () => {
  await server.http.post(maps).send(configMap('l1', { a: '1' }, { list: 'yes' }));
  await server.http.post(maps).send(configMap('l2', { a: '2' }, { list: 'yes' }));
  const list = await ask('get', `${maps}?labelSelector=list%3Dyes&limit=1`, 'core.v1.ConfigMapList');
  expect(list).toMatchObject({ type, object: { kind: 'ConfigMapList', apiVersion: 'v1', metadata: { continue: expect.any(String) as string }, items: [{ metadata: { name: 'l1' }, data: { a: '1' } }] } });
  expect((list.object.items as object[])[0]).not.toHaveProperty('kind');
  const partial = await server.http.get(`${maps}?labelSelector=list%3Dyes`).set('Accept', `${type};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1`).responseType('arraybuffer');
  expect(protobuf.parse('meta.v1.PartialObjectMetadataList', partial.body as Buffer)).toMatchObject({
    kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', items: [{ metadata: { name: 'l1', labels: { list: 'yes' } } }, { metadata: { name: 'l2' } }],
  });
});

it('projections', async () => {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
  await server.http.post(deployments).send({ metadata: { name: 'web' }, spec: { selector: { matchLabels: { app: 'web' } }, template } });
  const scale = enveloped('autoscaling/v1', 'Scale', 'autoscaling.v1.Scale', { metadata: { name: 'web', namespace: 'default' }, spec: { replicas: 3 } });
  expect(await ask('put', `${deployments}/web/scale`, 'autoscaling.v1.Scale', scale)).toMatchObject({ status: 200, type, object: { kind: 'Scale', spec: { replicas: 3 } } });
  expect((await ask('get', `${deployments}/web`, 'apps.v1.Deployment')).object).toMatchObject({ spec: { replicas: 3, template: { spec: { containers: [{ name: 'c' }] } } } });
});

it('a Table has no such form: the next of what the client takes is sent', async () => {
  const as = 'as=Table;v=v1;g=meta.k8s.io';
  const { headers, body } = await server.http.get(maps).set('Accept', `${type};${as},application/json;${as}`);
  expect([headers['content-type'], (body as { kind: string }).kind]).toEqual(['application/json', 'Table']);
});

it('a broken body is refused', async () => {
  const whole = mapBody('broken', { x: '1' });
  const { status, object } = await ask('post', maps, 'meta.v1.Status', whole.subarray(0, whole.length - 8));
  expect([status, object.message]).toEqual([400, expect.stringMatching(/^the object provided is unrecognized \(must be of type ConfigMap\): unexpected EOF \(6b387300/)]);
});

describe('watches', () => {
  /** Frames of a stream: four bytes of length, then a WatchEvent whose type comes first and whose object has an envelope. */
  async function* framesOf(path: string, accept = type): AsyncGenerator<{ type: string; object: Record<string, unknown> }> {
    const request = get(server.url + path, { headers: { Accept: accept }, agent: false });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.headers['content-type']).toBe(`${type};stream=watch`);
    request.on('error', () => undefined);
    let held = Buffer.alloc(0);
    try {
      for await (const chunk of response) {
        held = Buffer.concat([held, chunk as Buffer]);
        while (held.length >= 4 && held.length >= 4 + held.readUInt32BE()) {
          const frame = held.subarray(4, 4 + held.readUInt32BE());
          held = held.subarray(4 + frame.length);
          yield eventOf(frame);
        }
      }
    } finally {
      request.destroy();
    }
  }

  function eventOf(frame: Buffer): { type: string; object: Record<string, unknown> } {
    const inner = frame.subarray(frame.indexOf('k8s\0'));
    const kind = ['Status', 'PartialObjectMetadata'].find((name) => inner.subarray(0, 60).includes(name));
    return { type: frame.toString('utf8', 2, 2 + frame[1]!), object: protobuf.parse(kind ? `meta.v1.${kind}` : 'core.v1.ConfigMap', inner) };
  }

  async function take(count: number, frames: AsyncGenerator<{ type: string; object: Record<string, unknown> }>): Promise<object[]> {
    const taken: object[] = [];
    for await (const frame of frames) if (taken.push(frame) === count) break;
    return taken;
  }

  it('objects, bookmarks, metadata alone', async () => {
    await server.http.post(maps).send(configMap('w1', { a: '1' }, { watch: 'yes' }));
    const path = `${maps}?watch=1&labelSelector=watch%3Dyes&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`;
    expect(await take(2, framesOf(path))).toMatchObject([
      { type: 'ADDED', object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'w1' }, data: { a: '1' } } },
      { type: 'BOOKMARK', object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } } },
    ]);
    const [first] = await take(1, framesOf(path, `${type};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`));
    expect(first).toMatchObject({ type: 'ADDED', object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'w1' } } });
    const [v1beta1, bookmark] = await take(2, framesOf(path, `${type};as=PartialObjectMetadata;g=meta.k8s.io;v=v1beta1`)) as { object: object }[];
    expect([v1beta1?.object, bookmark?.object]).toMatchObject([{ apiVersion: 'meta.k8s.io/v1beta1' }, { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1beta1' }]);
  });
});
