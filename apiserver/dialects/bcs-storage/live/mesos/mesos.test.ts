/** What the cluster is to those who know BCS' own scheduler, over HTTP: documents that follow their objects, and are queried as any others. */
import { bcsRules, kinds, type core } from '../../../../../api';
import { serveBcsStorage, type Document, type TestClient } from '../../testing/client';
import { definitionOf, namespace, running, World } from './testing/world';

const cluster = 'BCS-MESOS-10001';

let client: TestClient;
let world: World;

beforeEach(async () => {
  client = await serveBcsStorage({ mesosCluster: cluster });
  world = new World(client.server.registry);
});
afterEach(() => client.stop());

const query = (kind: string, parameters = ''): Promise<Document[]> => client.ok<Document[]>('GET', `/query/mesos/dynamic/clusters/${cluster}/${kind}${parameters && `?${parameters}`}`);
const names = async (kind: string, parameters = ''): Promise<unknown[]> => (await query(kind, parameters)).map(({ resourceName }) => resourceName);
const dataOf = async (kind: string, parameters = ''): Promise<Record<string, unknown>[]> => (await query(kind, parameters)).map(({ data }) => data as Record<string, unknown>);

describe('applications', () => {
  const update = (name: string, status: object): Promise<unknown> => client.server.registry.of(kinds.bcsapplications).update({ namespace, name }, (found) => ({ ...found, status }), { subresource: 'status' });

  it('are told as they are, with their taskgroups', async () => {
    const application = await world.application('web');
    const pod = await world.taskgroup(application, 0, { node: 'n' });
    await update('web', { observedGeneration: 1, status: 'Deploying', lastStatus: 'Operating', message: 'application in deploying', instances: 1, updateTime: 1_767_225_605 });
    const [document] = await query('application');
    expect(document).toEqual({
      _id: expect.stringMatching(/^[0-9a-f]{24}$/), clusterId: cluster, namespace: 'defaultGroup', resourceType: 'application', resourceName: 'web',
      data: {
        metadata: { name: 'web', namespace: 'defaultGroup', labels: { podname: 'web' }, creationTimestamp: '2026-01-01T00:00:00Z' }, kind: 'application',
        instance: 2, buildedInstance: 1, runningInstance: 0, status: 'Deploying', lastStatus: 'Operating', message: 'application in deploying',
        createTime: '2026-01-01T00:00:00Z', lastUpdateTime: '2026-01-01T00:00:05Z', pods: [{ name: pod.metadata.annotations![bcsRules.marks.taskgroupAnnotation] }],
        reportTime: '2026-01-01T00:00:00.000Z',
      },
      createTime: '2026-01-01T00:00:00.000Z', updateTime: '2026-01-01T00:00:00.000Z',
    });
  });

  it('follow what becomes of them and of their taskgroups; nothing of them is stored', async () => {
    const application = await world.application('web');
    expect(await dataOf('application')).toMatchObject([{ status: 'Staging', pods: null }]);
    await world.taskgroup(application, 1);
    expect(await dataOf('application')).toMatchObject([{ buildedInstance: 0, pods: null }]);
    const pod = await world.taskgroup(application, 0, { node: 'n' });
    expect(await dataOf('application')).toMatchObject([{ buildedInstance: 1, pods: [{ name: expect.stringMatching(/^0\.web\.defaultGroup\.10001\./) }] }]);
    await client.server.registry.of(kinds.pods).delete({ namespace, name: pod.metadata.name! }, { gracePeriodSeconds: 0 });
    expect(await dataOf('application')).toMatchObject([{ pods: null }]);
    await client.server.registry.of(kinds.bcsapplications).delete({ namespace, name: 'web' });
    expect(await query('application')).toEqual([]);
  });

  it('one that waits behind its gate is none of the taskgroups', async () => {
    const application = await world.application('web');
    const { metadata: { name: predecessor = '' } } = await world.taskgroup(application, 0, { node: 'n' });
    await world.successor(application, 0, predecessor);
    expect(await dataOf('application')).toMatchObject([{ pods: [{}] }]);
  });

  it('are found by what stands in them, processes apart', async () => {
    await world.node('n', true);
    const [a, b] = [await world.application('a'), await world.application('b')];
    await world.application('c');
    await world.application('p', { kind: 'process' });
    for (const index of [0, 1]) await world.taskgroup(a, index, { node: 'n', status: running() });
    await world.taskgroup(b, 0, { node: 'n', status: running() });
    await update('a', { observedGeneration: 1, status: 'Running', lastStatus: 'Deploying' });
    await update('b', { observedGeneration: 1, status: 'Abnormal', lastStatus: 'Running' });
    expect(await names('application')).toEqual(['a', 'b', 'c']);
    expect(await names('application', 'kind=process')).toEqual(['p']);
    expect(await names('application', 'status=Running,Abnormal')).toEqual(['a', 'b']);
    expect(await names('application', 'lastStatus=Running')).toEqual(['b']);
    expect(await names('application', 'runningInstance=2&namespace=defaultGroup')).toEqual(['a']);
    expect(await names('application', 'buildedInstance=0&instance=2')).toEqual(['c']);
    expect(await names('application', 'createTimeBegin=1767225599&createTimeEnd=1767225601&name=c')).toEqual(['c']);
    expect(await names('application', 'createTimeBegin=1767225600')).toEqual([]);
  });

  it('one that makes no sense holds up nobody', async () => {
    await world.application('good');
    await client.server.registry.of(kinds.services).create({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'bad', namespace, annotations: { [bcsRules.marks.originalAnnotation]: '{' } }, spec: { clusterIP: 'None' }, status: {} } as core.Service);
    expect(await names('application')).toEqual(['good']);
    expect((await client.ask('GET', `/query/mesos/dynamic/clusters/${cluster}/service`)).status).toBe(200);
  });
});

