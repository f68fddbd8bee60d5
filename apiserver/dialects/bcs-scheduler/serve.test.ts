/** What holds for every request: prefixes, the cluster's header, paths, bodies, and how what goes wrong is told. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { ApiError, bcsRules, kinds, silentLogger, SteppedClock } from '../../../api';
import { openStorage, StorageUnavailable, type KV } from '../../../registry';
import { codes } from './codes';
import { BcsFault, faultOf } from './faults';
import { documented, others, routes } from './routes';
import { example, reported, stored, withPods } from './testing/applications';
import { clusterId, exchange, prefix, serveBcsScheduler, type TestClient } from './testing/client';

let client: TestClient;
beforeAll(async () => void (client = await serveBcsScheduler()));
afterAll(() => client.stop());

const path = '/namespaces/ns/applications';
const success = { result: true, code: 0, message: 'success' };

const at = (whole: string, headers: Record<string, string> = { 'BCS-ClusterID': clusterId }, method = 'GET', body?: string) => exchange(client.server.url, method, whole, body, headers);

describe('paths', () => {
  test.each([prefix, '/v4/scheduler/mesos', '/mesosdriver/v4'])('behind %s, with a slash too many or without', async (each) => {
    for (const slash of ['', '/']) expect((await at(`${each}${path}${slash}`)).body).toEqual({ ...success, data: [] });
    expect((await at(`${each}${path}//`)).status).toBe(404);
  });

  test.each(['', '/', '/nothing', '/namespaces', '/namespaces/ns', '/namespaces//applications', '/namespaces/ns/applications/a/b', '/namespaces/ns/applications/a/scale'])('nobody serves %s', async (each) => {
    const { status, text, headers } = await client.ask('GET', each);
    expect([status, text, headers.get('content-type')]).toEqual([404, '404: Page Not Found\n', 'text/plain; charset=utf-8']);
  });

  test('other paths are of other APIs', async () => {
    for (const each of ['/v4/scheduler', '/bcsapi/v4/scheduler/mesosphere', '/mesosdriver/v41']) expect(await at(each)).toMatchObject({ status: 404, text: expect.not.stringContaining('Page Not Found') as string });
  });

  test('another method', async () => {
    const { status, text, headers } = await client.ask('PATCH', path, '{}');
    expect([status, text, headers.get('allow')]).toEqual([405, '405: Method Not Allowed\n', 'POST, PUT, GET, HEAD']);
    expect((await client.ask('DELETE', path)).status).toBe(405);
  });

  test('what stands in a path is decoded, and what cannot be is refused', async () => {
    expect(await client.refused('GET', `${path}/caf%C3%A9%2Fx`)).toEqual([404, 1_405_202, 'application(ns.café/x) not found']);
    expect((await client.refused('GET', `${path}/%ff`)).slice(0, 2)).toEqual([400, 1_405_008]);
  });

  test('HEAD is GET without its body', async () => {
    const { status, text, headers } = await client.ask('HEAD', path);
    expect([status, text, headers.get('content-type')]).toEqual([200, '', 'application/json; charset=utf-8']);
  });

  test('every route has a path of its own, with one name at each place', () => {
    const told = routes.map(({ method, path: each }) => `${method} ${each}`);
    expect(new Set(told).size).toBe(told.length);
    const names = new Map<string, string>();
    for (const { path: each } of routes) {
      const segments = each.split('/');
      for (const [i, segment] of segments.entries()) {
        if (!segment.startsWith(':')) continue;
        const place = segments.slice(0, i).map((before) => (before.startsWith(':') ? ':' : before)).join('/');
        expect([place, names.get(place) ?? segment]).toEqual([place, segment]);
        names.set(place, segment);
      }
    }
    expect(routes).toEqual([...documented, ...others]);
  });
});

describe('the header', () => {
  const code = async (headers: Record<string, string>, whole = `${prefix}${path}`): Promise<unknown> => {
    const { status, body } = await at(whole, headers);
    return [status, body.code, body.message];
  };

  test('is needed, in any case; its value to the letter', async () => {
    expect(await code({})).toEqual([400, 1_405_007, "http header BCS-ClusterID can't be empty"]);
    expect(await code({ 'BCS-ClusterID': '' })).toEqual([400, 1_405_007, expect.anything()]);
    expect(await code({ 'bcs-clusterid': clusterId })).toEqual([200, 0, 'success']);
    expect(await code({ 'BCS-ClusterID': clusterId.toLowerCase() })).toEqual([404, 1_405_051, 'mesos cluster bcs-mesos-10001 not found']);
    expect(await code({ 'BCS-ClusterID': clusterId.toLowerCase() }, `/mesosdriver/v4${path}`)).toEqual([400, 1_405_234, expect.anything()]);
    expect(await code({}, `${prefix}/nothing`)).toEqual([400, 1_405_007, expect.anything()]);
  });

  test('the first counts', async () => {
    const asked = async (...ids: string[]): Promise<string> => {
      const { hostname, port } = new URL(client.server.url);
      const socket = connect(Number(port), hostname);
      socket.end(`GET ${prefix}${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n${ids.map((id) => `BCS-ClusterID: ${id}\r\n`).join('')}\r\n`);
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; });
      await once(socket, 'close');
      return text;
    };
    expect(await asked(clusterId, 'other')).toContain('"code":0');
    expect(await asked('other', clusterId)).toContain('"code":1405051');
  });
});

describe('bodies', () => {
  const post = (body: string | undefined, type?: string) => client.ask('POST', path, body, type === undefined ? {} : { 'Content-Type': type });

  test('are JSON, whatever their type says', async () => {
    for (const [i, type] of [undefined, 'application/x-www-form-urlencoded', 'text/plain', 'application/json'].entries()) {
      expect((await post(JSON.stringify(example(`json-${i}`, { namespace: 'ns' })), type)).body).toEqual({ ...success, data: null });
    }
  });

  test('or YAML, if it says so', async () => {
    const yaml = 'kind: application\nmetadata: {name: yaml, namespace: ns}\nspec:\n  instance: 1\n  template: {spec: {containers: [{image: x}]}}\n';
    expect((await post(yaml, 'application/x-yaml; charset=utf-8')).body).toEqual({ ...success, data: null });
    expect((await post('a: [', 'application/x-yaml')).body).toMatchObject({ code: 1_405_065, data: null });
    expect((await post('a', 'application/x-yaml')).body).toMatchObject({ code: 1_405_010 });
    expect((await post(yaml)).body).toMatchObject({ code: 1_405_010 });
  });

  test.each([undefined, '', ' ', '{', '[]', 'null', '1', '"text"', '{"kind":', '{"kind":1}', '{"kind":"application","metadata":[]}', '['.repeat(100_000), `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`])('%#: that is none', async (body) => {
    const { status, body: { code, result, data } } = await post(body);
    expect([status, code, result, data]).toEqual([400, 1_405_010, false, null]);
  });

  test('that are too large', async () => {
    const { status, body } = await post(`"${'x'.repeat(4 * 1024 * 1024)}"`);
    expect([status, body.code]).toEqual([413, 1_405_012]);
  });

  test('of a DELETE are passed over, and the connection goes on', async () => {
    expect((await client.refused('DELETE', `${path}/nobody`)).slice(0, 2)).toEqual([404, 1_405_202]);
    const { headers } = await client.ask('DELETE', `${path}/nobody`, '{ no json');
    expect(headers.get('connection')).toBe('keep-alive');
  });
});

describe('what goes wrong', () => {
  test('codes are 1405000 and an offset', () => {
    for (const [name, { number, http }] of Object.entries(codes)) expect([name, http >= 400 && http < 600]).toEqual([`E${number - 1_405_000}`, true]);
  });

  test.each<[() => ApiError, string, number]>([
    [() => ApiError.notFound({ group: '', plural: 'pods' }, 'x'), 'E202', 404], [() => ApiError.alreadyExists({ group: '', plural: 'pods' }, 'x'), 'E201', 409], [() => ApiError.badRequest('x'), 'E8', 400],
    [() => ApiError.invalid({ group: '', kind: 'Pod' }, 'x', []), 'E8', 400], [() => ApiError.conflict({ group: '', plural: 'pods' }, 'x'), 'E200', 409], [() => ApiError.unavailable('x'), 'E1', 503],
    [() => ApiError.tooManyRequests('x'), 'E50', 429], [() => ApiError.timeout('x'), 'E50', 504], [() => ApiError.tooLarge(1), 'E12', 413], [() => ApiError.unknown('x'), 'E200', 500],
  ])('%s', (error, code, http) => expect(faultOf(error())).toMatchObject({ code, http }));

  test('of ours, and of what somebody wrote by hand', () => {
    expect(faultOf(new BcsFault('E200', 'no', { http: 404 }))).toMatchObject({ code: 'E200', http: 404, message: 'no' });
    expect(faultOf(new bcsRules.DefinitionFault('no'))).toMatchObject({ code: 'E200', message: 'no' });
    expect(faultOf(new Error('a bug'))).toBeUndefined();
  });

  test('a store that is away is told of, not a bug', async () => {
    const kv = await openStorage('memory:', { clock: new SteppedClock(), log: silentLogger });
    let isAway = false;
    const failing: KV = new Proxy(kv, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          if (isAway && ['get', 'list', 'create', 'update', 'delete', 'revision'].includes(String(name))) return Promise.reject(new StorageUnavailable('away'));
          return (value as (...given: unknown[]) => unknown).apply(target, args);
        };
      },
    });
    const other = await serveBcsScheduler({ kv: failing });
    await other.ok('POST', path, example('a', { namespace: 'ns' }));
    isAway = true;
    for (const [method, to, body] of [['GET', path], ['POST', path, example('b', { namespace: 'ns' })], ['DELETE', `${path}/a`]] as const) {
      expect((await other.refused(method, to, body)).slice(0, 2)).toEqual([503, 1_405_001]);
    }
    isAway = false;
    await other.stop();
  });
});

describe('switches', () => {
  const served = async (switches: Parameters<typeof serveBcsScheduler>[0], work: (other: TestClient) => Promise<void>): Promise<void> => {
    const other = await serveBcsScheduler(switches);
    await work(other);
    await other.stop();
  };

  test('http=always200, prefix=upstream, failureData=object', () => served({ switches: { http: 'always200', prefix: 'upstream', failureData: 'object' } }, async ({ ask, server }) => {
    const { status, text } = await ask('GET', `${path}/nobody`);
    expect([status, text]).toEqual([200, '{"result":false,"code":1405202,"message":"(bcs-scheduler):application(ns.nobody) not found","data":{}}']);
    expect((await exchange(server.url, 'GET', `${prefix}${path}`, undefined, {})).status).toBe(200);
    expect((await ask('GET', '/nothing')).status).toBe(404);
  }));

  test('kind=anyCase', () => served({ switches: { kind: 'anyCase' } }, async ({ ok, refused }) => {
    await ok('POST', path, example('a', { namespace: 'ns', more: { kind: 'Application' } }));
    expect((await refused('POST', path, example('b', { namespace: 'ns', more: { kind: 'Process' } })))[1]).toBe(1_405_008);
  }));

  test('namespace=body', () => served({ switches: { namespace: 'body' } }, async (other) => {
    await other.ok('POST', path, example('a', { namespace: 'elsewhere' }));
    expect(await other.ok('GET', '/namespaces/elsewhere/applications')).toHaveLength(1);
  }));

  test.each([['ignored', undefined], ['type', 'TCP']] as const)('healthProtocol=%s', (healthProtocol, type) => served({ switches: { healthProtocol } }, async (other) => {
    await other.ok('POST', '/namespaces/defaultGroup/applications', example('app-test', { container: { HealthChecks: [{ protocol: 'tcp', tcp: { port: 80 } }, { type: 'HTTP', protocol: 'tcp' }, null] } }));
    const { definition } = (await stored(other)).spec as unknown as { definition: ReturnType<typeof example> };
    expect(definition.spec.template.spec.containers[0]).toMatchObject({ HealthChecks: [{ protocol: 'tcp', ...(type && { type }) }, { type: 'HTTP' }, null] });
    expect((await other.refused('POST', '/namespaces/defaultGroup/applications', '{'))[1]).toBe(1_405_010);
  }));

  test.each(['Finish', 'Killed'] as const)('stopped=%s', (stopped) => served({ switches: { stopped } }, async (other) => {
    await other.ok('POST', '/namespaces/defaultGroup/applications', example());
    const [pod] = await withPods(other, 'app-test', { indices: [0] });
    const pods = other.server.registry.of(kinds.pods);
    const key = { namespace: pod!.metadata.namespace!, name: pod!.metadata.name! };
    await pods.update(key, (current) => ({ ...current, metadata: { ...current.metadata, finalizers: ['example.com/kept'] } }));
    await pods.delete(key, { gracePeriodSeconds: 0 });
    await pods.update(key, (current) => ({ ...current, status: { ...current.status, phase: 'Failed', containerStatuses: current.spec.containers.map(({ name, image = '' }) => ({
      name, image, imageID: '', ready: false, restartCount: 0, state: { terminated: { exitCode: 137, startedAt: '2026-01-01T00:00:00Z', finishedAt: '2099-01-01T00:00:00Z' } },
    })) } }), { subresource: 'status' });
    expect(await other.ok('GET', '/namespaces/defaultGroup/applications/app-test/taskgroups')).toMatchObject([{ Status: stopped, Taskgroup: [{ Status: stopped }] }]);
  }));

  test('update=lenient', () => served({ switches: { update: 'lenient' } }, async (other) => {
    await other.ok('POST', '/namespaces/defaultGroup/applications', example());
    await reported(other);
    await other.ok('PUT', '/namespaces/defaultGroup/applications', example());
    expect((await stored(other)).spec.order).toEqual({ id: expect.any(String) as string, kind: 'update' });
    await reported(other);
    expect((await other.refused('PUT', '/namespaces/defaultGroup/applications?instances=x', example()))[1]).toBe(1_405_200);
  }));
});
