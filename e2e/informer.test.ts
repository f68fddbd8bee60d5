/** An informer of the official JavaScript client outlives what happens to a server. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds, startCluster, SteppedClock, type Cluster } from '../cmd';
import { readLines, type LineReader } from './harness/lines';
import { removeFolder, tempFolder } from './harness/processes';

const minute = 60_000;
const program = join(__dirname, 'clients/informer.mjs');
const folder = tempFolder();
const kubeconfig = join(folder, 'kubeconfig');
const store = `file://${folder}/store`;
const clock = new SteppedClock();

let cluster: Cluster;
let informer: LineReader;

/** Nothing but the API; time passes only when it is stepped. */
const start = async (port = 0): Promise<Cluster> => {
  cluster = await startCluster({ store, clock, port, components: [] });
  return cluster;
};

const create = (name: string): Promise<unknown> =>
  cluster.client.of(kinds.configmaps).create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } });
const remove = (name: string): Promise<unknown> => cluster.client.of(kinds.configmaps).delete({ namespace: 'default', name });
const portOf = ({ url }: Cluster): number => Number(new URL(url).port);
/** What was told of objects, and how often it connected once the server was back. */
const told = (lines: readonly string[]): { objects: string[]; connects: number } => ({
  objects: lines.filter((line) => /^(add|update|delete)/.test(line)),
  connects: lines.slice(lines.findLastIndex((line) => line.startsWith('error')) + 1).filter(is('connect')).length,
});
const is = (text: string) => (line: string): boolean => line === text;

beforeEach(async () => {
  writeFileSync(kubeconfig, (await start()).kubeconfig);
  await create('first');
  informer = readLines(program, [kubeconfig]);
  await informer.until(is('add first'));
  // It watches once it sees what came after its list.
  await create('watched');
  await informer.until(is('add watched'));
}, minute);

afterEach(async () => {
  await informer.stop();
  await remove('first').catch(() => undefined);
  await remove('watched').catch(() => undefined);
  await cluster.stop();
}, minute);

afterAll(() => removeFolder(folder));

it('goes on where it was when the server comes back', async () => {
  const port = portOf(cluster);
  await cluster.stop();
  await informer.until((line) => line.startsWith('error'));
  const seen = informer.lines.length;
  await start(port);
  await create('later');
  await remove('first');
  await informer.until(is('delete first'), seen);
  // Nothing was listed anew, and nothing was told twice.
  expect(told(informer.lines.slice(seen))).toEqual({ objects: ['add later', 'delete first'], connects: 1 });
  await remove('later');
}, minute);

it('lists anew when what it missed is no longer kept', async () => {
  const port = portOf(cluster);
  await cluster.stop();
  await informer.until((line) => line.startsWith('error'));
  // Meanwhile, elsewhere: changes, and long enough for them to be compacted away.
  await start();
  await remove('first');
  await create('meanwhile');
  await clock.step(20 * minute);
  await create('behind');
  await cluster.stop();
  const seen = informer.lines.length;
  await start(port);
  for (const line of ['delete first', 'add behind', 'add meanwhile']) await informer.until(is(line), seen);
  // The watch that was to go on is told 410, and a list and another watch follow.
  const { objects, connects } = told(informer.lines.slice(seen));
  expect({ objects: objects.sort(), connects }).toEqual({ objects: ['add behind', 'add meanwhile', 'delete first'], connects: 2 });
  for (const name of ['meanwhile', 'behind']) await remove(name);
}, minute);