describe('taskgroups', () => {
  it('are told as they are, with their tasks', async () => {
    await world.node('n', true);
    const application = await world.application('web');
    const pod = await world.taskgroup(application, 0, { node: 'n', status: running('2026-01-01T00:00:07Z') });
    const id = pod.metadata.annotations![bcsRules.marks.taskgroupAnnotation]!;
    const [document] = await query('taskgroup');
    expect(document).toEqual({
      _id: expect.stringMatching(/^[0-9a-f]{24}$/), clusterId: cluster, namespace: 'defaultGroup', resourceType: 'taskgroup', resourceName: id,
      data: {
        metadata: { name: id, namespace: 'defaultGroup', labels: { podname: 'web' }, creationTimestamp: '2026-01-01T00:00:00Z' },
        rcname: 'web', kind: 'application', status: 'Running', lastStatus: 'Starting', message: 'pod is running',
        hostIP: '127.0.0.3', hostName: 'n', podIP: '10.1.0.5', startTime: '2026-01-01T00:00:00Z', lastUpdateTime: '2026-01-01T00:00:07Z',
        killPolicy: { gracePeriod: 5 }, restartPolicy: { policy: 'Never' }, bcsMessage: '',
        containerStatuses: [{
          name: expect.stringMatching(/^[0-9]+-[0-9]+\.0\.0\.web\.defaultGroup\.10001$/), containerID: 'abc', restartCount: 0, status: 'Running', lastStatus: 'Starting', exitcode: 0, image: 'nginx:1',
          message: 'container is running', startTime: '2026-01-01T00:00:07Z', lastUpdateTime: '2026-01-01T00:00:07Z', finishTime: '0001-01-01T00:00:00Z', healCheckStatus: [],
          containerPort: [{ name: 'http', containerPort: 80, hostPort: 31_000, protocol: 'tcp' }], command: '/run', args: ['-x'], volumes: [], networkMode: 'BRIDGE', labels: { podname: 'web' },
          resources: { limits: { cpu: '1.000000', memory: '100.000000', storage: '0.000000' }, requests: { cpu: '1.000000', memory: '100.000000', storage: '0.000000' } },
          env: { A: 'b' },
        }],
        reportTime: '2026-01-01T00:00:00.000Z',
      },
      createTime: '2026-01-01T00:00:00.000Z', updateTime: '2026-01-01T00:00:00.000Z',
    });
  });

  it('are found by what stands in them', async () => {
    for (const name of ['n', 'm']) await world.node(name, true);
    const [web, db] = [await world.application('web'), await world.application('db')];
    await world.taskgroup(web, 0, { node: 'n', status: running('2026-01-01T00:00:07Z') });
    await world.taskgroup(web, 1, { node: 'm' });
    await world.taskgroup(db, 0);
    const statuses = async (parameters: string): Promise<unknown[]> => (await dataOf('taskgroup', parameters)).map(({ rcname, status }) => `${String(rcname)} ${String(status)}`).sort();
    expect(await statuses('')).toEqual(['db Staging', 'web Running', 'web Starting']);
    expect(await statuses('rcName=web&status=Running,Lost')).toEqual(['web Running']);
    expect(await statuses('lastStatus=Staging')).toEqual(['web Starting']);
    expect(await statuses('hostName=m')).toEqual(['web Starting']);
    expect(await statuses('hostIp=127.0.0.3&podIp=10.1.0.5')).toEqual(['web Running']);
    expect(await statuses('lastUpdateTimeBegin=1767225606')).toEqual(['web Running']);
    expect(await statuses('startTimeBegin=1767225599&startTimeEnd=1767225601&namespace=defaultGroup')).toEqual(['web Running', 'web Starting']);
  });

  it('one turns Lost with its node: its document says so, and one warning is told (scenario 40)', async () => {
    const begun = client.ask('GET', '/events');
    await world.node('n', true);
    const application = await world.application('web');
    const pod = await world.taskgroup(application, 0, { node: 'n', status: running() });
    await begun;
    expect(await dataOf('taskgroup', 'status=Lost')).toEqual([]);
    await client.server.clock.step(60_000);
    await world.nodeBecomes('n', false, '2026-01-01T00:01:00Z');
    const [lost] = await query('taskgroup', 'status=Lost&hostName=n');
    expect(lost).toMatchObject({ resourceName: pod.metadata.annotations![bcsRules.marks.taskgroupAnnotation], updateTime: '2026-01-01T00:01:00.000Z', data: { status: 'Lost', lastStatus: 'Running' } });
    const warnings = async () => (await client.ask('GET', `/events?clusterId=${cluster}&level=warning`)).body;
    while ((await warnings()).total === 0) await new Promise((resolve) => { setImmediate(resolve); });
    expect(await warnings()).toMatchObject({ total: 1, data: [{
      id: expect.stringMatching(/^[0-9]+\.0\.0\.web\.defaultGroup\.10001$/), env: 'mesos', kind: 'task', level: 'warning', component: 'scheduler', type: 'Lost', describe: 'agent is lost', clusterId: cluster,
      eventTime: '2026-01-01T00:01:00.000Z', extraInfo: { namespace: 'defaultGroup', name: 'web', kind: 'application' }, data: { status: 'Lost' },
    }] });
    await world.nodeBecomes('n', true, '2026-01-01T00:02:00Z');
    expect(await dataOf('taskgroup', 'status=Running')).toHaveLength(1);
  });
});

