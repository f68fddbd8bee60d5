/** The recorder, on an API server and a scheduler of ours: a scheduler that is seen from outside only. */
import { join } from 'node:path';
import { manifestsOf } from '../../cmd/manifests';
import { Kubectl } from '../harness/kubectl';
import { removeFolder, start, tempFolder, type Running } from '../harness/processes';
import { alongside, type Input } from './ours';
import { record } from './record';
import { caseIn } from './cases';
import { read, written, type Recorded } from './recording';

const minute = 60_000;
const home = tempFolder();
const running: Running[] = [];

beforeEach(async () => {
  const server = await start(['apiserver', '--data-dir', home, '--store', 'memory:', '--port', '0', '--log-level', 'warn']);
  running.push(server, await start(['scheduler', '--data-dir', home, '--server', server.readyAt, '--log-level', 'warn']));
}, minute);

afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
}, minute);

afterAll(() => removeFolder(home));

async function recorded({ snapshot, pods }: Input): Promise<Recorded[]> {
  const lines: Recorded[] = [];
  for await (const line of record(new Kubectl(join(home, 'kubeconfig'), home), snapshot, pods)) lines.push(line);
  return read(written(lines));
}

test.each(['hard-spread.yaml', 'inter-pod-affinity.yaml', 'preemption.yaml', 'reasons.yaml'])('%s: what it records agrees with us', async (file) => {
  const { input, expected } = caseIn(file);
  const lines = await recorded(input);
  expect(lines.map(({ pod }) => pod)).toEqual(expected.map(({ pod }) => pod));
  expect((await alongside(input, lines)).filter(({ agreement }) => agreement === 'differs')).toEqual([]);
}, 2 * minute);

test('what cannot be made is told with its place', async () => {
  const input: Input = { snapshot: [], pods: manifestsOf('apiVersion: v1\nkind: Pod\nmetadata: {name: A}\nspec: {containers: [{name: c, image: i}]}\n', 'pods.yaml') };
  await expect(recorded(input)).rejects.toThrow(/^pods\.yaml: The Pod "A" is invalid/);
}, minute);
