/** Another API server behind this one, as kubectl sees both. */
import { group, root, startExtensionServer, version, type ExtensionServer } from '../../apiserver/aggregation/testing/extension-server';
import { story } from '../harness/story';

const { ok, feed, refused } = story('aggregation');
const name = `${version}.${group}`;

let other: ExtensionServer;
beforeAll(async () => { other = await startExtensionServer(); });
afterAll(() => other.stop());

const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'wardle' }, spec: { type: 'ExternalName', externalName: 'localhost' } };
const apiService = () => ({
  apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name },
  spec: {
    group, version, groupPriorityMinimum: 2000, versionPriority: 10, caBundle: Buffer.from(other.cert).toString('base64'),
    service: { name: 'wardle', namespace: 'default', port: other.port },
  },
});

it('what the server serves itself has its APIServices', async () => {
  const table = await ok`get apiservices`;
  expect(table).toMatch(/^NAME +SERVICE +AVAILABLE +AGE\nv1\. +Local +True +\S+\n/);
  expect(table).toMatch(/\nv2\.autoscaling +Local +True /);
});

it('what another one serves is there when it is registered, shown, listed and asked for as any kind', async () => {
  await feed(service)`apply -n default -f -`;
  expect(await feed(apiService())`apply -f -`).toBe(`apiservice.apiregistration.k8s.io/${name} created\n`);
  await ok`wait --for=condition=Available apiservice/${name} --timeout=10s`;
  expect(await ok`get apiservice ${name}`).toMatch(/default\/wardle +True/);
  expect(await ok`api-resources --api-group=${group}`).toMatch(new RegExp(`flunders +fl +${group}/${version} +true +Flunder`));
  expect((await ok`api-versions`).split('\n')).toContain(`${group}/${version}`);
  expect(JSON.parse(await ok`get --raw ${`${root}/namespaces/aggregation/flunders`}`)).toMatchObject({ kind: 'FlunderList' });
  expect(await ok`get fl -o jsonpath={.kind}`).toBe('List');
});

it('and says so when it is not there any more', async () => {
  await feed({ ...apiService(), spec: { ...apiService().spec, service: { name: 'nobody', namespace: 'default', port: other.port } } })`apply -f -`;
  await ok`wait --for=condition=Available=false apiservice/${name} --timeout=10s`;
  expect(await ok`get apiservice ${name}`).toMatch(/default\/nobody +False \(ServiceNotFound\)/);
  expect(await refused`get --raw ${root}`).toMatch(/service unavailable|currently unable to handle the request/);
  await ok`delete apiservice ${name}`;
  for (let said = ''; !said.includes('the server could not find the requested resource');) said = await refused`get --raw ${root}`;
});
