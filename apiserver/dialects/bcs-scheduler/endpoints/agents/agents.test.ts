import { bcsRules, kinds, type bcs, type core } from '../../../../../api';
import { serveBcsScheduler, type TestClient } from '../../testing/client';

const { marks } = bcsRules;

let client: TestClient;
beforeEach(async () => void (client = await serveBcsScheduler()));
afterEach(() => client.stop());

const settings = (ips = ''): Promise<Readonly<Record<string, unknown>>[]> => client.ok('GET', `/agentsettings${ips && `?ips=${ips}`}`);
const setting = (name: string): Promise<bcs.BcsAgentSetting> => client.server.registry.of(kinds.bcsagentsettings).get({ name });

async function node(name: string, ip: string, more: { spec?: core.NodeSpec; allocatable?: Record<string, string>; labels?: Record<string, string> } = {}): Promise<void> {
  const nodes = client.server.registry.of(kinds.nodes);
  await nodes.create({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { ...more.labels } }, spec: more.spec ?? {}, status: {} });
  const status: core.NodeStatus = { addresses: [{ type: 'InternalIP', address: ip }, { type: 'Hostname', address: name }], allocatable: { cpu: '4', memory: '8Gi', 'ephemeral-storage': '10Gi', ...more.allocatable } };
  await nodes.update({ name }, (found) => ({ ...found, status }), { subresource: 'status' });
}

const pod = (name: string, nodeName: string, annotations: Record<string, string> = {}, more: Partial<core.PodSpec> = {}): Promise<core.Pod> => client.server.registry.of(kinds.pods).create({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', annotations },
  spec: { nodeName, containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '500m', memory: '164Mi', 'ephemeral-storage': '74Mi' } } }], ...more }, status: {},
});

