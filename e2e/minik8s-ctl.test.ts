/** `minikapi ctl` as people without kubectl use it, beside kubectl, on a real server. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api, type KubeObject } from './harness/api';
import { newFolder, up } from './harness/each-test';
import { freePort } from './harness/free-port';
import { Kubectl } from './harness/kubectl';
import { runOnce, type Ended } from './harness/processes';

const minute = 60_000;
const examples = join(__dirname, '../examples/minik8s');
const specification = join(__dirname, 'fixtures/minik8s/specification.yaml');

interface Cluster {
  /** With the server that it means. */
  ctl(...args: readonly string[]): Promise<Ended>;
  readonly kubectl: Kubectl;
  readonly api: Api;
}

async function cluster(): Promise<Cluster> {
  const [port, serverlessPort] = [await freePort(), await freePort()];
  const { folder, readyAt } = await up('--minik8s-port', String(port), '--serverless-port', String(serverlessPort));
  const env = { MINIKAPI_CTL_SERVER: `http://127.0.0.1:${port}`, MINIKAPI_CTL_SERVERLESS: `http://127.0.0.1:${serverlessPort}`, MINIKAPI_KUBECONFIG: join(folder, 'kubeconfig') };
  return { ctl: (...args) => runOnce(['ctl', ...args], { env }), kubectl: new Kubectl(env.MINIKAPI_KUBECONFIG, newFolder()), api: new Api(readyAt) };
}

/** The cells of all tables, heads among them. */
const cells = (stdout: string): string[][] => stdout.split('\n').filter((line) => line.startsWith('|')).map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()));

const results = ({ stdout }: Ended): string[][] => cells(stdout).filter(([, result]) => result === 'Success' || result === 'Failed').map(([kind = '', result = '', info = '']) => [kind, result, info]);

const all = ['Node', 'Pod', 'Service', 'Service', 'Job', 'JobFile', 'Replicaset', 'Dns', 'Hpa', 'Function', 'Workflow'];

/** Of each kind: what it is called, its object, and of which kind kubectl says that it is. */
const objects = [
  ['node', 'worker-a', 'Node'], ['pod', 'shop/catalog', 'Pod'], ['service', 'shop/catalog-svc', 'Service'], ['job', 'hpc/saxpy', 'SlurmJob'], ['jobfile', 'hpc/saxpy', 'JobFile'],
  ['replicaset', 'default/catalog-rs', 'ReplicaSet'], ['dns', 'shop/shop-dns', 'Dns'], ['hpa', 'shop/catalog-hpa', 'HorizontalPodAutoscaler'], ['function', 'default/price', 'Function'],
  ['workflow', 'default/checkout', 'Workflow'],
] as const;

interface Kept { readonly kind: string; readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid: string } }

/** The uids of what kubectl sees, by kind and name. */
async function uids(kubectl: Kubectl): Promise<Map<string, string>> {
  const resources = 'nodes,pods,services,replicasets.apps,hpa,functions.minik8s.io,workflows.minik8s.io,dns.minik8s.io,slurmjobs.minik8s.io,jobfiles.minik8s.io';
  const { items } = await kubectl.json<{ items: Kept[] }>('get', resources, '--all-namespaces');
  return new Map(items.map(({ kind, metadata: { namespace, name, uid } }) => [`${kind} ${namespace ? `${namespace}/` : ''}${name}`, uid]));
}

it("the specification's ten objects: made, seen, told about and deleted, by kubectl too", async () => {
  const { ctl, kubectl } = await cluster();
  const made = await ctl('apply', '-f', specification);
  expect([results(made), made.stderr, made.code]).toEqual([all.map((kind) => [kind, 'Success', 'created']), '', 0]);
  const again = await ctl('apply', specification);
  expect([results(again), again.stderr, again.code]).toEqual([all.map((kind) => [kind, 'Success', 'unchanged']), '', 0]);

  const kept = await uids(kubectl);
  for (const [kind, name, called] of objects) {
    const described = JSON.parse((await ctl('describe', kind.toUpperCase(), name)).stdout) as { metadata: { name: string; uuid: string } };
    expect(described.metadata).toMatchObject({ name: name.split('/').at(-1), uuid: kept.get(`${called} ${name}`) });
  }
  expect(cells((await ctl('get', 'node', 'worker-a')).stdout)).toEqual([['KIND', 'NAME', 'STATUS', 'IP', 'CPU', 'MEMORY'], ['node', 'worker-a', expect.stringMatching(/^(Unknown)?$/) as string, '10.20.0.11', '0.0%', '0.0%']]);
  expect(cells((await ctl('get', 'workflows', '-A')).stdout)[1]?.slice(0, 3)).toEqual(['workflow', 'default', 'checkout']);
  expect(cells((await ctl('get', 'svc', '-n', 'shop')).stdout).map(([first]) => first)).toEqual(['KIND', 'service', 'service', 'NAMESPACE/NAME', 'shop/cart-svc', 'shop/catalog-svc']);

  const gone = await ctl('delete', specification);
  expect([results(gone), gone.stderr, gone.code]).toEqual([all.map((kind) => [kind, 'Success', 'deleted']), '', 0]);
  const left = await uids(kubectl);
  expect(objects.filter(([, name, called]) => left.has(`${called} ${name}`))).toEqual([]);
  expect(await ctl('get', 'job', 'hpc/saxpy')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('hpc/saxpy') as string });
}, 3 * minute);

