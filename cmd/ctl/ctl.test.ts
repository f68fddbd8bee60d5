/** The verbs, against a small server. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { UsageError } from '../flag';
import { fakeMinik8s, type FakeMinik8s } from './testing/fake-minik8s';
import { run, type Ran } from './testing/run';

let server: FakeMinik8s;
let folder: string;
beforeEach(async () => {
  server = await fakeMinik8s();
  folder = mkdtempSync(join(tmpdir(), 'ctl-'));
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const ctl = (...args: readonly string[]): Promise<Ran> => run(...args, '--server', server.url);

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** The cells of all tables, heads among them. */
const cells = ({ stdout }: Ran): string[][] => stdout.split('\n').filter((line) => line.startsWith('|')).map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()));

const replicaset = (replicas: number): string => `apiVersion: v1
kind: Replicaset
metadata: {name: web, namespace: shop}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 80}]}]}}
`;

describe('apply', () => {
  it('creates, then finds nothing to do, then changes', async () => {
    expect(cells(await ctl('apply', file('rs.yaml', replicaset(2))))).toEqual([
      ['KIND', 'RESULT', 'INFO', 'REASON(MSG)'], ['Replicaset', 'Success', 'created', 'created it'],
      ['KIND', 'NAME', 'NAMESPACE'], ['Replicaset', 'web', 'shop'],
    ]);
    const path = '/apis/v1/namespaces/shop/replicasets/web';
    expect(server.objects.get(path)).toMatchObject({ kind: 'Replicaset', spec: { template: { spec: { containers: [{ ports: [{ containerPort: '80' }] }] } } } });
    expect(cells(await ctl('apply', '-f', file('rs.yaml', replicaset(2))))[1]).toEqual(['Replicaset', 'Success', 'unchanged', '']);
    expect(cells(await ctl('apply', '-f', file('rs.yaml', replicaset(5))))[1]).toEqual(['Replicaset', 'Success', 'updated', 'updated it']);
    expect(server.objects.get(path)).toMatchObject({ spec: { replicas: 5 } });
  });

  it('says what the API leaves as it is', async () => {
    const pod = (image: string, label: string) => file('pod.yaml', `{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {a: ${label}}}, spec: {containers: [{name: c, image: ${image}}]}}`);
    await ctl('apply', pod('one', 'x'));
    const second = await ctl('apply', pod('two', 'y'));
    expect([cells(second)[1]?.[2], second.stderr, second.code]).toEqual(['updated', 'note: Pod default/p: this API does not change spec.containers[0].image\n', 0]);
    expect(cells(await ctl('apply', pod('two', 'y')))[1]?.[2]).toBe('unchanged');
  });

  it('does several documents, and those behind one that fails', async () => {
    file('all/1.yaml', 'apiVersion: v1\nkind: node\nmetadata: {name: n1}\nip: 10.0.0.1\n---\napiVersion: v1\nkind: SERVICE\nmetadata: {name: s}\n');
    file('all/2.yaml', '{apiVersion: v1, kind: Dns, metadata: {name: d}, spec: {host: h}}');
    server.instead.set('POST /api/v1/namespaces/x/services', { code: 400, body: { error: 'no ports' } });
    const ran = await ctl('apply', '-n', 'x', join(folder, 'all'));
    expect(cells(ran)).toEqual([
      ['KIND', 'RESULT', 'INFO', 'REASON(MSG)'], ['Node', 'Success', 'created', 'created it'], ['Service', 'Failed', 'failed', 'no ports'], ['Dns', 'Success', 'created', 'created it'],
      ['KIND', 'NAME', 'NAMESPACE'], ['Node', 'n1', ''], ['Dns', 'd', 'x'],
    ]);
    expect([ran.stderr, ran.code]).toEqual(['minikapi: Service x/s: no ports\n', 1]);
    expect([...server.objects.keys()]).toEqual(['/api/v1/nodes/n1', '/apis/v1/namespaces/x/dns/d']);
  });

  it('cannot change what has no PUT', async () => {
    const dns = (host: string) => file('dns.yaml', `{apiVersion: v1, kind: Dns, metadata: {name: d}, spec: {host: ${host}}}`);
    await ctl('apply', dns('a'));
    expect((await ctl('apply', dns('a'))).code).toBe(0);
    expect(await ctl('apply', dns('b'))).toMatchObject({ code: 1, stderr: 'minikapi: Dns default/d: it is there, and this API does not change it (spec.host): delete it first\n' });
  });

  it('a duration is nanoseconds', async () => {
    await ctl('apply', file('hpa.yaml', '{apiVersion: v1, kind: Hpa, metadata: {name: h}, spec: {adjustInterval: 30s}}'));
    expect(server.objects.get('/apis/v1/namespaces/default/hpa/h')).toMatchObject({ spec: { adjustInterval: 30_000_000_000 } });
    expect(await ctl('apply', file('hpa.yaml', '{apiVersion: v1, kind: Hpa, metadata: {name: h}, spec: {adjustInterval: soon}}'))).toMatchObject({ code: 1, stderr: expect.stringContaining('spec.adjustInterval: "soon"') as string });
  });
});

