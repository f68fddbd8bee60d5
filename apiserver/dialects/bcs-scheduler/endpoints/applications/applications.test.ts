/** What is written when something is wanted of applications, and what is refused. */
import { bcsRules, kinds, omit, type bcs } from '../../../../../api';
import { example, keyOf, processes, reported, stored, withPods } from '../../testing/applications';
import { serveBcsScheduler, type TestClient } from '../../testing/client';

let client: TestClient;
beforeEach(async () => void (client = await serveBcsScheduler()));
afterEach(() => client.stop());

const path = '/namespaces/defaultGroup/applications';
const one = `${path}/app-test`;

const codeOf = async (method: string, to: string, body?: unknown): Promise<[number, number]> => {
  const [status, code] = await client.refused(method, to, body);
  return [status, code - 1_405_000];
};

const versions = (): Promise<string[]> => client.ok<string[]>('GET', `${one}/versions`);

async function running(body: object = example()): Promise<void> {
  await client.ok('POST', path, body);
  await reported(client);
}

describe('create', () => {
  test("the document's example: an application, a version, a namespace with its name", async () => {
    expect(await client.ok('POST', path, example())).toBeNull();
    const { metadata, spec } = await stored(client);
    expect(metadata).toMatchObject({ ...keyOf(), labels: { podname: 'app-test' } });
    expect(spec).toEqual({ name: 'app-test', namespace: 'defaultGroup', kind: 'application', cluster: '10001', instances: 2, version: expect.stringMatching(/^\d{19}$/) as string, definition: example() });
    expect(await versions()).toEqual([spec.version]);
    const { items: [version] } = await client.server.registry.of(kinds.bcsversions).list();
    expect(version).toMatchObject({ spec: { name: 'app-test', id: spec.version, instances: 2, definition: example() }, metadata: { ownerReferences: [{ uid: metadata.uid }] } });
    expect((await client.server.registry.of(kinds.namespaces).get({ name: keyOf().namespace })).metadata.annotations).toEqual({ [bcsRules.marks.namespaceAnnotation]: 'defaultGroup' });
  });

  test('once, also when several ask at the same time', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => client.ask('POST', path, example())));
    expect(answers.map(({ status, body }) => [status, body.code]).sort()).toEqual([[200, 0], [409, 1_405_201], [409, 1_405_201]]);
    expect(await codeOf('POST', path, example())).toEqual([409, 201]);
    expect(await versions()).toHaveLength(1);
  });

  test('the namespace of the path is filled in, and one that is another is refused', async () => {
    await client.ok('POST', path, { ...example(), metadata: omit(example().metadata, 'namespace') });
    expect((await stored(client)).spec).toMatchObject({ namespace: 'defaultGroup', definition: { metadata: { namespace: 'defaultGroup' } } });
    expect(await codeOf('POST', path, example('other', { namespace: 'elsewhere' }))).toEqual([400, 8]);
  });

  test('keys in any case, and keys that nobody knows, are kept as they were sent', async () => {
    const body = { ...omit(example(), 'kind'), Kind: 'application', mine: { a: [1, null] } };
    await client.ok('POST', path, body);
    expect(await client.ok('GET', '/definition/application/defaultGroup/app-test')).toEqual(body);
  });

  test('what is judged is what is kept: of a member that is sent twice the last, a number as it can be kept', async () => {
    const text = JSON.stringify(example());
    expect(await codeOf('POST', path, `${text.slice(0, -1)},"spec":{"instance":1}}`)).toEqual([400, 231]);
    expect(await codeOf('POST', path, `${text.slice(0, -1)},"killPolicy":{"gracePeriod":9223372036854775807}}`)).toEqual([400, 10]);
  });

  const containers = (...list: object[]): object => ({ spec: { instance: 1, template: { spec: { containers: list } } } });
  const constrained = (item: object): object => ({ constraint: { intersectionItem: [{ unionData: [item] }] } });
  const asking = (count: number): object => ({ labels: Object.fromEntries(Array.from({ length: count }, (_, i) => [`io.tencent.bcs.netsvc.requestip.${i}`, `10.0.0.${i}`])) });

  test.each<[string, object, number]>([
    ['a kind that is not quite right', example('a', { more: { kind: 'Application' } }), 8],
    ['no kind', example('a', { more: { kind: undefined } }), 8],
    ['no name', example(''), 8],
    ['a name with a dot', example('a.b'), 8],
    ['no instances', example('a', { instance: 0 }), 8],
    ['fewer than none', example('a', { instance: -3 }), 8],
    ['a restart policy that there is not', example('a', { more: { restartPolicy: { policy: 'Sometimes' } } }), 231],
    ['no template', example('a', { more: { spec: { instance: 1 } } }), 231],
    ['neither containers nor processes', example('a', { more: containers() }), 231],
    ['both', example('a', { more: { spec: { instance: 1, template: { spec: { containers: [{}], processes: [{}] } } } } }), 231],
    ['a constraint without its value', example('a', { more: constrained({ name: 'x', operate: 'LIKE', type: 3 }) }), 8],
    ['ranges with a hole', example('a', { more: constrained({ name: 'x', operate: 'LIKE', type: 2, ranges: [null] }) }), 8],
    ['fewer addresses than instances', example('a', { instance: 3, ...asking(2) }), 8],
    ['a config map that is not there', example('a', { container: { configmaps: [{ name: 'none', items: [] }] } }), 8],
    ['a secret that is not there', example('a', { container: { secrets: [{ secretName: 'none', items: [] }] } }), 8],
    ['a count that is text', example('a', { more: { spec: { instance: '2' } } }), 10],
    ['containers that are none', example('a', { more: { spec: { instance: 1, template: { spec: { containers: {} } } } } }), 10],
    ['metadata that are none', example('a', { more: { metadata: 'a' } }), 10],
  ])('%s is refused', async (_what, body, code) => {
    expect(await codeOf('POST', path, body)).toEqual([400, code]);
    expect((await client.server.registry.of(kinds.bcsapplications).list()).items).toEqual([]);
  });

  test('every item that is referred to must be there', async () => {
    await client.ok('POST', '/namespaces/defaultGroup/configmaps', { apiVersion: 'v4', kind: 'configmap', metadata: { name: 'conf', namespace: 'defaultGroup' }, datas: { one: { type: 'file', content: 'eA==' } } });
    const referring = (dataKey: string): object => example('app-test', { container: { configmaps: [{ name: 'conf', items: [{ type: 'env', dataKey, keyOrPath: 'X' }] }] } });
    expect(await client.refused('POST', path, referring('two'))).toEqual([400, 1_405_008, 'bcsconfig item(key:two) not exist in bcsconfig(defaultGroup, conf)']);
    await client.ok('POST', path, referring('one'));
  });
});

