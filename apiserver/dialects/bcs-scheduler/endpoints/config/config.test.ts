import { bcsRules, kinds, type core } from '../../../../../api';
import { expectReferences } from '../../references';
import { serveBcsScheduler, type TestClient } from '../../testing/client';

const { config: { originalOf }, labelName, readApplication } = bcsRules;

const namespace = labelName('defaultGroup');
const sample = {
  configmap: {
    apiVersion: 'v4', kind: 'configmap', metadata: { name: 'configmap-test', namespace: 'defaultGroup', labels: {} },
    datas: { 'item-one': { type: 'file', content: 'Y29uZmlnIGNvbnRleHQ=' }, 'item-two': { type: 'file', content: 'Y29uZmlnIGNvbnRleHQ=' } },
  },
  secret: {
    apiVersion: 'v4', kind: 'secret', metadata: { name: 'secret-test', namespace: 'defaultGroup', labels: {} }, type: '',
    datas: { 'secret-subkey': { path: 'SECRET_ENV_TEST', content: 'Y29uZmlnIGNvbnRleHQ=' } },
  },
  service: {
    apiVersion: 'v4', kind: 'service', metadata: { name: 'service-test', namespace: 'defaultGroup', labels: { BCSGROUP: 'external' } },
    spec: { selector: { podname: 'app-test' }, ports: [{ name: 'test-port', protocol: 'tcp', servicePort: 8899 }] },
  },
} as const;

const definitions = { configmap: kinds.configmaps, secret: kinds.secrets, service: kinds.services } as const;
const every = Object.keys(sample) as (keyof typeof sample)[];

let client: TestClient;
beforeEach(async () => void (client = await serveBcsScheduler()));
afterEach(() => client.stop());

const stored = (kind: keyof typeof sample, name: string = sample[kind].metadata.name) => client.server.registry.of<core.ConfigMap | core.Secret | core.Service>(definitions[kind] as never).get({ namespace, name });
const pathOf = (kind: string): string => `/namespaces/defaultGroup/${kind}s`;

test.each(every)("the document's %s: made, there already, changed, deleted, no more there", async (kind) => {
  const { [kind]: sent } = sample;
  expect(await client.ok('POST', pathOf(kind), sent)).toBeNull();
  expect(originalOf(await stored(kind))).toMatchObject(sent);
  expect(await client.server.registry.of(kinds.namespaces).get({ name: namespace })).toMatchObject({ metadata: { annotations: { [bcsRules.marks.namespaceAnnotation]: 'defaultGroup' } } });
  expect((await client.refused('POST', pathOf(kind), sent)).slice(0, 2)).toEqual([409, 1_405_201]);
  expect(await client.ok('PUT', pathOf(kind), { ...sent, more: 'kept' })).toBeNull();
  expect(originalOf(await stored(kind))).toMatchObject({ ...sent, more: 'kept' });
  // The document's curl sends the object along.
  expect(await client.ok('DELETE', `${pathOf(kind)}/${sent.metadata.name}`, sent)).toBeNull();
  expect((await client.refused('DELETE', `${pathOf(kind)}/${sent.metadata.name}`)).slice(0, 2)).toEqual([404, 1_405_202]);
  expect((await client.refused('PUT', pathOf(kind), sent)).slice(0, 2)).toEqual([404, 1_405_202]);
});

test.each(every)('a %s is told of as it was called, wherever it is kept', async (kind) => {
  const sent = { ...sample[kind], metadata: { ...sample[kind].metadata, name: 'Odd_Name' } };
  await client.ok('POST', pathOf(kind), sent);
  expect(await client.refused('POST', pathOf(kind), sent)).toEqual([409, 1_405_201, `${kind}(defaultGroup.Odd_Name) already exist`]);
  await client.ok('DELETE', `${pathOf(kind)}/Odd_Name`);
  expect(await client.refused('DELETE', `${pathOf(kind)}/Odd_Name`)).toEqual([404, 1_405_202, `${kind}(defaultGroup.Odd_Name) not found`]);
  expect(await client.refused('PUT', pathOf(kind), sent)).toEqual([404, 1_405_202, `${kind}(defaultGroup.Odd_Name) not found`]);
});

test.each(every)('what is no %s is refused', async (kind) => {
  const { [kind]: sent } = sample;
  const refused = async (body: unknown) => (await client.refused('POST', pathOf(kind), body)).slice(0, 2);
  for (const wrong of [{ ...sent, kind: 'ConfigMaps' }, { ...sent, kind: kind.toUpperCase() }, { ...sent, metadata: {} }, { ...sent, metadata: { ...sent.metadata, name: 'a.b' } }, { ...sent, metadata: { ...sent.metadata, namespace: 'other' } }]) {
    expect(await refused(wrong)).toEqual([400, 1_405_008]);
  }
  for (const wrong of ['', '{', '[]', 'null', { ...sent, metadata: 3 }, { ...sent, metadata: { ...sent.metadata, labels: { a: 1 } } }, ...('datas' in sent ? [{ ...sent, datas: [] }, { ...sent, datas: { a: { content: 3 } } }] : [{ ...sent, spec: { ports: {} } }])]) {
    expect(await refused(wrong)).toEqual([400, 1_405_010]);
  }
});

