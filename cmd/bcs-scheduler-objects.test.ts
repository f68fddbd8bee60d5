/** What is sent beside applications, in a whole cluster (scenarios 27, 28 and 31 to 34 of section 15 of the document's specification). */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { kinds } from '../api';
import { applicationOf, BcsCluster, namespace, paths } from './testing/bcs-cluster';

let bcs: BcsCluster;
afterEach(() => bcs.stop());

const message = paths.application('web') + '/message';

describe('messages', () => {
  beforeEach(async () => { bcs = await BcsCluster.start(); });

  test('27: who does not run is told of, and that is no failure', async () => {
    // A third finds no place.
    const rack = await bcs.addressOf('node-2');
    await bcs.ok('POST', '/agentsettings/disable?ips=' + rack);
    await bcs.ok('POST', paths.application(), applicationOf('web', { instance: 2, constraint: { intersectionItem: [{ unionData: [{ name: 'hostname', operate: 'MAXPER', type: 3, text: { value: '1' } }] }] } }));
    await bcs.until(async () => (await bcs.taskgroups('web')).map(({ Status }) => Status).join() === 'Running,Staging');
    const [, waiting] = await bcs.taskgroups('web');
    const failed = await bcs.ok<object[]>('POST', message, { msgtype: 'signal', msgdata: { processname: 'web', signal: 12 } });
    expect(failed).toEqual([{ ID: waiting?.ID, Status: 'Staging', Err: expect.stringContaining('Staging') as string }]);
  });

  test('28: a variable is taken, and cannot be changed', async () => {
    await bcs.launched('web', applicationOf('web', { instance: 1 }));
    expect(await bcs.ok('POST', message, { msgtype: 'env-key', msgdata: { 'env-key': 'A', 'env-value': 'b' } })).toBeNull();
    await bcs.until(async () => (await bcs.taskgroups('web'))[0]?.BcsEventMsg?.Status === 'failed');
    expect(await bcs.refused('POST', message, { msgtype: 'telegram', msgdata: {} })).toBe(233);
  });
});

describe('objects', () => {
  beforeEach(async () => { bcs = await BcsCluster.start({ nodes: 1 }); });

  test('31: a service keeps its labels, and gets a new spec', async () => {
    const service = (labels: object, port: number): object =>
      ({ apiVersion: 'v4', kind: 'service', metadata: { name: 'web', namespace, labels }, spec: { selector: { app: 'web' }, ports: [{ name: 'http', protocol: 'tcp', servicePort: port }] } });
    await bcs.ok('POST', `/namespaces/${namespace}/services`, service({ BCSGROUP: 'external' }, 80));
    await bcs.ok('PUT', `/namespaces/${namespace}/services`, service({ BCSGROUP: 'internal' }, 81));
    const response = await fetch(`${bcs.cluster.url}/bcsapi/v4/storage/query/mesos/dynamic/clusters/BCS-MESOS-10001/service?name=web`);
    expect(await response.json()).toMatchObject({ data: [{ data: { metadata: { labels: { BCSGROUP: 'external' } }, spec: { ports: [{ servicePort: 81 }] } } }] });
    expect((await bcs.cluster.client.of(kinds.services).get({ namespace, name: 'web' })).spec.ports).toMatchObject([{ port: 81 }]);
  });

  test('32, 33: a custom resource brings its namespace; both spellings of definitions are served', async () => {
    const crd = {
      apiVersion: 'v4', kind: 'CustomResourceDefinition', metadata: { name: 'bklogconfigs.bkbcs.tencent.com' },
      spec: { group: 'bkbcs.tencent.com', versions: [{ name: 'v2', served: true, storage: true }], scope: 'Namespaced', names: { plural: 'bklogconfigs', singular: 'bklogconfig', kind: 'BKLogConfig' } },
    };
    expect(await bcs.plain('POST', '/customresourcesdefinitions', crd)).toMatchObject([201, { apiVersion: 'v4' }]);
    expect(await bcs.plain('GET', '/customresourcedefinitions/bklogconfigs.bkbcs.tencent.com')).toMatchObject([200, { spec: { names: { kind: 'BKLogConfig' } } }]);
    const config = { apiVersion: 'bkbcs.tencent.com/v2', kind: 'BKLogConfig', metadata: { name: 'mine', namespace: 'brand-new' }, spec: { stdout: false, dataid: 123_456 } };
    expect(await bcs.plain('POST', '/customresources/bkbcs.tencent.com/v2/brand-new/bklogconfigs', config)).toMatchObject([201, { kind: 'BKLogConfig', spec: config.spec }]);
    expect(await bcs.cluster.client.of(kinds.namespaces).get({ name: 'brand-new' })).toMatchObject({ metadata: { name: 'brand-new' } });
    expect(await bcs.plain('GET', '/customresources/bkbcs.tencent.com/v2/namespaces/brand-new/bklogconfigs')).toMatchObject([200, { kind: 'BKLogConfigList', items: [{ metadata: { name: 'mine' } }] }]);
    expect(await bcs.plain('DELETE', '/customresourcesdefinitions/bklogconfigs.bkbcs.tencent.com')).toMatchObject([200, {}]);
  });

  test('34: what a webhook makes of an application is what is kept; one that is away refuses, if it must be heard', async () => {
    const webhook = (failurePolicy: string, url: string): object => ({
      apiVersion: 'v4', kind: 'admissionwebhook', metadata: { name: 'sidecars', namespace }, resourcesRef: { operation: 'Create', kind: 'Application' },
      admissionWebhooks: [{ name: 'sidecar', failurePolicy, clientConfig: { url, caBundle: '' } }],
    });
    const { url, server } = await mutating((sent) => ({ ...sent, metadata: { ...sent.metadata, labels: { ...sent.metadata.labels, seen: 'yes' } } }));
    await bcs.ok('POST', `/crd/namespaces/${namespace}/admissionwebhook`, webhook('Fail', url));
    await bcs.ok('POST', paths.application(), applicationOf('web', { instance: 1 }));
    expect(await bcs.ok('GET', `/definition/application/${namespace}/web`)).toMatchObject({ metadata: { labels: { app: 'web', seen: 'yes' } } });
    await new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); });
    expect(await bcs.refused('POST', paths.application(), applicationOf('other', { instance: 1 }))).toBe(234);
    await bcs.ok('PUT', `/crd/namespaces/${namespace}/admissionwebhook`, webhook('Ignore', url));
    await bcs.ok('POST', paths.application(), applicationOf('other', { instance: 1 }));
    expect(await bcs.ok('GET', `/definition/application/${namespace}/other`)).toEqual(applicationOf('other', { instance: 1 }));
  });
});

interface Sent { readonly metadata: { readonly labels: object } }

/** Answers each object with another one. */
async function mutating(change: (sent: Sent) => object): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => response.end(JSON.stringify(change(JSON.parse(Buffer.concat(chunks).toString()) as Sent))));
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}
