/** The Global Scheduler as its document shows it: a directory, a port, a line of curl. */
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Api, type KubeObject, type List } from './harness/api';
import { newFolder, startHere, up } from './harness/each-test';
import { freePort } from './harness/free-port';
import { Kubectl } from './harness/kubectl';
import { runToEnd, type Running } from './harness/processes';

const minute = 60_000;
const root = join(__dirname, '..');
const ofTheDocument = join(root, 'apiserver/dialects/global-scheduler/testdata');
const example = join(root, 'examples/global-scheduler');
const sampleOf = (directory: string): string => join(directory, 'sample_allocation_req_body.json');

interface Allocation extends KubeObject { readonly status?: { readonly phase?: string } }
interface Answer { readonly allocation: { readonly id: string; readonly resource_groups: readonly { readonly selected: { readonly node_id: string } }[] } }

const hasCurl = ((): boolean => {
  try {
    execFileSync('curl', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

/** The document's line; where there is no curl, what it sends. */
async function documentsLine(port: number, file: string): Promise<string> {
  const url = `http://127.0.0.1:${port}/v1/allocations`;
  if (hasCurl) return (await promisify(execFile)('curl', ['-s', '-H', 'Content-Type:application/json', '-X', 'POST', '-T', file, url])).stdout;
  return (await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: readFileSync(file) })).text();
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/;
const withoutId = (text: string): string => text.replace(uuid, 'ID');

it("answers the document's line as the document shows, to the byte", async () => {
  const port = await freePort();
  const directory = join(ofTheDocument, 'shipped/conf');
  await up('--nodes', '0', '--gs-config', directory, '--global-scheduler-port', String(port));
  const shown = readFileSync(join(ofTheDocument, 'seed-answer.json'), 'utf8').replace(/\n$/, '');
  const answers = [await documentsLine(port, sampleOf(directory)), await documentsLine(port, sampleOf(directory))];
  expect(answers.map(withoutId)).toEqual([withoutId(shown), withoutId(shown)]);
  expect(uuid.exec(answers[0]!)![0]).not.toBe(uuid.exec(answers[1]!)![0]);
}, minute);

it('places the example, on both ports; kubectl sees and releases it; the configuration is followed', async () => {
  const port = await freePort();
  const directory = join(newFolder(), 'global-scheduler');
  cpSync(example, directory, { recursive: true });
  const { folder, readyAt } = await up('--nodes', '0', '--gs-config', directory, '--global-scheduler-port', String(port), '--gs-options', 'extensions');
  const [main, own] = [new Api(readyAt), new Api(`http://127.0.0.1:${port}`)];
  const kubectl = new Kubectl(join(folder, 'kubeconfig'), newFolder());
  const sample = JSON.parse(readFileSync(sampleOf(directory), 'utf8')) as { allocation: { replicas: number } };

  const placed = await main.ask<Answer>('POST', '/v1/allocations', sample);
  expect([placed.code, placed.body.allocation.resource_groups.length]).toEqual([201, sample.allocation.replicas]);
  const { id } = placed.body.allocation;
  expect((await own.get<{ allocations: Answer['allocation'][] }>('/v1/allocations')).allocations.map((each) => each.id)).toEqual([id]);
  expect(await own.ask('GET', '/apis/globalscheduler.com/v1/allocations')).toMatchObject({ code: 404 });
  expect(await kubectl.run('get', 'allocations', id, '--no-headers')).toMatch(new RegExp(`^${id} +Scheduled`));
  await kubectl.run('delete', 'allocation', id);
  expect(await own.ask('GET', `/v1/allocations/${id}`)).toMatchObject({ code: 404 });

  // A policy is looked at with every request; what is broken leaves what was there.
  const policy = join(directory, 'edgecloud_policy.yaml');
  const scores = async (): Promise<string[]> => Object.keys((await own.ask<{ allocation: { scores: { scores: object }[] } }>('POST', '/v1/allocations?dryRun=true&explain=1', sample)).body.allocation.scores[0]!.scores);
  expect(await scores()).not.toEqual(['Flavor']);
  writeFileSync(policy, 'priorities: [{name: Flavor}]');
  expect(await scores()).toEqual(['Flavor']);
  writeFileSync(policy, 'priorities: [{name: Nothing}]');
  expect(await scores()).toEqual(['Flavor']);
}, minute);

it('remembers what it has promised, also when it is killed', async () => {
  const folder = newFolder();
  const directory = join(ofTheDocument, 'shipped/conf');
  const begin = (): Promise<Running> => startHere(['up', '--nodes', '0', '--data-dir', folder, '--port', '0', '--log-level', 'warn', '--gs-config', directory]);
  const sample = JSON.parse(readFileSync(sampleOf(directory), 'utf8')) as { allocation: object };
  const ask = async ({ readyAt }: Running, replicas: number): Promise<number> => {
    const { code, body } = await new Api(readyAt).ask<Answer>('POST', '/v1/allocations', { allocation: { ...sample.allocation, replicas } });
    expect(code).toBe(201);
    return body.allocation.resource_groups.length;
  };

  const first = await begin();
  expect(await ask(first, 40)).toBe(40);
  await first.kill();
  const second = await begin();
  // 2000 GB, 40 for each copy.
  expect(await ask(second, 11)).toBe(0);
  expect(await ask(second, 9)).toBe(9);
  await second.stop();
  const third = await begin();
  const { items } = await new Api(third.readyAt).get<List<Allocation>>('/apis/globalscheduler.com/v1/allocations');
  expect(items.map(({ status }) => status?.phase)).toEqual(['Scheduled', 'Scheduled']);
  expect(await ask(third, 1)).toBe(1);
  expect(await ask(third, 1)).toBe(0);
}, 2 * minute);

it('does not start with a directory that it cannot use, and says why', async () => {
  const directory = join(newFolder(), 'global-scheduler');
  cpSync(example, directory, { recursive: true });
  writeFileSync(join(directory, 'sites.json'), '{"sites":[{"id":7}]}');
  const { code, output } = await runToEnd(['up', '--data-dir', newFolder(), '--store', 'memory:', '--port', '0', '--gs-config', directory]);
  expect(code).toBe(1);
  expect(output).toContain('sites.json');
}, minute);