describe('agent settings', () => {
  const first = { innerIP: '127.0.0.1', disabled: false, strings: { attr1: { value: '1111' }, attr2: { value: '22222' } } };

  it('are what was sent, with what the system knows; unknown addresses are left out', async () => {
    expect(await settings()).toEqual([]);
    expect(await client.ok('POST', '/agentsettings', [first, { innerIP: '10.0.0.2', scalars: { attrScalar1: { value: 999.9 } } }])).toBeNull();
    await node('node-1', '127.0.0.1');
    await pod('web', 'node-1', { [marks.taskgroupAnnotation]: '0.web.ns.10001.1' });
    await pod('other', 'node-1');
    const told = { ...first, scalars: {}, noSchedule: {}, pods: ['0.web.ns.10001.1'], ExtendedResources: {} };
    expect(await settings('127.0.0.1,10.9.9.9')).toEqual([told]);
    expect(await client.ok('GET', '/agentsettings/?ips=127.0.0.1')).toEqual([told]);
    expect((await settings()).map(({ innerIP }) => innerIP)).toEqual(['10.0.0.2', '127.0.0.1']);
  });

  it('are replaced as far as they are sent: attributes and disabled always, taints when they are there', async () => {
    await client.ok('POST', '/agentsettings', { ...first, noSchedule: { a: 'b' } });
    await client.ok('PUT', '/agentsettings/extendedresource', { InnerIP: '127.0.0.1', Name: 'gpu', Value: 2, Capacity: 2, Socket: '/s' });
    await client.ok('POST', '/agentsettings', [{ innerIP: '127.0.0.1', disabled: true, strings: { other: { value: 'x' } } }]);
    expect(await settings()).toEqual([{
      innerIP: '127.0.0.1', disabled: true, strings: { other: { value: 'x' } }, scalars: {}, noSchedule: { a: 'b' }, pods: [],
      ExtendedResources: { gpu: { InnerIP: '127.0.0.1', Name: 'gpu', Value: 2, Capacity: 2, Socket: '/s' } },
    }]);
    await client.ok('POST', '/agentsettings', [{ InnerIp: '127.0.0.1', NoSchedule: {} }]);
    expect(await settings()).toMatchObject([{ disabled: false, strings: {}, noSchedule: {} }]);
  });

  it('are changed by one attribute, of a text or of a number; missing records are made', async () => {
    await client.ok('POST', '/agentsettings', [first]);
    expect(await client.ok('POST', '/agentsettings/update', { ips: ['127.0.0.1', '127.0.0.2', '127.0.0.1'], name: 'attr3', valuetype: 103, text: { value: '333333' } })).toBeNull();
    await client.ok('POST', '/agentsettings/update', { ips: ['127.0.0.2'], name: 'speed', valuetype: 101, scalar: { value: 1.5 } });
    expect(await settings()).toMatchObject([
      { innerIP: '127.0.0.1', strings: { ...first.strings, attr3: { value: '333333' } } },
      { innerIP: '127.0.0.2', disabled: false, strings: { attr3: { value: '333333' } }, scalars: { speed: { value: 1.5 } } },
    ]);
  });

  it('are disabled and enabled, also of addresses that nobody has yet', async () => {
    for (const [verb, disabled] of [['disable', true], ['enable', false]] as const) {
      expect(await client.ok('POST', `/agentsettings/${verb}?ips=10.0.0.1,10.0.0.2`, '')).toBeNull();
      expect((await settings()).map((each) => each.disabled)).toEqual([disabled, disabled]);
    }
    expect(await setting('10.0.0.1')).toMatchObject({ spec: { innerIP: '10.0.0.1', disabled: false } });
  });

  it.each(['PUT', 'POST'])('have their taints replaced (%s)', async (method) => {
    await client.ok(method, '/agentsettings/taint', [{ innerIP: '127.0.0.1', noSchedule: { key1: 'value1', key2: 'value2' } }, { innerIP: '127.0.0.2', noSchedule: { key1: 'value1' } }]);
    await client.ok(method, '/agentsettings/taint', [{ innerIP: '127.0.0.1', noSchedule: { key3: 'value3' } }, { innerIP: '127.0.0.2', noSchedule: {} }]);
    expect((await settings()).map(({ noSchedule }) => noSchedule)).toEqual([{ key3: 'value3' }, {}]);
  });

  it('are deleted; those that are not there do not matter', async () => {
    await client.ok('POST', '/agentsettings', [first]);
    expect(await client.ok('DELETE', '/agentsettings?ips=127.0.0.1,10.0.0.9')).toBeNull();
    expect(await settings()).toEqual([]);
  });

  it('are of any address', async () => {
    for (const innerIP of ['fe80::1', 'Über alles', 'x'.repeat(300)]) await client.ok('POST', '/agentsettings/disable?ips=' + encodeURIComponent(innerIP));
    expect((await settings()).map(({ innerIP }) => innerIP).sort()).toEqual(['fe80::1', 'x'.repeat(300), 'Über alles'].sort());
  });

  it.each<[string, string, unknown]>([
    ['POST', '/agentsettings', ''], ['POST', '/agentsettings', '['], ['POST', '/agentsettings', []], ['POST', '/agentsettings', [{ disabled: true }]], ['POST', '/agentsettings', [{ innerIP: 3 }]],
    ['POST', '/agentsettings', [{ innerIP: 'a', strings: [] }]], ['POST', '/agentsettings', 'null'], ['POST', '/agentsettings', '3'],
    // The document's, as a shell hands it on.
    ['POST', '/agentsettings', '[{innerIP:127.0.0.1}]'],
    ['POST', '/agentsettings/update', {}], ['POST', '/agentsettings/update', { ips: ['a'], name: 'n', valuetype: 103 }], ['POST', '/agentsettings/update', { ips: ['a'], name: 'n', valuetype: 101 }],
    ['POST', '/agentsettings/update', { ips: ['a'], name: 'n', valuetype: 104, text: { value: '' } }], ['POST', '/agentsettings/update', { ips: [], name: 'n', valuetype: 103, text: { value: '' } }],
    ['POST', '/agentsettings/update', { ips: ['a'], valuetype: 103, text: { value: '' } }],
    ['PUT', '/agentsettings/taint', ''], ['PUT', '/agentsettings/taint', [{ noSchedule: {} }]], ['PUT', '/agentsettings/taint', [{ innerIP: 'a', noSchedule: { k: 1 } }]],
    ['POST', '/agentsettings/disable', ''], ['POST', '/agentsettings/enable?ips=,', ''], ['DELETE', '/agentsettings', ''],
    ['PUT', '/agentsettings/extendedresource', { Name: 'gpu' }], ['PUT', '/agentsettings/extendedresource', { InnerIP: 'a' }],
  ])('%s %s %j is refused', async (method, path, body) => {
    expect((await client.refused(method, path, body)).slice(0, 2)).toEqual([400, 1_405_008]);
    expect(await settings()).toEqual([]);
  });
});