describe('scale', () => {
  test('is a new number and a new version, the definition stays', async () => {
    await running();
    expect(await client.ok('PUT', `${one}/scale/5`)).toBeNull();
    const { spec } = await stored(client);
    expect(spec).toMatchObject({ instances: 5, definition: { spec: { instance: 2 } } });
    expect((await versions()).at(-1)).toBe(spec.version);
    expect(await versions()).toHaveLength(2);
    await reported(client);
    // The same number is a version too.
    await client.ok('PUT', `${one}/scale/5`);
    expect(await versions()).toHaveLength(3);
    expect(await client.ok('GET', '/definition/application/defaultGroup/app-test')).toEqual(example());
  });

  test.each(['0', '-1', 'many', '1.5', '2147483648', '99999999999999999999', '%20', '0x10'])('to %s is refused', async (count) => {
    await running();
    expect(await codeOf('PUT', `${one}/scale/${count}`)).toEqual([409, 200]);
  });

  test.each(['Staging', 'Deploying', 'Error', 'Finish', 'Operating', 'RollingUpdate'] as const)('is refused while it is %s', async (status) => {
    await running();
    await reported(client, 'app-test', { status });
    expect(await client.refused('PUT', `${one}/scale/3`)).toEqual([409, 1_405_200, expect.stringMatching(/Operation Not Allowed$/)]);
  });

  test('of what nobody has looked at since it was changed is refused: two do not meet', async () => {
    await running();
    const both = await Promise.all(['3', '4'].map((count) => client.ask('PUT', `${one}/scale/${count}`)));
    expect(both.map(({ body }) => body.code).sort()).toEqual([0, 1_405_200]);
    expect(await versions()).toHaveLength(2);
  });

  test('needs an address for each where addresses are asked for', async () => {
    await running(example('app-test', { labels: { 'io.tencent.bcs.netsvc.requestip.0': '10.0.0.1', 'io.tencent.bcs.netsvc.requestip.1': '10.0.0.2' } }));
    expect(await codeOf('PUT', `${one}/scale/3`)).toEqual([409, 200]);
    await client.ok('PUT', `${one}/scale/1`);
  });

  test('of nobody', async () => expect(await codeOf('PUT', `${one}/scale/3`)).toEqual([404, 202]));
});

