import { functionPods, keyOf, kinds, type core } from '../../api';
import { boundPod, closeAll, openCluster } from '../testing/cluster';
import { functionPod, kubelet, statusOf, until } from './testing/pods';

jest.setTimeout(60_000);
afterEach(closeAll);

const source = 'let n = 0; console.log("at the top"); function main(params) { console.log("called", params); if (params === "throw") throw new Error("no"); if (params === "wait") return new Promise(() => undefined); return { n: ++n, params }; }';

test('a function pod is ready when its code has compiled, answers on its port, and its words are its log', async () => {
  const cluster = await openCluster();
  cluster.start({ kubeletPort: undefined });
  await functionPod(cluster, 'hello-1', { runtime: 'javascript', source, handler: 'main', timeoutSeconds: 30, network: false });
  await until(cluster, async () => (await statusOf(cluster, 'hello-1'))?.ready === true);
  const { get } = await kubelet(cluster);
  const base = '/podProxy/default/hello-1/18080';
  expect(await get(`${base}/`)).toEqual({ code: 200, text: '{"message":"function hello is here: POST calls it"}' });
  const address = (await cluster.pod('hello-1'))?.status.podIP;
  expect(await get(`${base}/config`)).toEqual({ code: 200, text: JSON.stringify({ host: address, port: 18080 }) });
  expect(await get(`${base}/`, { method: 'POST', body: '{"a":1}' })).toEqual({ code: 200, text: '{"n":1,"params":{"a":1}}' });
  expect(await get(`${base}/`, { method: 'PUT', body: 'no JSON' })).toEqual({ code: 200, text: '{"n":2,"params":""}' });
  expect(await get(`${base}/`, { method: 'POST', body: '"throw"' })).toEqual({ code: 500, text: '{"error":"Error: no","kind":"Thrown"}' });
  expect((await get(`${base}/`, { method: 'DELETE' })).code).toBe(405);
  expect((await get(`${base}/other`)).code).toBe(404);
  expect(await get('/podProxy/default/hello-1/9090/')).toMatchObject({ code: 503, text: expect.stringContaining('connection refused') });
  const log = await get('/containerLogs/default/hello-1/function');
  expect(log.text).toMatch(/^at the top\ncalled \{"a":1\}\ncalled \ncalled throw\nError: no\n\s+at main/);
});

test.each([
  ['source that does not compile', { runtime: 'javascript', source: 'function main( {' }, /SyntaxError/],
  ['a network', { runtime: 'javascript', source, network: true }, /spec.network: functions are given no network here/],
  ['an archive that is none', { archive: 'AAAA' }, /^archive: /],
])('a pod with %s is stopped with that as its message and log, and started anew later and later', async (_, content, message) => {
  const cluster = await openCluster();
  cluster.start({ kubeletPort: undefined });
  await functionPod(cluster, 'hello-1', content);
  await until(cluster, async () => (await statusOf(cluster, 'hello-1'))?.state?.waiting?.reason === 'CrashLoopBackOff');
  const ended = (await statusOf(cluster, 'hello-1'))?.lastState?.terminated;
  expect(ended).toMatchObject({ exitCode: 1, reason: functionPods.compileErrorReason, message: expect.stringMatching(message) });
  expect((await cluster.pod('hello-1'))?.status.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('False');
  const { get } = await kubelet(cluster);
  expect((await get('/containerLogs/default/hello-1/function')).text).toMatch(new RegExp(message.source.replace('^', ''), 'm'));
  expect((await get('/podProxy/default/hello-1/18080/', { method: 'POST' })).code).toBe(503);
});

test('pods run the content of their own hash, whatever else there is', async () => {
  const cluster = await openCluster();
  cluster.start({ kubeletPort: undefined });
  await functionPod(cluster, 'old', { source: 'const main = () => "old"' }, 'aaaaaaaaaaaa');
  await functionPod(cluster, 'new', { source: 'const main = () => "new"' }, 'bbbbbbbbbbbb');
  await until(cluster, async () => (await statusOf(cluster, 'old'))?.ready === true && (await statusOf(cluster, 'new'))?.ready === true);
  const { get } = await kubelet(cluster);
  const call = async (name: string) => (await get(`/podProxy/default/${name}/18080/`, { method: 'POST' })).text;
  expect([await call('old'), await call('new')]).toEqual(['"old"', '"new"']);
});

test('a pod whose content is not there is started when it is', async () => {
  const cluster = await openCluster();
  cluster.start();
  const pod = boundPod('hello-1', { containers: [{ name: 'function', image: functionPods.functionImage } as core.Container] });
  await cluster.registry.of(kinds.pods).create({ ...pod, metadata: { ...pod.metadata, annotations: { [functionPods.functionAnnotation]: 'hello', [functionPods.contentHashAnnotation]: 'cccccccccccc' } } });
  await until(cluster, async () => (await statusOf(cluster, 'hello-1'))?.lastState?.terminated !== undefined);
  expect((await statusOf(cluster, 'hello-1'))?.lastState?.terminated).toMatchObject({ reason: 'Error', message: expect.stringContaining('hello-cccccccccccc') });
  await cluster.registry.of(kinds.controllerrevisions).create({ apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name: 'hello-cccccccccccc', namespace: 'default' }, data: { source: 'const main = () => 1' }, revision: 1 });
  await until(cluster, async () => (await statusOf(cluster, 'hello-1'))?.ready === true, 1000);
});

