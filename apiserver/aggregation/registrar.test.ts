import { kinds, silentLogger, SteppedClock, type apiregistration } from '../../api';
import { openStorage } from '../../registry';
import { serveAggregated, type AggregatedServer } from './testing/aggregated';

const running: AggregatedServer[] = [];
async function start(options: Parameters<typeof serveAggregated>[0] = {}): Promise<AggregatedServer> {
  const server = await serveAggregated(options);
  running.push(server);
  return server;
}
afterEach(async () => { for (const server of running.splice(0)) await server.stop(); });

const services = ({ registry }: AggregatedServer) => registry.of(kinds.apiservices);
const names = async (server: AggregatedServer): Promise<(string | undefined)[]> => (await services(server).list()).items.map(({ metadata }) => metadata.name);

/** Until an APIService is as it should be. */
async function until(server: AggregatedServer, name: string, is: (service: apiregistration.APIService | undefined) => boolean): Promise<void> {
  if (is((await services(server).list()).items.find(({ metadata }) => metadata.name === name))) return;
  const enough = new AbortController();
  for await (const batch of services(server).watch({}, enough.signal)) {
    for (const event of batch) {
      if (event.type !== 'BOOKMARK' && event.object.metadata.name === name && is(event.type === 'DELETED' ? undefined : event.object)) enough.abort();
    }
  }
}

it('what is served here has its APIServices when the server answers; kubectl shows them', async () => {
  const server = await start();
  expect(await names(server)).toEqual(expect.arrayContaining(['v1.', 'v1.apps', 'v2.autoscaling', 'v1.batch', 'v1beta1.batch']));
  expect(await names(server)).not.toContain('v1.apiregistration.k8s.io');
  const table = await server.http.get('/apis/apiregistration.k8s.io/v1/apiservices/v1.apps').set('Accept', 'application/json;as=Table;g=meta.k8s.io;v=v1');
  const { columnDefinitions, rows } = table.body as { columnDefinitions: { name: string }[]; rows: { cells: unknown[] }[] };
  expect([columnDefinitions.map(({ name }) => name), rows[0]?.cells.slice(0, 3)]).toEqual([['Name', 'Service', 'Available', 'Age'], ['v1.apps', 'Local', 'True']]);
});

it('who changes or deletes one of ours has it so until the next start', async () => {
  const clock = new SteppedClock();
  const kv = await openStorage('memory:', { clock, log: silentLogger });
  const first = await start({ clock, kv });
  await services(first).update({ name: 'v1.apps' }, (found) => ({ ...found, spec: { ...found.spec, versionPriority: 7 } }));
  await services(first).delete({ name: 'v1.batch' });
  await services(first).update({ name: 'v1.policy' }, (found) => ({ ...found, metadata: { ...found.metadata, labels: {} }, spec: { ...found.spec, versionPriority: 7 } }));
  await clock.step(60_000);
  expect((await services(first).get({ name: 'v1.apps' })).spec.versionPriority).toBe(7);
  expect(await names(first)).not.toContain('v1.batch');
  const second = await start({ clock, kv });
  const priorities = await Promise.all(['v1.apps', 'v1.batch', 'v1.policy'].map(async (name) => (await services(second).get({ name })).spec.versionPriority));
  expect(priorities).toEqual([15, 15, 7]);
});

it('an APIService without a service is available at once, and one whose service was taken away is so again', async () => {
  const server = await start();
  const name = 'v1.here.example.com';
  await services(server).create({
    kind: 'APIService', apiVersion: 'apiregistration.k8s.io/v1', metadata: { name },
    spec: { group: 'here.example.com', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1, service: { namespace: 'n', name: 's' }, insecureSkipTLSVerify: true }, status: {},
  });
  await until(server, name, (service) => service?.status.conditions?.[0]?.reason === 'ServiceNotFound');
  await services(server).update({ name }, ({ spec: { service: _service, insecureSkipTLSVerify: _insecure, ...spec }, ...found }) => ({ ...found, spec }));
  await until(server, name, (service) => service?.status.conditions?.[0]?.reason === 'Local');
  expect((await services(server).get({ name })).status.conditions).toHaveLength(1);
});

it('one for always comes and goes with its definition, on every server alike', async () => {
  const clock = new SteppedClock();
  const kv = await openStorage('memory:', { clock, log: silentLogger });
  const [server, other] = [await start({ clock, kv }), await start({ clock, kv })];
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  const made = await server.http.post(path).send({
    metadata: { name: 'crontabs.stable.example.com' },
    spec: {
      group: 'stable.example.com', scope: 'Namespaced', names: { plural: 'crontabs', kind: 'CronTab' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  });
  expect(made.status).toBe(201);
  const name = 'v1.stable.example.com';
  await until(server, name, (service) => service !== undefined);
  const { metadata, spec } = await services(other).get({ name });
  expect([metadata.labels, spec.versionPriority]).toEqual([{ 'kube-aggregator.kubernetes.io/automanaged': 'true' }, 100]);
  // Deleted by hand it comes again; without its definition it goes.
  await services(server).delete({ name });
  await until(server, name, (service) => service !== undefined && service.metadata.uid !== metadata.uid);
  await server.http.delete(`${path}/crontabs.stable.example.com`);
  await until(other, name, (service) => service === undefined);
});