describe('uploads', () => {
  const unzipped = (base64: unknown): Record<string, string> =>
    Object.fromEntries(Object.entries(unzipSync(Buffer.from(String(base64), 'base64'))).filter(([name]) => !name.endsWith('/')).map(([name, bytes]) => [name, strFromU8(bytes)]));

  it('a function takes its folder along, seen from its file', async () => {
    file('price/func.py', 'def main(params): return 1\n');
    const manifest = file('price.yaml', '{apiVersion: v1, kind: Function, metadata: {name: price}, spec: {userUploadFilePath: ./price}}');
    await ctl('apply', manifest);
    const stored = server.objects.get('/apis/v1/namespaces/default/functions/price') as { spec: Record<string, unknown> };
    expect(stored.spec.userUploadFilePath).toBe('./price');
    expect(unzipped(stored.spec.userUploadFile)).toEqual({ 'price/func.py': 'def main(params): return 1\n' });
    expect(cells(await ctl('apply', manifest))[1]?.[2]).toBe('unchanged');
  });

  it('a function with its code in the file uploads nothing', async () => {
    await ctl('apply', file('f.yaml', '{apiVersion: v1, kind: Function, metadata: {name: f}, spec: {source: "function main() {}", userUploadFilePath: /nowhere}}'));
    expect(server.objects.get('/apis/v1/namespaces/default/functions/f')).toMatchObject({ spec: { source: 'function main() {}', userUploadFilePath: '/nowhere' } });
  });

  const job = '{apiVersion: v1, kind: Job, metadata: {name: saxpy, namespace: hpc}, spec: {submitDirectory: ./saxpy, outputFile: a.out, runCommands: [./saxpy]}}';
  const [jobs, jobfiles] = ['jobs', 'jobfiles'].map((plural) => `/apis/v1/namespaces/hpc/${plural}`);

  it('a job takes its folder along as a JobFile, and both go together', async () => {
    file('saxpy/saxpy.cu', '// saxpy\n');
    server.objects.set(`${jobfiles}/saxpy`, { metadata: { name: 'saxpy' }, outputFile: 'b2xk' });
    const manifest = file('job.yaml', job);
    expect(await ctl('apply', manifest)).toMatchObject({ code: 0 });
    expect(server.asked).toEqual([`POST ${jobs}`, `DELETE ${jobfiles}/saxpy`, `POST ${jobfiles}`]);
    const uploaded = server.objects.get(`${jobfiles}/saxpy`);
    expect(uploaded).toMatchObject({ kind: 'JobFile', metadata: { name: 'saxpy', namespace: 'hpc' } });
    expect(unzipped(uploaded?.userUploadFile)).toEqual({ 'saxpy/saxpy.cu': '// saxpy\n' });

    // The server gives the output a name of its own.
    server.objects.set(`${jobs}/saxpy`, { ...server.objects.get(`${jobs}/saxpy`), spec: { submitDirectory: './saxpy', outputFile: 'a-Rp9kEE.out', runCommands: ['./saxpy'] } });
    expect(cells(await ctl('apply', manifest))[1]?.[2]).toBe('unchanged');
    file('saxpy/saxpy.cu', '// another\n');
    expect(await ctl('apply', manifest)).toMatchObject({ code: 1, stderr: expect.stringContaining('does not change it (userUploadFile)') as string });

    expect(await ctl('delete', manifest)).toMatchObject({ code: 0 });
    expect(server.objects.size).toBe(0);
  });

  it('a job without its folder is not made, nor one whose folder the server refuses', async () => {
    const manifest = file('job.yaml', job);
    expect(await ctl('apply', manifest)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^minikapi: Job hpc\/saxpy: \.\/saxpy: ENOENT/) as string });
    expect(server.asked).toEqual([]);
    file('saxpy/saxpy.cu', '// saxpy\n');
    server.instead.set(`POST ${jobfiles}`, { code: 413, body: { error: 'too much' } });
    expect(await ctl('apply', manifest)).toMatchObject({ code: 1, stderr: 'minikapi: Job hpc/saxpy: too much\n' });
    expect(server.objects.size).toBe(0);
  });
});