test('a pod that is deleted takes no more calls, and stays until those that have begun are done, or its grace is over', async () => {
  const cluster = await openCluster();
  cluster.start({ kubeletPort: undefined });
  await functionPod(cluster, 'hello-1', { source, timeoutSeconds: 600 });
  await until(cluster, async () => (await statusOf(cluster, 'hello-1'))?.ready === true);
  const { get } = await kubelet(cluster);
  const base = '/podProxy/default/hello-1/18080/';
  const waiting = get(base, { method: 'POST', body: '"wait"' });
  await until(cluster, async () => (await get('/containerLogs/default/hello-1/function')).text.includes('called wait'), 0);
  const pod = (await cluster.pod('hello-1'))!;
  await cluster.registry.of(kinds.pods).delete(keyOf(pod), {});
  await until(cluster, async () => (await get(base, { method: 'POST' })).code === 503, 0);
  await cluster.clock.step(20_000);
  expect((await statusOf(cluster, 'hello-1'))?.state?.running).toBeDefined();
  await until(cluster, async () => (await cluster.pod('hello-1')) === undefined, 1000);
  expect(await waiting).toMatchObject({ code: 504, text: expect.stringContaining('stopped before the call had come to its end') });
});

test('calls that have begun end before their pod does', async () => {
  const cluster = await openCluster();
  cluster.start({ kubeletPort: undefined });
  await functionPod(cluster, 'hello-1', { source: 'let go; function main(p) { console.log(p); if (p === "wait") return new Promise((resolve) => setTimeout(() => resolve("done"), 5000)); return 1; }' });
  await until(cluster, async () => (await statusOf(cluster, 'hello-1'))?.ready === true);
  const { get } = await kubelet(cluster);
  const base = '/podProxy/default/hello-1/18080/';
  const waiting = get(base, { method: 'POST', body: '"wait"' });
  await until(cluster, async () => (await get('/containerLogs/default/hello-1/function')).text.includes('wait'), 0);
  // Answered when the one that waits has its timer.
  expect((await get(base, { method: 'POST', body: '1' })).text).toBe('1');
  await cluster.registry.of(kinds.pods).delete({ namespace: 'default', name: 'hello-1' }, {});
  const began = cluster.clock.now();
  await until(cluster, async () => (await cluster.pod('hello-1')) === undefined, 1000);
  expect(await waiting).toEqual({ code: 200, text: '"done"' });
  expect(cluster.clock.now() - began).toBeLessThan(15_000);
});