describe('what was sent', () => {
  const sent = { apiVersion: 'v4', kind: 'configmap', metadata: { name: 'Config', namespace: 'defaultGroup', labels: { 'not a label': 'x' } }, datas: { one: { type: 'file', content: 'eA==', RemoteUser: '' } } };
  const held = (): core.ConfigMap =>
    bcsRules.config.heldConfigMap(bcsRules.config.readConfigMap(JSON.stringify(sent)), { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: bcsRules.objectName('Config'), namespace } });

  beforeEach(async () => { await world.application('web'); });

  it('is told as it was sent, under the names that it was sent with', async () => {
    await client.server.registry.of(kinds.configmaps).create(held());
    await client.server.registry.of(kinds.configmaps).create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'another', namespace }, data: {} });
    expect(await query('configmap')).toMatchObject([{ namespace: 'defaultGroup', resourceType: 'configmap', resourceName: 'Config', data: sent }]);
    expect(await names('configmap', 'apiVersion=v4&namespace=defaultGroup')).toEqual(['Config']);
    expect(await query('configmap', 'apiVersion=v1')).toEqual([]);
  });

  it('follows what becomes of it, also with Kubernetes\' API', async () => {
    await client.server.registry.of(kinds.configmaps).create(held());
    await client.server.registry.of(kinds.configmaps).update({ namespace, name: bcsRules.objectName('Config') }, (map) => ({ ...map, data: { one: 'y' } }));
    expect(await dataOf('configmap')).toMatchObject([{ datas: { one: { type: 'file', content: 'eQ==' } } }]);
    await client.server.registry.of(kinds.configmaps).delete({ namespace, name: bcsRules.objectName('Config') });
    expect(await query('configmap')).toEqual([]);
  });

  it('says in which namespaces there is anything', async () => {
    await client.server.registry.of(kinds.configmaps).create(held());
    expect(await query('namespace')).toEqual(['defaultGroup']);
  });
});