describe('update', () => {
  const image = { container: { image: 'other:v2' } };

  test('is an order, with a new version', async () => {
    await running();
    const before = (await stored(client)).spec.version;
    await client.ok('PUT', `${path}?instances=1`, example('app-test', { ...image, instance: 7 }));
    const { spec } = await stored(client);
    expect(spec).toMatchObject({ instances: 2, definition: { spec: { instance: 7, template: { spec: { containers: [{ image: 'other:v2' }] } } } }, order: { kind: 'update', count: 1 } });
    expect(await versions()).toEqual([before, spec.version]);
  });

  test('0 is all of them; the same once more is an order without a version', async () => {
    await running();
    await client.ok('PUT', `${path}?instances="0"`, example());
    const { order } = (await stored(client)).spec;
    expect(order).toEqual({ id: order!.id, kind: 'update' });
    expect(await versions()).toHaveLength(1);
    await reported(client);
    await client.ok('PUT', `${path}?instances=0`, example());
    expect((await stored(client)).spec.order!.id).not.toBe(order!.id);
  });

  test('of resources asks for no number', async () => {
    await running();
    await client.ok('PUT', `${path}?args=resource`, example('app-test', { container: { resources: { limits: { cpu: '4', memory: '100' } } } }));
    expect((await stored(client)).spec.order).toMatchObject({ kind: 'resource' });
    expect(await versions()).toHaveLength(2);
  });

  test.each(['', '?instances=', '?instances=x', '?instances=3', '?instances=-1', '?instances=1e9'])('with %s is refused', async (query) => {
    await running();
    expect(await codeOf('PUT', `${path}${query}`, example())).toEqual([409, 200]);
  });

  test('of what is busy, has no taskgroups, or is not there is refused', async () => {
    expect(await codeOf('PUT', `${path}?instances=1`, example())).toEqual([404, 202]);
    await running();
    for (const status of [{ instances: 0 }, { status: 'Operating' }, { status: 'RollingUpdate' }] as Partial<bcs.BcsApplicationStatus>[]) {
      await reported(client, 'app-test', status);
      expect(await codeOf('PUT', `${path}?instances=1`, example())).toEqual([409, 200]);
    }
    await reported(client, 'app-test', { status: 'Deploying' });
    await client.ok('PUT', `${path}?instances=1`, example());
    expect(await codeOf('PUT', `${path}?instances=1`, example())).toEqual([409, 200]);
  });

  test('judges the definition as a create does, but for its number', async () => {
    await running();
    expect(await codeOf('PUT', `${path}?instances=1`, example('app-test', { more: { restartPolicy: { policy: 'x' } } }))).toEqual([400, 231]);
    expect(await codeOf('PUT', `${path}?instances=1`, example('app-test', { more: { kind: 'App' } }))).toEqual([400, 8]);
    expect(await codeOf('PUT', `${path}?instances=1`, example('app-test', { container: { secrets: [{ secretName: 'none' }] } }))).toEqual([400, 8]);
    expect(await codeOf('PUT', `${path}?instances=1`, example('app-test', { labels: { 'io.tencent.bcs.netsvc.requestip.0': '10.0.0.1' } }))).toEqual([400, 8]);
    await client.ok('PUT', `${path}?instances=1`, example('app-test', { instance: 0 }));
  });
});

