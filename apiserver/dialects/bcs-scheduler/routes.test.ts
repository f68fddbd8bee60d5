/** Every operation of the document, in its order: that it is served where it says, what it needs, and what it says of what is not there. */
import { documented, others } from './routes';
import { clusterId, exchange, prefix, serveBcsScheduler, type TestClient } from './testing/client';

interface Row {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** The code for a body that is no JSON; absent: bodies are ignored, or custom resources are answered as Kubernetes does. */
  readonly malformed?: number;
  /** The status and the code for what is not there. */
  readonly missing?: readonly [number, number];
}

const row = (name: string, method: string, path: string, { malformed, missing }: Pick<Row, 'malformed' | 'missing'> = {}): Row => ({ name, method, path, ...(malformed && { malformed }), ...(missing && { missing }) });

const body = { malformed: 10 } as const;
const notFound = { missing: [404, 202] } as const;
/** Where the table says so. */
const refused = { missing: [404, 200] } as const;
const application = '/namespaces/ns/applications/nobody';
const deployment = '/namespaces/ns/deployments/nobody';
const crd = '/customresourcedefinitions';
const resources = '/customresources/example.com/v1';
const admission = '/crd/namespaces/ns/admissionwebhook';

const config = (kind: string): readonly Row[] => [
  row(`create ${kind}`, 'POST', `/namespaces/ns/${kind}s`, body), row(`update ${kind}`, 'PUT', `/namespaces/ns/${kind}s`, body), row(`delete ${kind}`, 'DELETE', `/namespaces/ns/${kind}s/nobody`, notFound),
];

/** Sections 3.1 to 3.8. */
const rows: readonly Row[] = [
  row('createApplication', 'POST', '/namespaces/ns/applications', body),
  row('updateApplication', 'PUT', '/namespaces/ns/applications', body),
  row('deleteApplication', 'DELETE', application, notFound),
  row('scaleApplication', 'PUT', `${application}/scale/5`, notFound),
  row('rollbackApplication', 'PUT', '/namespaces/ns/applications/rollback', body),
  row('fetchApplication', 'GET', application, notFound),
  row('listApplications', 'GET', '/namespaces/ns/applications'),
  row('listTaskgroups', 'GET', `${application}/taskgroups`, notFound),
  row('listTasks', 'GET', `${application}/tasks`, notFound),
  row('reschedulerTaskgroup', 'PUT', `${application}/taskgroups/nobody-0/rescheduler`, notFound),
  row('listVersions', 'GET', `${application}/versions`, notFound),
  row('fetchVersion', 'GET', `${application}/versions/1`, notFound),
  row('sendApplicationMessage', 'POST', `${application}/message`, body),
  row('sendTaskgroupMessage', 'POST', `${application}/taskgroups/nobody-0/message`, body),
  ...['configmap', 'secret', 'service'].flatMap(config),
  row('getClusterResources', 'GET', '/cluster/resources'),
  row('getClusterEndpoints', 'GET', '/cluster/endpoints'),
  row('getClusteroffers', 'GET', '/cluster/current/offers'),
  row('createDeployment', 'POST', '/namespaces/ns/deployments', body),
  row('updateDeployment', 'PUT', '/namespaces/ns/deployments', body),
  row('cancelUpdateDeployment', 'PUT', `${deployment}/cancelupdate`, refused),
  row('pauseUpdateDeployment', 'PUT', `${deployment}/pauseupdate`, refused),
  row('resumeUpdateDeployment', 'PUT', `${deployment}/resumeupdate`, refused),
  row('deleteDeployment', 'DELETE', deployment, notFound),
  row('scaleDeployment', 'PUT', `${deployment}/scale/5`, refused),
  row('getAgentSettingList', 'GET', '/agentsettings'),
  row('setAgentSettingList', 'POST', '/agentsettings', { malformed: 8 }),
  row('deleteAgentSettingList', 'DELETE', '/agentsettings'),
  row('updateAgentSettingList', 'POST', '/agentsettings/update', { malformed: 8 }),
  row('disableAgentList', 'POST', '/agentsettings/disable'),
  row('enableAgentList', 'POST', '/agentsettings/enable'),
  row('taintagents', 'PUT', '/agentsettings/taint', { malformed: 8 }),
  row('commitImage', 'POST', '/image/commit/0.nobody.ns.10001.1?image=a&url=b', refused),
  row('getApplicationDef', 'GET', '/definition/application/ns/nobody', notFound),
  row('getDeploymentDef', 'GET', '/definition/deployment/ns/nobody', refused),
  ...['application', 'deployment'].flatMap((kind) => [
    row('sendCommand', 'POST', `/command/${kind}/ns/nobody`, body), row('getCommand', 'GET', `/command/${kind}/ns/nobody?id=x`, refused),
    row('deleteCommand', 'DELETE', `/command/${kind}/ns/nobody?id=x`, refused),
  ]),
  row('createcrd', 'POST', crd), row('getcrd', 'GET', `${crd}/nobody`), row('deletecrd', 'DELETE', `${crd}/nobody`), row('updatecrd', 'PUT', `${crd}/nobody`),
  row('create CR', 'POST', `${resources}/namespaces/ns/things`), row('get CR', 'GET', `${resources}/namespaces/ns/things/nobody`), row('list CR in ns', 'GET', `${resources}/namespaces/ns/things`),
  row('list CR all ns', 'GET', `${resources}/things`), row('update CR', 'PUT', `${resources}/namespaces/ns/things/nobody`), row('delete CR', 'DELETE', `${resources}/namespaces/ns/things/nobody`),
  row('createadmission', 'POST', admission, body), row('updateadmission', 'PUT', admission, body),
  row('getadmission', 'GET', `${admission}/nobody`, notFound), row('deleteadmission', 'DELETE', `${admission}/nobody`, notFound),
];