describe('services', () => {
  const sent = (labels: object): string => JSON.stringify({
    apiVersion: 'v4', kind: 'service', metadata: { name: 'front', namespace: 'defaultGroup', labels },
    spec: { selector: { podname: 'web' }, ports: [{ name: 'http', domainName: 'web.example', path: '/', protocol: 'http', servicePort: 8080 }, { name: 'other', protocol: 'tcp', servicePort: 9 }] },
  });
  const create = async (labels: object): Promise<void> => {
    await world.namespaceExists();
    await client.server.registry.of(kinds.services).create(bcsRules.config.heldService(bcsRules.config.readService(sent(labels)), { apiVersion: 'v1', kind: 'Service', metadata: { name: 'front', namespace }, spec: {}, status: {} } as core.Service));
  };

  it('say which taskgroups stand behind them, also those that are lost', async () => {
    await world.node('n', true);
    await create({});
    const [web] = [await world.application('web'), await world.application('db')];
    expect(await dataOf('endpoints')).toMatchObject([{ kind: 'service', metadata: { name: 'front' }, eps: [] }]);
    const pod = await world.taskgroup(web, 0, { node: 'n', status: running() });
    await world.taskgroup(web, 1, { node: 'n' });
    const one = [{ networkMode: 'BRIDGE', nodeIP: '127.0.0.3', containerIP: '10.1.0.5', targetRef: { kind: 'taskgroup', name: 'web-0' }, ports: [{ name: 'http', hostPort: 31_000, containerPort: 80 }] }];
    expect(await dataOf('endpoints')).toMatchObject([{ eps: one }]);
    await world.nodeBecomes('n', false, '2026-01-01T00:01:00Z');
    expect((await dataOf('endpoints'))[0]!.eps).toHaveLength(2);
    await world.nodeBecomes('n', true, '2026-01-01T00:02:00Z');
    await world.becomes(pod, { ...pod.status, phase: 'Failed', containerStatuses: [] });
    expect(await dataOf('endpoints', 'name=front')).toMatchObject([{ eps: [] }]);
    expect(await query('exportservice')).toEqual([]);
  });

  it('of a group are for load balancers', async () => {
    await world.node('n', true);
    await create({ 'BCSGROUP': 'external,internal', 'BCSBALANCE': 'source', 'BCS-WEIGHT-web': '7' });
    await world.taskgroup(await world.application('web'), 0, { node: 'n', status: running() });
    expect(await dataOf('exportservice', 'serviceName=front&balance=source&sslCert=false')).toEqual([{
      metadata: expect.objectContaining({ name: 'front', namespace: 'defaultGroup' }), cluster, namespace: 'defaultGroup', serviceName: 'front', serviceWeight: { web: 7 },
      ports: [
        { name: 'http', BCSVHost: 'web.example', path: '/', protocol: 'http', servicePort: 8080, backends: [{ targetIP: '127.0.0.3', targetPort: 31_000 }] },
        { name: 'other', BCSVHost: '', path: '', protocol: 'tcp', servicePort: 9, backends: [] },
      ],
      BCSGroup: ['external', 'internal'], sslcert: false, balance: 'source', maxconn: 50_000,
    }]);
    // As watch data it is a bare value.
    const watched = `/mesos/watch/clusters/${cluster}/namespaces/defaultGroup/exportservice`;
    expect(await client.ok('GET', `${watched}/front`)).toMatchObject({ serviceName: 'front', BCSGroup: ['external', 'internal'], updateTime: '2026-01-01T00:00:00.000Z' });
    expect(await client.ok('GET', watched)).toMatchObject([{ serviceName: 'front' }]);
    expect(await client.ok('GET', watched.replace('/mesos/', '/k8s/'))).toEqual([]);
  });
});