it('the examples: functions are called, the workflow ends, the job has its output, the services have their endpoints', async () => {
  const { ctl, kubectl, api } = await cluster();
  // A busy machine takes its time to start Python.
  expect(await ctl('apply', join(examples, '09-functions.yaml'))).toMatchObject({ code: 0, stderr: '' });
  for (const name of ['price', 'rebate', 'delivery']) {
    await api.until<KubeObject & { status?: { readyReplicas?: number } }>('/apis/minik8s.io/v1/namespaces/bakery/functions', name, ({ status }) => (status?.readyReplicas ?? 0) > 0);
  }
  const made = await ctl('apply', examples);
  expect([made.stderr, made.code]).toEqual(['', 0]);

  const invoked = await ctl('invoke', 'bakery/price', '{"loaves": 30, "country": "IS"}');
  expect([invoked.stderr, invoked.code]).toEqual(['', 0]);
  expect(JSON.parse(invoked.stdout)).toEqual({ amount: 120, country: 'IS' });
  const executed = await ctl('execute', 'bakery/rebate', '{"amount": 120}');
  expect([executed.stderr, JSON.parse(executed.stdout)]).toEqual(['', { data: { amount: 115 } }]);

  await api.until<KubeObject & { status?: { phase?: string } }>('/apis/minik8s.io/v1/namespaces/bakery/workflows', 'order', ({ status }) => status?.phase === 'completed');
  expect(cells((await ctl('get', 'workflow', 'bakery/order')).stdout)[1]).toEqual(['workflow', 'bakery', 'order', 'completed', '{"amount":115,"days":2}']);

  await api.until<KubeObject & { status?: { state?: string } }>('/apis/minik8s.io/v1/namespaces/bakery/slurmjobs', 'bake', ({ status }) => status?.state === 'COMPLETED');
  const job = await ctl('get', 'job', 'bakery/bake');
  expect(cells(job.stdout).slice(0, 4)).toEqual([['KIND', 'NAMESPACE', 'NAME', 'STATUS'], ['job', 'bakery', 'bake', 'COMPLETED'], ['OUTTYPE', 'NAMESPACE/NAME', 'CONTENT'], ['output', 'bakery/bake', 'rye: done']]);

  await api.firstEvent<{ endpoints: { conditions: { ready: boolean } }[] | null }>('/apis/discovery.k8s.io/v1/namespaces/bakery/endpointslices?watch=1&labelSelector=kubernetes.io%2Fservice-name%3Dshelf', ({ object }) =>
    (object.endpoints ?? []).filter(({ conditions }) => conditions.ready).length === 2);
  const services = cells((await ctl('get', 'services', '-n', 'bakery')).stdout);
  const shelf = services.findIndex(([first]) => first === 'bakery/shelf');
  expect([services[shelf]?.[2], services[shelf]?.[3], services[shelf + 1]?.[3]]).toEqual(['88', expect.stringMatching(/^10\.[\d.]+\/8080$/), expect.stringMatching(/^10\.[\d.]+\/8080$/)]);
  expect(cells((await ctl('get', 'rs', '-A')).stdout)).toContainEqual(['replicaset', 'bakery', 'shelf', '2/2']);
  const [pod = ''] = (await kubectl.run('-n', 'bakery', 'get', 'pods', '-l', 'app=shelf', '-o', 'name')).split('\n');
  expect(await ctl('logs', `bakery/${pod.replace('pod/', '')}`)).toMatchObject({ code: 0, stdout: await kubectl.run('-n', 'bakery', 'logs', pod) });
}, 5 * minute);

it('what is refused is told, with 1, and the rest is done', async () => {
  const { ctl } = await cluster();
  const folder = newFolder();
  const file = (text: string): string => {
    const path = join(folder, 'f.yaml');
    writeFileSync(path, text);
    return path;
  };
  const partly = await ctl('apply', file('{apiVersion: v1, kind: Dns, metadata: {name: d}, spec: {host: h.internal, paths: [{subPath: /a, svcName: none, svcPort: 1}]}}\n---\n{apiVersion: v1, kind: Node, metadata: {name: n1}, ip: 10.0.0.1}\n'));
  expect([results(partly), partly.code]).toEqual([[['Dns', 'Failed', 'failed'], ['Node', 'Success', 'created']], 1]);
  expect(partly.stderr).toMatch(/^minikapi: Dns default\/d: .+\n$/);
  expect(await ctl('update', file('{apiVersion: v1, kind: Workflow, metadata: {name: none}, spec: {}}'))).toMatchObject({ code: 1 });
  expect(await ctl('apply', file('{apiVersion: v1, kind: Node'))).toMatchObject({ code: 2, stdout: '' });
  expect(await ctl('invoke', 'none')).toMatchObject({ code: 1, stdout: '' });
  const { code, stderr } = await ctl('get', 'nodes', '--server', `http://127.0.0.1:${await freePort()}`);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^minikapi: unable to reach http:/)]);
}, 2 * minute);
