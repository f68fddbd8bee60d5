/** Workflows and jobs with files: made with kubectl and over the minik8s API, killed half-way, and read back. */
import { join } from 'node:path';
import { Api } from './harness/api';
import { newFolder, startHere, up } from './harness/each-test';
import { Kubectl } from './harness/kubectl';

const minutes = 240_000;
const workflows = '/apis/minik8s.io/v1/namespaces/default/workflows';
const jobs = '/apis/minik8s.io/v1/namespaces/default/slurmjobs';

interface Workflow {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly phase?: string; readonly result?: string; readonly currentNode?: string;
    readonly nodes?: readonly { readonly name: string; readonly phase: string; readonly output?: string; readonly run: number }[];
    readonly conditions?: readonly { readonly type: string; readonly reason: string }[];
  };
}

interface Job { readonly metadata: { readonly name: string }; readonly status?: { readonly state?: string; readonly exitCode?: string } }

const fn = (name: string, source: string): object => ({ apiVersion: 'minik8s.io/v1', kind: 'Function', metadata: { name }, spec: { source } });
const func = (name: string, nextNodeName = ''): object => ({ name, type: 'func', funcData: { funcName: name, funcNamespace: 'default', nextNodeName } });
const bigOrder = { name: 'big-order', type: 'choice', choiceData: { checkType: 'numGreaterAndEqualThan', checkVarName: 'amount', compareValue: '100', trueNextNodeName: 'discount', falseNextNodeName: 'ship' } };
const spec = (items: number): object =>
  ({ entryParams: JSON.stringify({ items }), entryNodeName: 'total', workflowNodes: [func('total', 'big-order'), bigOrder, func('discount', 'ship'), func('ship')] });