test("what was made with Kubernetes' API is changed and deleted like any other", async () => {
  const { registry } = client.server;
  await registry.of(kinds.namespaces).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'plain' }, spec: {}, status: {} });
  const metadata = { name: 'by-hand', namespace: 'plain', labels: { a: 'b' } };
  await registry.of(kinds.configmaps).create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { old: 'x' } });
  await registry.of(kinds.services).create({ apiVersion: 'v1', kind: 'Service', metadata, spec: { type: 'NodePort', ports: [{ port: 80 }] }, status: {} });
  await client.ok('PUT', '/namespaces/plain/configmaps', { ...sample.configmap, metadata: { name: 'by-hand', namespace: 'plain' } });
  await client.ok('PUT', '/namespaces/plain/services', { ...sample.service, metadata: { name: 'by-hand', namespace: 'plain', labels: { c: 'd' } } });
  expect((await registry.of(kinds.configmaps).get(metadata)).data).toEqual({ 'item-one': 'config context', 'item-two': 'config context' });
  expect(await registry.of(kinds.services).get(metadata)).toMatchObject({ metadata: { labels: { a: 'b' } }, spec: { type: 'NodePort', selector: { podname: 'app-test' }, ports: [{ name: 'test-port', port: 8899 }] } });
  await client.ok('DELETE', '/namespaces/plain/services/by-hand');
  await client.ok('DELETE', '/namespaces/plain/configmaps/by-hand');
});

test('an update of a service with other labels changes its spec, and not its labels', async () => {
  await client.ok('POST', pathOf('service'), sample.service);
  const ports = [{ name: 'other', protocol: 'udp', servicePort: 53 }];
  await client.ok('PUT', pathOf('service'), { ...sample.service, metadata: { ...sample.service.metadata, labels: { BCSGROUP: 'internal' } }, spec: { selector: { a: 'b' }, ports } });
  const service = await stored('service');
  expect(service.metadata.labels).toEqual({ BCSGROUP: 'external' });
  expect(originalOf(service)).toMatchObject({ metadata: { labels: { BCSGROUP: 'external' } }, spec: { selector: { a: 'b' }, ports } });
});

test('names that Kubernetes does not know', async () => {
  for (const kind of every) {
    for (const name of ['1_Über', 'x'.repeat(300), '12']) {
      const sent = { ...sample[kind], metadata: { ...sample[kind].metadata, name } };
      await client.ok('POST', pathOf(kind), sent);
      await client.ok('PUT', pathOf(kind), sent);
      await client.ok('DELETE', `${pathOf(kind)}/${encodeURIComponent(name)}`);
    }
  }
});

test('what is too large for Kubernetes is refused', async () => {
  const datas = { big: { type: 'file', content: Buffer.alloc(1_200_000).toString('base64') } };
  expect((await client.refused('POST', pathOf('configmap'), { ...sample.configmap, datas })).slice(0, 2)).toEqual([400, 1_405_008]);
  // More than annotations may be, and still a config map.
  const fits = { big: { type: 'file', content: Buffer.alloc(600_000, 'x').toString('base64') } };
  await client.ok('POST', pathOf('configmap'), { ...sample.configmap, datas: fits });
  expect(originalOf(await stored('configmap'))).toMatchObject({ datas: fits });
});

test('references must lead somewhere', async () => {
  const { registry } = client.server;
  const container = { configmaps: [{ name: 'configmap-test', items: [{ dataKey: 'item-one' }] }], secrets: [{ secretName: 'secret-test', items: [{ dataKey: 'secret-subkey' }] }] };
  const { template } = readApplication(JSON.stringify({ spec: { template: { spec: { containers: [container] } } } })).spec;
  const expected = (): Promise<void> => expectReferences({ registry }, 'defaultGroup', template!);
  await expect(expected()).rejects.toMatchObject({ code: 'E8', message: 'bcsconfigmap(Namespace:defaultGroup Name:configmap-test) not exist' });
  await client.ok('POST', pathOf('configmap'), sample.configmap);
  await expect(expected()).rejects.toMatchObject({ code: 'E8', message: 'bcssecret(Namespace:defaultGroup Name:secret-test) not exist' });
  await client.ok('POST', pathOf('secret'), { ...sample.secret, datas: {} });
  await expect(expected()).rejects.toMatchObject({ code: 'E8', message: expect.stringContaining('item(key:secret-subkey)') as string });
  await client.ok('PUT', pathOf('secret'), sample.secret);
  await expected();
});