describe('update', () => {
  it('changes what is there, and makes nothing', async () => {
    expect(await ctl('update', file('rs.yaml', replicaset(2)))).toMatchObject({ code: 1, stderr: 'minikapi: Replicaset shop/web: not found\n' });
    await ctl('apply', file('rs.yaml', replicaset(2)));
    expect(cells(await ctl('update', file('rs.yaml', replicaset(3))))[1]).toEqual(['Replicaset', 'Success', 'updated', 'updated it']);
    expect(server.objects.size).toBe(1);
  });
});

describe('delete', () => {
  it('what a file describes, or what is named', async () => {
    const put = (name: string) => server.objects.set(`/api/v1/namespaces/shop/pods/${name}`, { metadata: { name } });
    ['a', 'b', 'c'].forEach(put);
    expect(cells(await ctl('delete', 'pods', 'shop/a', 'shop/b')).map(([, result, info]) => [result, info])).toEqual([['RESULT', 'INFO'], ['Success', 'deleted'], ['Success', 'deleted'], ['NAME', 'NAMESPACE'], ['a', 'shop'], ['b', 'shop']]);
    expect(await ctl('delete', file('c.yaml', '{apiVersion: v1, kind: Pod, metadata: {name: c, namespace: shop}}'))).toMatchObject({ code: 0 });
    expect(server.objects.size).toBe(0);
  });

  it('tells of what is not there, where the API does', async () => {
    expect(await ctl('delete', 'svc', 'none')).toMatchObject({ code: 1, stderr: 'minikapi: Service default/none: service not found\n' });
  });
});