describe('the cluster', () => {
  interface Told { readonly agents: readonly Readonly<Record<string, unknown>>[] }

  it('tells what there is and what is used, of each agent and in all', async () => {
    await node('node-1', '10.0.0.1', { labels: { rack: 'r1' } });
    await node('node-2', '10.0.0.2');
    await pod('a', 'node-1');
    await pod('b', 'node-1');
    await client.ok('POST', '/agentsettings', [{ innerIP: '10.0.0.1', disabled: true, strings: { rack: { value: 'r9' } }, scalars: { speed: { value: 2 } } }]);
    const told = await client.ok<Told>('GET', '/cluster/resources');
    expect(told).toMatchObject({ cputotal: 8, cpuused: 1, memtotal: 16_384, memused: 328, disktotal: 20_480, diskused: 148 });
    const [one, two] = told.agents;
    const innerIP = { name: 'InnerIP', type: 103, text: { value: '10.0.0.1' } };
    expect(one).toMatchObject({ hostname: 'node-1', ip: '10.0.0.1', cputotal: 4, cpuused: 1, memused: 328, diskused: 148, disabled: true });
    expect(one?.host_attributes).toEqual([{ name: 'rack', type: 103, text: { value: 'r1' } }, innerIP]);
    expect(one?.attributes).toEqual([{ name: 'rack', type: 103, text: { value: 'r9' } }, innerIP, { name: 'speed', type: 101, scalar: { value: 2 } }]);
    expect(two).toMatchObject({ hostname: 'node-2', cpuused: 0, disabled: false });
    const { metadata } = await client.server.registry.of(kinds.nodes).get({ name: 'node-1' });
    expect(one?.registered_time).toBe(Date.parse(metadata.creationTimestamp ?? '') * 1e6);
  });

  it('has nothing when it has nothing', async () => {
    expect(await client.ok('GET', '/cluster/resources')).toEqual({ disktotal: 0, memtotal: 0, cputotal: 0, diskused: 0, memused: 0, cpuused: 0, agents: [] });
    expect(await client.ok('GET', '/cluster/current/offers')).toEqual([]);
    expect(await client.ok('GET', '/cluster/endpoints')).toEqual({});
  });

  it('has its endpoints where Kubernetes has its own', async () => {
    const subsets = [{ addresses: [{ ip: '172.18.0.1' }], ports: [{ name: 'https', port: 6443, protocol: 'TCP' as const }] }];
    await client.server.registry.of(kinds.endpoints).create({ apiVersion: 'v1', kind: 'Endpoints', metadata: { namespace: 'default', name: 'kubernetes' }, subsets });
    const server = { ip: '172.18.0.1', port: 6443, scheme: 'https', cluster: 'BCS-MESOS-10001' };
    expect(await client.ok('GET', '/cluster/endpoints')).toMatchObject({ mesosscheduler: [server], mesosmaster: [server] });
  });
});

describe('offers', () => {
  interface Offer { readonly hostname: string; readonly id: { value: string }; readonly resources: readonly { name: string }[]; readonly attributes: readonly { name: string }[] }

  const offers = (): Promise<Offer[]> => client.ok('GET', '/cluster/current/offers');

  it('are what agents have left, with what is said of them', async () => {
    await node('node-1', '10.0.0.1', { spec: { podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24'], taints: [{ key: 'own', value: 'taint', effect: 'NoSchedule' }] }, allocatable: { 'bkbcs.tencent.com/gpu': '4' } });
    await pod('a', 'node-1', { [marks.taskgroupAnnotation]: '0.a.ns.10001.1', [marks.portsAnnotation]: JSON.stringify([[{ name: 'p', containerPort: 80, hostPort: 31_001, protocol: 'tcp' }]]) });
    await pod('b', 'node-1', {}, { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 1, hostPort: 32_000 }], resources: { requests: { cpu: '1', 'bkbcs.tencent.com/gpu': '1' }, limits: { 'bkbcs.tencent.com/gpu': '1' } } }] });
    await client.ok('PUT', '/agentsettings/taint', [{ innerIP: '10.0.0.1', noSchedule: { key1: 'value1', '': 'x', y: '' } }]);
    await client.ok('PUT', '/agentsettings/extendedresource', { InnerIP: '10.0.0.1', Name: 'gpu', Value: 4, Capacity: 4, Socket: '/run/gpu.sock' });
    const [offer, ...more] = await offers();
    expect(more).toEqual([]);
    expect(offer).toMatchObject({ framework_id: { value: '10001-0000' }, hostname: 'node-1', url: { scheme: 'http', address: { hostname: 'node-1', ip: '10.0.0.1' } }, executor_ids: [{ value: '0.a.ns.10001.1' }] });
    expect(offer?.resources).toEqual([
      { name: 'cpus', type: 0, scalar: { value: 2.5 }, role: '*' }, { name: 'mem', type: 0, scalar: { value: 8192 - 164 }, role: '*' }, { name: 'disk', type: 0, scalar: { value: 10_240 - 74 }, role: '*' },
      { name: 'ports', type: 1, ranges: { range: [{ begin: 31_000, end: 31_000 }, { begin: 31_002, end: 31_999 }] }, role: '*' },
      { name: 'gpu', type: 0, scalar: { value: 3 }, role: '/run/gpu.sock' },
    ]);
    expect(offer?.attributes).toEqual([
      { name: 'InnerIP', type: 3, text: { value: '10.0.0.1' } }, { name: 'NoSchedule', type: 2, set: { item: ['key1=value1', 'own=taint'] } }, { name: 'ip-resources', type: 0, scalar: { value: 251 } },
    ]);
    await pod('c', 'node-1');
    expect((await offers())[0]?.id).not.toEqual(offer?.id);
  });

  it('are not made of agents that are disabled, lost, or have nothing left', async () => {
    await node('fine', '10.0.0.1');
    await node('disabled', '10.0.0.2');
    await node('cordoned', '10.0.0.3', { spec: { unschedulable: true } });
    await node('lost', '10.0.0.4', { spec: { taints: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }] } });
    await node('full', '10.0.0.5', { allocatable: { cpu: '520m' } });
    await pod('a', 'full');
    await client.ok('POST', '/agentsettings/disable?ips=10.0.0.2');
    expect((await offers()).map(({ hostname }) => hostname)).toEqual(['fine']);
  });
});