describe('rollback', () => {
  test('to a definition is an order of all', async () => {
    await running();
    await client.ok('PUT', `${path}/rollback`, example('app-test', { container: { image: 'older' } }));
    const { order } = (await stored(client)).spec;
    expect(order).toEqual({ id: order!.id, kind: 'rollback' });
  });

  test('by name alone returns to what was before', async () => {
    await running();
    await client.ok('PUT', `${path}?instances=0`, example('app-test', { container: { image: 'newer' } }));
    await reported(client);
    await client.ok('PUT', `${one}/scale/3`);
    await reported(client);
    await client.ok('PUT', `${path}/rollback`, { metadata: { name: 'app-test' } });
    expect((await stored(client)).spec).toMatchObject({ instances: 3, definition: example(), order: { kind: 'rollback' } });
    expect(await versions()).toHaveLength(4);
  });

  test('of what has been nothing else, or is not there, is refused', async () => {
    expect(await codeOf('PUT', `${path}/rollback`, { kind: 'application', metadata: { name: 'app-test' } })).toEqual([404, 202]);
    await running();
    expect(await codeOf('PUT', `${path}/rollback`, { kind: 'application', metadata: { name: 'app-test' } })).toEqual([409, 200]);
    expect(await codeOf('PUT', `${path}/rollback`, { kind: 'other', metadata: { name: 'app-test' } })).toEqual([400, 8]);
  });

  test('an application may have that name', async () => {
    await client.ok('POST', path, example('rollback'));
    await client.ok('DELETE', `${path}/rollback`);
    expect((await stored(client, 'rollback')).spec.deletion).toBeDefined();
  });
});

describe('delete', () => {
  test('is an intent, and again another', async () => {
    await running();
    expect(await client.ok('DELETE', one)).toBeNull();
    const { deletion } = (await stored(client)).spec;
    expect(deletion).toEqual({ id: deletion!.id });
    await client.ok('DELETE', `${one}?enforce=1`, example());
    expect((await stored(client)).spec.deletion).toMatchObject({ enforce: true });
    expect((await stored(client)).spec.deletion!.id).not.toBe(deletion!.id);
  });

  test('in a rolling update only by force, for which there is one word', async () => {
    await running();
    await reported(client, 'app-test', { status: 'RollingUpdate' });
    for (const query of ['', '?enforce=0', '?enforce=true', '?enforce=']) expect(await codeOf('DELETE', `${one}${query}`)).toEqual([409, 200]);
    await client.ok('DELETE', `${one}?enforce=1`);
  });

  test('of nobody', async () => expect(await codeOf('DELETE', one)).toEqual([404, 202]));
});

describe('processes', () => {
  const all = '/namespaces/defaultGroup/processes';

  test('are the same with another kind, and neither is asked for as the other', async () => {
    await client.ok('POST', all, processes());
    expect((await stored(client, 'proc')).spec).toMatchObject({ kind: 'process' });
    await reported(client, 'proc');
    expect(await codeOf('PUT', `${path}/proc/scale/2`)).toEqual([409, 200]);
    expect(await codeOf('DELETE', `${path}/proc`)).toEqual([409, 200]);
    await client.ok('PUT', `${all}/proc/scale/2`);
    await reported(client, 'proc');
    await client.ok('PUT', `${all}/rollback`, processes());
    await reported(client, 'proc');
    await client.ok('DELETE', `${all}/proc`);
  });

  test('are sent as such', async () => {
    expect(await codeOf('POST', all, example())).toEqual([400, 8]);
    expect(await codeOf('POST', all, example('a', { more: { kind: 'process' } }))).toEqual([400, 231]);
    expect(await codeOf('POST', path, processes())).toEqual([400, 8]);
    await client.ok('POST', path, { ...processes(), kind: 'application' });
    expect((await stored(client, 'proc')).spec.kind).toBe('process');
  });
});

