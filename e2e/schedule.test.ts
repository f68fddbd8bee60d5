/** `minikapi schedule` as a user meets it; what docs/schedule-command.md shows is what comes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kubectl } from './harness/kubectl';
import { runOnce, start, type Ended } from './harness/processes';

const minute = 60_000;
const top = join(__dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'schedule-'));
afterAll(() => rmSync(folder, { recursive: true }));

const schedule = (...args: string[]): Promise<Ended> => runOnce(['schedule', ...args], { cwd: top });
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const node = 'apiVersion: v1\nkind: Node\nmetadata: {name: n1}\nstatus: {allocatable: {cpu: "1", memory: 1Gi, pods: "10"}}\n';
const pod = (name: string, cpu = '500m'): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: c, image: i, resources: {requests: {cpu: ${cpu}}}}]}\n`;

const docs = readFileSync(join(top, 'docs/schedule-command.md'), 'utf8');
const shown = [...docs.matchAll(/^```console\n\$ minikapi schedule (.*)\n([^]*?)^```$/gm)].map(([, args = '', output = '']) => ({ args, output }));

test('the documentation shows something', () => expect(shown.length).toBeGreaterThan(2));

test.each(shown)('minikapi schedule $args', async ({ args, output }) => {
  const { code, stdout, stderr } = await schedule(...args.split(' '));
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: output, stderr: '' });
}, minute);

test('--help lists every flag with its environment variable', async () => {
  const { code, stdout } = await schedule('--help');
  expect(code).toBe(0);
  expect([...stdout.matchAll(/--([a-z-]+) .*\[(MINIKAPI_[A-Z_]+)\]$/gm)].map(([, flag, variable]) => [flag, variable])).toEqual(
    ['filename', 'snapshot', 'config', 'compare', 'output', 'seed', 'explain', 'pool-label'].map((flag) => [flag, `MINIKAPI_${flag.toUpperCase().replace('-', '_')}`]));
});

describe('the exit code', () => {
  test('0: every pod has a node; standard input is a file', async () => {
    const { code, stdout } = await runOnce(['schedule', '-f', '-', '--snapshot', file('node.yaml', node), '-o', 'json'], { input: pod('a') });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ apiVersion: 'minikapi.dev/v1alpha1', kind: 'ScheduleReport', pods: [{ name: 'a', outcome: 'Placed', node: 'n1', turn: 1 }] });
  });

  test('1: some pods have none; notes are apart from the report', async () => {
    const { code, stdout, stderr } = await schedule('-f', file('a.yaml', pod('a')), '-f', file('big.yaml', `${pod('b', '64')}---\n{apiVersion: v1, kind: Secret, metadata: {name: s}}\n`), '--snapshot', file('node.yaml', node), '-o', 'json');
    expect(code).toBe(1);
    expect(stderr).toBe('note: left out, as they have no pods: 1 Secret\n');
    expect(JSON.parse(stdout)).toMatchObject({ summary: { pods: 2, Placed: 1, Unschedulable: 1 }, notes: ['left out, as they have no pods: 1 Secret'] });
  });

  test.each<[string, string[], string]>([
    ['no pods', ['--snapshot', 'x.yaml'], '-f FILE: which pods shall be placed?'],
    ['no cluster', ['-f', 'x.yaml'], '--snapshot FILE: in which cluster?'],
    ['an unknown format', ['-o', 'xml'], '--output: "xml": must be one of table, json, junit'],
    ['no file', ['-f', 'nowhere.yaml', '--snapshot', 'nowhere.yaml'], 'nowhere.yaml: ENOENT: no such file or directory'],
    ['standard input twice', ['-f', '-', '--snapshot', '-'], 'standard input can be read once'],
    ['a seed that is none', ['--seed', 'chance'], '--seed: "chance": must be a whole number from 0 to 4294967295'],
  ])('2: %s', async (_, args, fault) => {
    const { code, stdout, stderr } = await schedule(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(fault);
    expect(stderr).not.toContain('    at ');
  });

  test('2: a document that is none, an object that makes no sense, with file and number', async () => {
    const snapshot = file('node.yaml', node);
    const one = await schedule('-f', file('none.yaml', `${pod('a')}---\n- 1\n`), '--snapshot', snapshot);
    const other = await schedule('-f', file('bad.yaml', `${pod('a')}---\n${pod('a_b')}`), '--snapshot', snapshot);
    expect([one.code, one.stderr]).toEqual([2, `minikapi: ${join(folder, 'none.yaml')}, document 2: expected an object, found a list\n`]);
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining(`minikapi: ${join(folder, 'bad.yaml')}, document 2: Pod "a_b" is invalid: metadata.name: Invalid value: "a_b"`)]);
  });

  test('2: a configuration that makes no sense, by its name', async () => {
    const config = file('config.yaml', 'apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\nparallelism: -1\n');
    const { code, stderr } = await schedule('-f', file('a.yaml', pod('a')), '--snapshot', file('node.yaml', node), '--compare', config);
    expect(code).toBe(2);
    expect(stderr).toContain(config);
    expect(stderr).toContain('parallelism: Invalid value: -1');
  });
});

test('the same files and seed, the same bytes', async () => {
  const nodes = Array.from({ length: 9 }, (_, i) => node.replace('n1', `n${i}`)).join('---\n');
  const pods = Array.from({ length: 9 }, (_, i) => pod(`p${i}`, '100m')).join('---\n');
  const args = ['-f', file('pods.yaml', pods), '--snapshot', file('nodes.yaml', nodes), '-o', 'json'];
  const [one, again, other] = await Promise.all([schedule(...args), schedule(...args), schedule(...args, '--seed', '2')]);
  expect(again.stdout).toBe(one.stdout);
  expect(other.stdout).not.toBe(one.stdout);
});

describe('extenders', () => {
  const extended = (port: number): string => file('extended.yaml', `\
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
extenders:
- {urlPrefix: "http://127.0.0.1:${port}/slow", filterVerb: filter, httpTimeout: 300ms, ignorable: true, nodeCacheCapable: true}
- {urlPrefix: "http://127.0.0.1:${port}", filterVerb: filter, nodeCacheCapable: true}
`);

  test('are waited for, and given up as they are by a scheduler whose time passes', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      // One of them never answers.
      if (request.url === '/filter') response.end(JSON.stringify({ NodeNames: ['n2'], FailedNodes: { n1: 'not here' } }));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stdout, stderr } = await schedule('-f', file('a.yaml', pod('a')), '--snapshot', file('two.yaml', `${node}---\n${node.replace('n1', 'n2')}`), '--config', extended(port), '-o', 'json');
    server.closeAllConnections();
    server.close();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(asked).toEqual(['/filter', '/slow/filter']);
    expect(JSON.parse(stdout)).toMatchObject({ pods: [{ name: 'a', node: 'n2' }] });
  });

  test('that are not there make pods unschedulable, with their address', async () => {
    const { code, stdout } = await schedule('-f', file('a.yaml', pod('a')), '--snapshot', file('node.yaml', node), '--config', extended(1), '-o', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ pods: [{ name: 'a', outcome: 'Unschedulable', reason: expect.stringContaining('127.0.0.1:1') }] });
  });
});

test('what kubectl prints of a cluster is a snapshot, as the documentation says', async () => {
  const running = await start(['up', '--data-dir', join(folder, 'cluster'), '--store', 'memory:', '--port', '0', '--nodes', '2', '--log-level', 'warn']);
  try {
    const kubectl = new Kubectl(join(folder, 'cluster/kubeconfig'), folder);
    const asked = /`kubectl (get \S+ -A -o yaml)`/.exec(docs)?.[1] ?? '';
    const snapshot = file('dump.yaml', await kubectl.run(...asked.split(' ')));
    const { code, stdout, stderr } = await schedule('-f', 'examples/schedule/pods.yaml', '--snapshot', snapshot, '-o', 'json');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'note: PriorityClass important is not in the snapshot: its pods get priority 0\n' });
    const { pools, pods } = JSON.parse(stdout) as { pools: { nodes: number }[]; pods: { outcome: string }[] };
    expect(pools.map(({ nodes }) => nodes)).toEqual([2]);
    expect(pods).toHaveLength(6);
  } finally {
    await running.stop();
  }
}, minute);
