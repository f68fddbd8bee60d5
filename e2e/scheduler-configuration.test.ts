/** A scheduler that goes by a file: profiles, a plugin from an ES module, an extender; in one process and in one of its own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Api, type KubeObject, type List } from './harness/api';
import { removeFolder, runToEnd, start, tempFolder, type Running } from './harness/processes';

const minute = 60_000;
const nodes = '/api/v1/nodes';
const pods = '/api/v1/namespaces/default/pods';

interface Pod extends KubeObject { readonly spec: { readonly nodeName?: string }; readonly status: { readonly conditions?: readonly { readonly type: string; readonly message?: string }[] } }
interface EventObject extends KubeObject { readonly reason: string; readonly source?: { readonly component?: string }; readonly reportingComponent?: string; readonly involvedObject: { readonly name: string } }

const folders: string[] = [];
const started: Running[] = [];
const servers: Server[] = [];

const newFolder = (): string => {
  const folder = tempFolder();
  folders.push(folder);
  return folder;
};

const begun = async (...args: string[]): Promise<Running> => {
  const running = await start([...args, '--log-level', 'warn']);
  started.push(running);
  return running;
};

afterEach(async () => {
  await Promise.all(started.splice(0).reverse().map((running) => running.stop()));
  for (const server of servers.splice(0)) server.close();
  folders.splice(0).forEach(removeFolder);
}, minute);

const container = { name: 'c', image: 'registry.k8s.io/pause:3.9' };
const pod = (name: string, schedulerName?: string): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [container], schedulerName } });
const isBound = ({ spec }: Pod): boolean => Boolean(spec.nodeName);
const nodeOf = async (api: Api, name: string): Promise<string | undefined> => (await api.until<Pod>(pods, name, isBound)).spec.nodeName;

/** An extender that likes one node. */
async function extenderFor(node: string): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.end(JSON.stringify([{ Host: node, Score: 10 }])));
  });
  servers.push(server);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const plugin = `
export const only = ({ args }) => ({
  name: 'OnlyNode',
  filter: (cycle, node) => (node.name === args.node ? undefined : { code: 'UnschedulableAndUnresolvable', reasons: ['node(s) are not ' + args.node] }),
  wakeOn: [{ subject: 'Node', kinds: ['NodeAdded'] }],
});
`;

const profiles = `
profiles:
- schedulerName: default-scheduler
- schedulerName: picky
  plugins:
    multiPoint:
      enabled: [{ name: OnlyNode }]
  pluginConfig:
  - name: OnlyNode
    args:
      apiVersion: scheduler.minikapi.dev/v1alpha1
      kind: ModulePluginArgs
      module: ./plugins/only-node.mjs
      export: only
      args: { node: node-2 }
`;

const head = 'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n';

/** In a folder with the module beside it. */
function configurationFile(text: string): string {
  const folder = newFolder();
  mkdirSync(join(folder, 'plugins'));
  writeFileSync(join(folder, 'plugins', 'only-node.mjs'), plugin);
  writeFileSync(join(folder, 'scheduler.yaml'), head + text);
  return join(folder, 'scheduler.yaml');
}

it('in one process: profiles, a plugin of one\'s own, an extender', async () => {
  const file = configurationFile(`${profiles}extenders:\n- { urlPrefix: ${await extenderFor('node-3')}, prioritizeVerb: like, weight: 100 }\n`);
  const { readyAt } = await begun('up', '--data-dir', newFolder(), '--store', 'memory:', '--port', '0', '--scheduler-config', file);
  const api = new Api(readyAt);
  await api.create(pods, pod('plain'));
  expect(await nodeOf(api, 'plain')).toBe('node-3');
  await api.create(pods, pod('chosen', 'picky'));
  expect(await nodeOf(api, 'chosen')).toBe('node-2');
  const events = '/api/v1/namespaces/default/events';
  const placed = async (): Promise<EventObject | undefined> =>
    (await api.get<List<EventObject>>(events)).items.find(({ reason, involvedObject }) => reason === 'Scheduled' && involvedObject.name === 'chosen');
  while (!await placed()) await api.get(events);
  expect((await placed())?.source?.component).toBe('picky');
  const shown = await api.get<{ profiles: { schedulerName: string }[] }>('/api/v1/schedulerconfiguration');
  expect(shown.profiles.map(({ schedulerName }) => schedulerName)).toEqual(['default-scheduler', 'picky']);
}, minute);

it('as a process of its own', async () => {
  const server = await begun('apiserver', '--data-dir', newFolder(), '--store', 'memory:', '--port', '0');
  await begun('scheduler', '--server', server.readyAt, '--data-dir', newFolder(), '--config', configurationFile(profiles));
  const api = new Api(server.readyAt);
  const allocatable = { cpu: '4', memory: '8Gi', pods: '110' };
  await api.create(nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' }, status: { allocatable, capacity: allocatable } });
  await api.create(pods, pod('chosen', 'picky'));
  const { status } = await api.until<Pod>(pods, 'chosen', (one) => Boolean(one.status.conditions?.some(({ message }) => message)));
  expect(status.conditions?.[0]?.message).toMatch(/^0\/1 nodes are available: 1 node\(s\) are not node-2\./);
  await api.create(nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-2' }, status: { allocatable, capacity: allocatable } });
  expect(await nodeOf(api, 'chosen')).toBe('node-2');
}, minute);

it.each<[string, string, string]>([
  ['a file that is not there', '', 'scheduler configuration /does/not/exist: ENOENT'],
  ['a field that nobody knows', 'paralellism: 3\n', 'strict decoding error: unknown field "paralellism"'],
  ['a value that makes no sense', 'parallelism: 0\n', 'parallelism: Invalid value: 0: should be an integer value greater than zero'],
  ['a plugin that does not exist', 'profiles:\n- plugins: { filter: { enabled: [{ name: Nope }] } }\n', 'FilterPlugin "Nope" does not exist'],
  ['a module that is not there', profiles.replace('only-node.mjs', 'none.mjs'), 'none.mjs'],
  ['an extender elsewhere', 'extenders:\n- { urlPrefix: "http://192.0.2.1", filterVerb: f }\n', 'extenders[0].urlPrefix: Forbidden: 192.0.2.1: nothing is sent to addresses that are not loopback'],
])('is refused before anything begins: %s', async (_what, text, message) => {
  const file = text ? configurationFile(text) : '/does/not/exist';
  const { code, output } = await runToEnd(['up', '--data-dir', newFolder(), '--store', 'memory:', '--port', '0', '--scheduler-config', file]);
  expect(output).toContain(message);
  expect(output).not.toContain('    at ');
  expect(code).toBe(2);
}, minute);