describe('get and describe', () => {
  const service = { kind: 'Service', metadata: { name: 's', namespace: 'default' }, Spec: { ClusterIP: '192.168.1.2', Ports: [{ Port: 88, TargetPort: 8080, Protocol: 'tcp' }, { Port: 89, TargetPort: 9, Protocol: 'udp' }] }, Status: { Endpoints: [{ IP: '10.0.0.1', Ports: ['8080', '1'] }, { IP: '10.0.0.2', Ports: ['8080'] }] } };
  beforeEach(() => server.objects.set('/api/v1/namespaces/default/services/s', service));

  it('a list of services has their ports and endpoints below', async () => {
    expect(cells(await ctl('get', 'services'))).toEqual([
      ['KIND', 'NAMESPACE', 'NAME', 'CLUSTERIP'], ['service', 'default', 's', '192.168.1.2'],
      ['NAMESPACE/NAME', 'CLUSTERIP', 'PORT', 'ENDPOINTIP/PORT', 'PROTOCOL'],
      ['default/s', '192.168.1.2', '88', '10.0.0.1/8080', 'tcp'], ['', '', '', '10.0.0.2/8080', ''], ['default/s', '192.168.1.2', '89', '', 'udp'],
    ]);
    expect(cells(await ctl('get', 'service', 's'))).toHaveLength(2);
  });

  it('as JSON and YAML, with its status', async () => {
    expect(JSON.parse((await ctl('get', 'service', 'default/s', '-o', 'json')).stdout)).toEqual(service);
    expect((await ctl('get', 'service', '-o', 'yaml')).stdout).toMatch(/^- kind: Service\n {2}metadata:/);
    expect(JSON.parse((await ctl('describe', 'SVC', 's')).stdout)).toEqual(service);
    expect(JSON.parse((await ctl('describe', 'svc')).stdout)).toEqual([service]);
  });

  it('the output of a job that has completed', async () => {
    const job = (name: string, state: string) => server.objects.set(`/apis/v1/namespaces/hpc/jobs/${name}`, { metadata: { name, namespace: 'hpc' }, status: { state } });
    job('a', 'COMPLETED');
    job('b', 'RUNNING');
    server.objects.set('/apis/v1/namespaces/hpc/jobfiles/a', { outputFile: Buffer.from('max error: 0\n').toString('base64'), errorFile: '' });
    expect(cells(await ctl('get', 'job', 'hpc/a', 'hpc/b'))).toEqual([
      ['KIND', 'NAMESPACE', 'NAME', 'STATUS'], ['job', 'hpc', 'a', 'COMPLETED'], ['job', 'hpc', 'b', 'RUNNING'],
      ['OUTTYPE', 'NAMESPACE/NAME', 'CONTENT'], ['output', 'hpc/a', 'max error: 0'], ['error', 'hpc/a', ''],
    ]);
  });

  it('all namespaces, where the API has such a list', async () => {
    server.instead.set('GET /apis/v1/functions', { code: 200, body: { data: JSON.stringify([{ metadata: { name: 'f', namespace: 'far' }, spec: { userUploadFilePath: '/p' } }]) } });
    expect(cells(await ctl('get', 'function', '-A'))[1]).toEqual(['function', 'far', 'f', '/p']);
    expect((await ctl('get', 'service', '-A')).error).toEqual(new UsageError('--all-namespaces: the minik8s API has no list of every Service: name a namespace (-n)'));
  });

  it('no such object, no such kind, two namespaces', async () => {
    expect((await ctl('get', 'pod', 'shop/none')).error?.message).toBe('Pod shop/none: not found');
    expect((await ctl('get', 'banana')).error).toEqual(new UsageError('no kind "banana"; there are: node, pod, service, replicaset, job, jobfile, dns, hpa, function, workflow'));
    expect((await ctl('get', 'pod', 'shop/a', '-n', 'other')).error).toBeInstanceOf(UsageError);
    expect((await ctl('get', 'node', 'shop/a')).error).toBeInstanceOf(UsageError);
    expect((await ctl('get', 'pod', 'a/b/c')).error).toBeInstanceOf(UsageError);
  });

  it('another server than one of minik8s, or none', async () => {
    server.instead.set('GET /api/v1/nodes', { code: 200, body: { kind: 'NodeList', items: [] } });
    expect((await ctl('get', 'nodes')).error?.message).toBe(`${server.url} answered GET /api/v1/nodes with 200, but not as a minik8s API: is it its port (--server)?`);
    server.instead.set('GET /api/v1/nodes', { code: 404, body: '404 page not found' });
    expect((await ctl('get', 'nodes')).error?.message).toContain('with 404, but not as a minik8s API');
    const gone = await fakeMinik8s();
    await gone.close();
    expect((await run('get', 'nodes', '--server', gone.url)).error?.message).toMatch(/^unable to reach http:\/\/127\.0\.0\.1:\d+: connect ECONNREFUSED/);
  });
});