let clients: readonly [TestClient, TestClient];
beforeAll(async () => void (clients = await Promise.all([serveBcsScheduler(), serveBcsScheduler({ switches: { http: 'always200' } })])));
afterAll(async () => { for (const client of clients) await client.stop(); });

const all = rows.map((each) => [each.name, each.method, each.path, each] as const);

const prefixes = [prefix, '/v4/scheduler/mesos', '/mesosdriver/v4'];

test.each(all)('%s: %s %s is served behind every prefix, with the header', async (_name, method, path) => {
  const [{ server: { url } }] = clients;
  for (const each of prefixes) {
    const { status, text } = await exchange(url, method, `${each}${path}`, undefined, { 'BCS-ClusterID': clusterId });
    expect([status < 500 && status !== 405, text.startsWith('{') || text.startsWith('[')]).toEqual([true, true]);
    expect((await exchange(url, method, `${each}${path}`, undefined, {})).body).toMatchObject({ result: false, code: 1_405_007, data: null });
  }
  expect((await exchange(url, method, `${prefix}${path}`, undefined, { 'BCS-ClusterID': 'BCS-OTHER' })).body).toMatchObject({ result: false, code: 1_405_051 });
});

test.each(all.filter(([, , , { malformed }]) => malformed))('%s: %s %s with a body that is no JSON', async (_name, method, path, { malformed = 0 }) => {
  const [strict, lenient] = clients;
  for (const sent of ['{"kind":', '']) expect((await strict.refused(method, path, sent)).slice(0, 2)).toEqual([400, 1_405_000 + malformed]);
  expect((await lenient.refused(method, path, '{')).slice(0, 2)).toEqual([200, 1_405_000 + malformed]);
});

test.each(all.filter(([, , , { missing }]) => missing))('%s: %s %s of what is not there', async (_name, method, path, { missing: [status, code] = [0, 0] }) => {
  const [strict, lenient] = clients;
  expect((await strict.refused(method, path)).slice(0, 2)).toEqual([status, 1_405_000 + code]);
  expect((await lenient.refused(method, path)).slice(0, 2)).toEqual([200, 1_405_000 + code]);
});

test('beside is served what the examples of the document ask for, and what its source serves (3.9)', () => {
  const served = new Set([...documented, ...others].map(({ method, path }) => `${method} ${path}`));
  const expected = [
    'PUT /namespaces/:ns/applications/:name/versions', 'PUT /namespaces/:ns/applications/:name/versions/:versionid',
    'PUT /namespaces/:ns/applications/:name/message', 'PUT /namespaces/:ns/applications/:name/taskgroups/:taskgroup/message', 'POST /agentsettings/taint',
    'GET /customresourcedefinitions', 'POST /customresourcedefinitions/:name', 'GET /customresourcesdefinitions/:name',
    'POST /namespaces/:ns/applications/:name/taskgroups/:taskgroup/restart', 'POST /namespaces/:ns/applications/:name/taskgroups/:taskgroup/reload', 'PUT /agentsettings/extendedresource',
    'POST /crr/register', 'POST /crd/namespaces/:ns/:kind', 'PUT /crd/namespaces/:ns/:kind', 'GET /crd/namespaces/:ns/:kind/:name', 'DELETE /crd/namespaces/:ns/:kind/:name', 'GET /crd/:kind',
    'POST /namespaces/:ns/admissionwebhook', 'PUT /namespaces/:ns/admissionwebhook', 'GET /namespaces/:ns/admissionwebhook/:name', 'DELETE /namespaces/:ns/admissionwebhook/:name', 'GET /admissionwebhooks',
    'POST /v1/healthcheck',
    // Whatever applications can do, processes can.
    ...[...served].filter((each) => each.includes('/namespaces/:ns/applications') && !/message$|restart$|reload$/.test(each)).map((each) => each.replace('applications', 'processes')),
  ];
  expect(expected.filter((each) => !served.has(each))).toEqual([]);
});