describe('deployments', () => {
  const definition = { ...definitionOf('d'), kind: 'deployment', spec: { instance: 2, selector: { podname: 'd' }, template: (definitionOf('d').spec as { template: object }).template, strategy: { type: 'RollingUpdate', rollingupdate: { maxUnavilable: 1, maxSurge: 2, upgradeDuration: 60, rollingOrder: 'CreateFirst', rollingManually: true } } } };

  beforeEach(async () => {
    await world.namespaceExists();
    const deployments = client.server.registry.of(kinds.bcsdeployments);
    for (const name of ['d', 'e']) await deployments.create({ apiVersion: bcsRules.apiVersion, kind: 'BcsDeployment', metadata: { name, namespace }, spec: { name, namespace: 'defaultGroup', cluster: '10001', application: name, definition } });
    await deployments.update({ namespace, name: 'd' }, (found) => ({ ...found, status: { observedGeneration: 1, status: 'Running', application: { name: 'd' } } }), { subresource: 'status' });
    await deployments.update({ namespace, name: 'd' }, (found) => ({ ...found, spec: { ...found.spec, rollout: { id: '7', application: 'd-v1', instances: 2 } } }));
    await deployments.update({ namespace, name: 'd' }, (found) => ({ ...found, status: {
      ...found.status, status: 'Update', rollout: { id: '7' }, isInRolling: true, currRollingOperation: 'START', lastRollingTime: 1_767_225_605_123, checkTime: 1_767_225_606_000,
      application: { name: 'd', currTargetInstances: 2 }, applicationExt: { name: 'd-v1', currTargetInstances: 1, currentRollingInstances: 1 },
    } }), { subresource: 'status' });
  });

  it('are told as the scheduler keeps them', async () => {
    expect(await dataOf('deployment', 'name=d')).toMatchObject([{
      metadata: { name: 'd', namespace: 'defaultGroup', labels: { podname: 'd' } }, selector: { podname: 'd' },
      strategy: { type: 'RollingUpdate', rollingupdate: { maxUnavilable: 1, maxSurge: 2, upgradeDuration: 60, rollingOrder: 'CreateFirst', RollingManully: true } },
      status: 'Update', application: { name: 'd', curr_target_instances: 2 }, application_ext: { name: 'd-v1', curr_target_instances: 1, CurrentRollingInstances: 1 },
      last_rolling_time: 1_767_225_605, curr_rolling_operation: 'START', is_in_rolling: true, check_time: 1_767_225_606, raw_json: definition,
    }]);
    expect(await dataOf('deployment', 'name=e')).toMatchObject([{ status: 'Deploying', application: null, application_ext: null, is_in_rolling: false }]);
  });

  it('are found by what stands in them', async () => {
    expect(await names('deployment', 'isInRolling=true&status=Update')).toEqual(['d']);
    expect(await names('deployment', 'isInRolling=false')).toEqual(['e']);
    expect(await names('deployment', 'applicationName=d&applicationExtName=d-v1&currRollingOperation=START')).toEqual(['d']);
    expect(await names('deployment', 'checkTime=1767225606')).toEqual(['d']);
    expect(await names('deployment', 'lastRollingTimeBegin=1767225604&lastRollingTimeEnd=1767225606')).toEqual(['d']);
    expect(await names('deployment', 'lastRollingTimeBegin=1767225605')).toEqual([]);
  });
});

describe('pools of addresses', () => {
  const pool = async (): Promise<unknown> => (await dataOf('ippoolstatic'))[0];

  it('are what agents have of them', async () => {
    expect(await query('ippoolstatic')).toEqual([]);
    for (const [name, podCIDR] of [['a', '10.244.0.0/24'], ['b', '10.244.1.0/24']] as const) await world.node(name, true, { podCIDR });
    const [document] = await query('ippoolstatic');
    expect(document).toMatchObject({ resourceType: 'IPPoolStatic', resourceName: `IPPoolStatic-${cluster}`, data: { poolnum: 2, activeip: 0, availableip: 506, reservedip: 0 } });
    expect(document).not.toHaveProperty('namespace');
    const application = await world.application('web', { definition: { metadata: { name: 'web', namespace: 'defaultGroup', labels: { 'io.tencent.bcs.netsvc.requestip.1': '10.244.0.9' } } } });
    const pod = await world.taskgroup(application, 0, { node: 'a', status: running() });
    await world.taskgroup(application, 1);
    expect(await pool()).toEqual({ poolnum: 2, activeip: 1, availableip: 505, reservedip: 1 });
    await world.becomes(pod, { ...pod.status, phase: 'Failed' });
    await client.server.registry.of(kinds.bcsagentsettings).create({ apiVersion: bcsRules.apiVersion, kind: 'BcsAgentSetting', metadata: { name: '127.0.0.3' }, spec: { scalars: { 'ip-resources': { value: 4 } } } });
    expect(await pool()).toEqual({ poolnum: 2, activeip: 0, availableip: 8, reservedip: 1 });
    expect(await query('ippoolstatic')).toMatchObject([{ _id: document!._id, createTime: document!.createTime }]);
  });
});

it('under no id where none is given; the same objects are there as Kubernetes has them', async () => {
  const other = await serveBcsStorage();
  const { registry } = other.server;
  const application = await new World(registry).application('web');
  await new World(registry).taskgroup(application, 0);
  expect(await other.ok('GET', `/query/mesos/dynamic/clusters/${cluster}/application`)).toEqual([]);
  expect(await other.ok<Document[]>('GET', '/query/k8s/dynamic/clusters/BCS-K8S-00000/pod')).toHaveLength(1);
  await other.stop();
});