describe('calls', () => {
  it('invoke shows what was returned', async () => {
    server.instead.set('POST /apis/v1/namespaces/default/functions/f/invoke', { code: 200, body: { data: { sum: 3 } } });
    expect(JSON.parse((await ctl('invoke', 'f', '{"x": 1}')).stdout)).toEqual({ sum: 3 });
    server.instead.set('POST /apis/v1/namespaces/shop/functions/f/invoke', { code: 200, body: { data: 'text' } });
    expect((await ctl('invoke', 'shop/f')).stdout).toBe('text\n');
    server.instead.set('POST /apis/v1/namespaces/shop/functions/g/invoke', { code: 500, body: { error: 'it threw' } });
    expect((await ctl('invoke', '-n', 'shop', 'g')).error?.message).toBe('it threw');
    expect((await ctl('invoke', 'f', 'x=1')).error?.message).toMatch(/^the parameters must be JSON/);
  });

  it('execute shows the whole answer of the serverless server', async () => {
    server.instead.set('POST /shop/f', { code: 200, body: { data: '{"sum":3}' } });
    server.instead.set('POST /default/f', { code: 400, body: { message: 'try again later' } });
    const execute = (...args: string[]) => run('execute', ...args, '--serverless', server.url);
    expect(JSON.parse((await execute('shop/f', '{"x": 1}')).stdout)).toEqual({ data: '{"sum":3}' });
    expect((await execute('f', '{}')).error?.message).toBe('try again later');
    expect((await execute('f', '[1]')).error?.message).toBe('the parameters must be a JSON object');
  });

  it('logs are asked for of the Kubernetes API', async () => {
    server.instead.set('GET /api/v1/namespaces/shop/pods/p/log?container=c&tailLines=2', { code: 200, body: 'one\ntwo\n' });
    expect((await ctl('logs', 'shop/p', '-c', 'c', '--tail', '2')).stdout).toBe('one\ntwo\n');
    expect((await ctl('logs', 'p')).error?.message).toContain('404');
  });
});

test('help', async () => {
  const { stdout } = await run();
  expect(stdout).toMatch(/^Usage: minikapi ctl <command> \[flags\]\n/);
  for (const verb of ['apply', 'update', 'get', 'describe', 'delete', 'invoke', 'execute', 'logs']) expect(stdout).toMatch(new RegExp(`^  ${verb} +\\w`, 'm'));
  const get = (await run('get', '--help')).stdout;
  expect(get).toMatch(/^Usage: minikapi ctl get KIND \[NAME\.\.\.\] \[flags\]\n/);
  expect(get).toMatch(/^ +--server URL .*\(default http:\/\/127\.0\.0\.1:8090\) \[MINIKAPI_CTL_SERVER\]$/m);
});

test.each([
  [['apply'], 'which files? FILE or -f FILE'],
  [['get'], 'expected KIND [NAME...], got nothing'],
  [['get', 'pod', '-o', 'xml'], '--output: "xml": must be one of table, json, yaml'],
  [['run'], 'ctl: no command "run"; there are: apply, update, get, describe, delete, invoke, execute, logs'],
])('%j is refused', async (args, message) => {
  expect((await run(...args)).error).toEqual(new UsageError(message));
});

test.each([
  ['{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: a}}', 'apiVersion "apps/v1": objects of minik8s are of v1; others are for kubectl'],
  ['{apiVersion: v1, kind: Banana, metadata: {name: a}}', 'minik8s has no kind "Banana"'],
  ['{apiVersion: v1, kind: Pod, metadata: {}}', 'metadata.name is missing'],
  ['{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: b}}', 'its namespace is b, not x'],
])('%s is refused', async (text, message) => {
  const path = file('f.yaml', text);
  expect((await ctl('apply', path, '-n', 'x')).error).toEqual(new UsageError(`${path}: ${message}`));
  expect(server.asked).toEqual([]);
});