const workflow = (name: string, items: number): object => ({ apiVersion: 'minik8s.io/v1', kind: 'Workflow', metadata: { name }, spec: spec(items) });
const total = fn('total', 'function main(params) { return { amount: params.items * 40 }; }');
const ship = fn('ship', 'def main(params):\n    return "sent for %d" % params["amount"]\n');
/** It takes its time, so that there is a half-way. */
const discount = fn('discount', 'async function main(params) { await new Promise((done) => setTimeout(done, 8000)); return { amount: params.amount - 5 }; }');
const list = (...items: object[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

const runs = ({ status }: Workflow): string[] => (status?.nodes ?? []).map(({ name, run }) => `${name} ${run}`);

test('a workflow that was killed half-way goes on, and runs no node again that had finished', async () => {
  const folder = newFolder();
  const args = ['up', '--data-dir', folder, '--store', `file://${join(folder, 'store')}`, '--port', '0', '--minik8s-port', '0', '--serverless-port', '0', '--log-level', 'warn'];
  const first = await startHere(args);
  const kubectl = new Kubectl(join(folder, 'kubeconfig'), newFolder());
  const applied = await kubectl.try(['apply', '-f', '-'], { input: list(total, ship, discount, workflow('checkout', 3)) });
  expect(applied).toMatchObject({ code: 0 });
  const half = await new Api(first.readyAt).until<Workflow>(workflows, 'checkout', ({ status }) => status?.currentNode === 'discount');
  expect(half.status).toMatchObject({ phase: 'running', nodes: [{ name: 'total', phase: 'completed', output: '{"amount":120}' }, { name: 'big-order', output: 'true' }, { name: 'discount', phase: 'running', run: 1 }] });
  await first.kill();

  const second = await startHere(args);
  const api = new Api(second.readyAt);
  const done = await api.until<Workflow>(workflows, 'checkout', ({ status }) => status?.phase === 'completed');
  expect(done.status?.result).toBe('"sent for 115"');
  expect(runs(done).filter((run) => !run.startsWith('discount'))).toEqual(['total 1', 'big-order 1', 'ship 1']);
  expect(await kubectl.run('get', 'wf', 'checkout')).toMatch(/completed\s+"sent for 115"/);
  expect(await api.get('/apis/v1/namespaces/default/workflow/checkout/status')).toMatchObject({ data: { phase: 'completed', result: '"sent for 115"' } });
}, minutes);

test('a choice that does not hold skips its node; what makes no sense is refused, and what fails is told', async () => {
  const { folder, readyAt } = await up();
  const api = new Api(readyAt);
  const kubectl = new Kubectl(join(folder, 'kubeconfig'), newFolder());
  expect(await kubectl.try(['apply', '-f', '-'], { input: list(total, ship, fn('broken', 'function main() { throw new Error("out of stock"); }')) })).toMatchObject({ code: 0 });
  const made = await api.ask('POST', '/apis/v1/namespaces/default/workflows', { apiVersion: 'v1', kind: 'Workflow', metadata: { name: 'small' }, spec: spec(1) });
  expect(made.code).toBe(201);
  const done = await api.until<Workflow>(workflows, 'small', ({ status }) => status?.phase === 'completed');
  expect([runs(done), done.status?.result]).toEqual([['total 1', 'big-order 1', 'ship 1'], '"sent for 40"']);

  const round = { entryNodeName: 'total', workflowNodes: [func('total', 'ship'), func('ship', 'total')] };
  const refused = await api.ask('POST', workflows, { ...workflow('round', 1), spec: round });
  expect([refused.code, refused.body.message]).toEqual([422, expect.stringContaining('no way leads from here to an end')]);
  expect((await api.ask('POST', '/apis/v1/namespaces/default/workflows', { metadata: { name: 'round' }, spec: round })).code).toBe(400);

  await api.create(workflows, { ...workflow('broken', 1), spec: { entryParams: '{}', entryNodeName: 'broken', workflowNodes: [func('broken')] } });
  const failed = await api.until<Workflow>(workflows, 'broken', ({ status }) => status?.phase === 'failed');
  expect(failed.status?.conditions).toMatchObject([{ type: 'Failed', reason: 'FunctionFailed' }]);
  expect(await api.get('/apis/v1/namespaces/default/workflow/broken/status')).toMatchObject({ data: { phase: 'completed' } });
  expect(await kubectl.run('describe', 'wf', 'broken')).toMatch(/FunctionFailed.*out of stock/);
}, minutes);

test('the output of a job is read back, simulated and of a script', async () => {
  const { folder, readyAt } = await up();
  const api = new Api(readyAt);
  const kubectl = new Kubectl(join(folder, 'kubeconfig'), newFolder());
  const text = (file: unknown): string => Buffer.from(String(file), 'base64').toString();
  const header = { apiVersion: 'v1', metadata: { name: 'saxpy' } };
  const job = { ...header, kind: 'Job', spec: { partition: 'a100', submitDirectory: '/home/ana/saxpy', runCommands: ['nvcc saxpy.cu -o saxpy', './saxpy', 'echo max error: 0', 'echo odd >&2'], outputFile: 'saxpy.out', username: 'ana' } };
  expect((await api.ask('POST', '/apis/v1/namespaces/default/jobs', job)).code).toBe(201);
  // Nothing happens before the upload.
  expect((await api.get<Job>(`${jobs}/saxpy`)).status?.state ?? '').toBe('');
  expect((await api.ask('POST', '/apis/v1/namespaces/default/jobfiles', { ...header, kind: 'JobFile', userUploadFile: 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==' })).code).toBe(201);
  await api.until<Job>(jobs, 'saxpy', ({ status }) => status?.state === 'COMPLETED');
  const file = await api.get<{ data: { outputFile: string; errorFile: string } }>('/apis/v1/namespaces/default/jobfiles/saxpy');
  expect([text(file.data.outputFile), text(file.data.errorFile)]).toEqual(['max error: 0\n', 'odd\n']);
  expect(await kubectl.run('get', 'pod', 'saxpy')).toContain('Completed');

  const script = { apiVersion: 'minik8s.io/v1', kind: 'SlurmJob', metadata: { name: 'sum' }, spec: { script: { runtime: 'python', source: 'import sys\nprint(sum(range(10)))\nsys.exit(4)' } } };
  expect(await kubectl.try(['create', '-f', '-'], { input: JSON.stringify(script) })).toMatchObject({ code: 0 });
  const ended = await api.until<Job>(jobs, 'sum', ({ status }) => status?.state === 'FAILED');
  expect(ended.status?.exitCode).toBe('4:0');
  expect(text(await kubectl.run('get', 'jobfile', 'sum', '-o', 'jsonpath={.outputFile}'))).toBe('45\n');

  await kubectl.run('delete', 'slurmjob', 'saxpy', '--wait=true');
  expect((await api.ask('GET', '/apis/v1/namespaces/default/jobfiles/saxpy')).code).toBe(200);
}, minutes);