describe('reschedule', () => {
  const annotationOf = async (pod: string): Promise<unknown> => {
    const { metadata } = await client.server.registry.of(kinds.pods).get({ namespace: keyOf().namespace, name: pod });
    return JSON.parse(metadata.annotations?.[bcsRules.marks.rescheduleAnnotation] ?? 'null') as unknown;
  };

  test('by id or by name, with a time for which the agent is kept', async () => {
    await running();
    const [first, second] = await withPods(client);
    const id = second!.metadata.annotations![bcsRules.marks.taskgroupAnnotation]!;
    await client.ok('PUT', `${one}/taskgroups/${id}/rescheduler?hostRetainTime=60`);
    expect(await annotationOf(second!.metadata.name!)).toEqual({ id: expect.any(String) as string, retainSeconds: 60 });
    await client.ok('PUT', `${one}/taskgroups/app-test-0/rescheduler?hostRetainTime=soon`);
    expect(await annotationOf(first!.metadata.name!)).toEqual({ id: expect.any(String) as string });
  });

  test('of nobody, and of who waits for another to go', async () => {
    expect(await codeOf('PUT', `${one}/taskgroups/app-test-0/rescheduler`)).toEqual([404, 202]);
    await running();
    await withPods(client, 'app-test', { placed: false, indices: [0], successor: { predecessor: 'x', notBefore: 0 } });
    expect(await codeOf('PUT', `${one}/taskgroups/app-test-0/rescheduler`)).toEqual([404, 200]);
  });
});

describe('versions and definitions', () => {
  test('also with the verb of the example', async () => {
    await running();
    expect(await client.ok('PUT', `${one}/versions`)).toEqual(await versions());
    expect(await codeOf('GET', `${path}/nobody/versions`)).toEqual([404, 202]);
  });

  test('the definition is the newest that somebody sent', async () => {
    await running();
    await client.ok('PUT', `${path}?instances=0`, example('app-test', { container: { image: 'newer' } }));
    const definition = (): Promise<unknown> => client.ok('GET', '/definition/application/defaultGroup/app-test');
    expect(await definition()).toEqual(example('app-test', { container: { image: 'newer' } }));
    const { registry } = client.server;
    await registry.of(kinds.bcsapplications).update(keyOf(), (current) => ({ ...current, spec: { ...current.spec, version: '9999999999999999999', derived: true, definition: example('app-test', { container: { image: 'made' } }) } }));
    expect(await definition()).toEqual(example('app-test', { container: { image: 'newer' } }));
  });

  test("a deployment's application has none", async () => {
    const { registry } = client.server;
    await client.ok('POST', path, example());
    await registry.of(kinds.bcsapplications).create({
      apiVersion: bcsRules.apiVersion, kind: 'BcsApplication', metadata: { ...keyOf('made') }, spec: { name: 'made', namespace: 'defaultGroup', instances: 1, version: '1', derived: true, definition: example('made') },
    });
    expect(await codeOf('GET', '/definition/application/defaultGroup/made')).toEqual([404, 200]);
    expect(await codeOf('GET', '/definition/application/defaultGroup/nobody')).toEqual([404, 202]);
  });

  test('what was made with kubectl is told of by its own names', async () => {
    const { registry } = client.server;
    await registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'plain' }, spec: {}, status: {} });
    await registry.of(kinds.bcsapplications).create({ apiVersion: bcsRules.apiVersion, kind: 'BcsApplication', metadata: { namespace: 'plain', name: 'by-hand' }, spec: { instances: 1, definition: example('by-hand', { namespace: 'plain' }) } });
    expect(await client.ok('GET', '/namespaces/plain/applications/by-hand/versions')).toEqual([]);
    expect(await codeOf('GET', '/namespaces/plain/applications/by-hand/versions//')).toEqual([404, 232]);
    await client.ok('DELETE', '/namespaces/plain/applications/by-hand');
  });
});
