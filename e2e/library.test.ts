/** `import { startCluster } from 'minikapi'`, from the package as it is published. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, installInto, packedFiles, runProgram } from './harness/package';
import { removeFolder, tempFolder } from './harness/processes';

const minute = 60_000;

describe('the packed library', () => {
  const folder = tempFolder();
  let files: string[];

  beforeAll(async () => {
    files = await packedFiles();
    writeFileSync(join(folder, 'package.json'), '{"name":"user","private":true}');
    installInto(folder, files);
  }, minute);

  afterAll(() => removeFolder(folder));

  it('holds what a user needs and no more', () => {
    expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'dist/main.js', 'dist/index.js', 'dist/types/cmd/index.d.ts', 'examples/web.yaml']));
    expect(files.filter((file) => /\.test\.|^e2e|^node_modules|^bench|(^|\/)testing\//.test(file))).toEqual([]);
  });

  it('gives a test a cluster, by require', async () => {
    const seen = JSON.parse(await runProgram(folder, 'cluster.cjs', `
      const { startCluster, kinds } = require('minikapi');
      (async () => {
        const cluster = await startCluster();
        const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'default' }, data: { over: 'http' } };
        const created = await fetch(cluster.url + '/api/v1/namespaces/default/configmaps', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(configMap) });
        const read = await cluster.client.of(kinds.configmaps).get({ namespace: 'default', name: 'a' });
        await cluster.stop();
        // A connection of its own: one that was kept may not have heard yet that it is closed.
        const after = await new Promise((resolve) => require('node:net').connect(Number(new URL(cluster.url).port), '127.0.0.1').on('connect', () => resolve('answers')).on('error', ({ code }) => resolve(code)));
        console.log(JSON.stringify({ url: cluster.url, kubeconfig: cluster.kubeconfig, code: created.status, read: read.data, after }));
      })();
    `)) as { url: string; kubeconfig: string; code: number; read: object; after: string };
    expect(seen).toMatchObject({ code: 201, read: { over: 'http' }, after: 'ECONNREFUSED' });
    expect(seen.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(seen.kubeconfig).toContain(`server: ${seen.url}`);
  }, minute);

  it('runs pods, by import', async () => {
    const phase = await runProgram(folder, 'pods.mjs', `
      import { startCluster, kinds } from 'minikapi';
      const cluster = await startCluster({ nodes: 1 });
      const pods = cluster.client.of(kinds.pods);
      const { metadata } = await pods.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' }, spec: { containers: [{ name: 'a', image: 'b' }] } });
      const enough = new AbortController();
      for await (const batch of pods.watch({ namespace: 'default', resourceVersion: metadata.resourceVersion }, enough.signal)) {
        if (batch.some((event) => event.object.status.phase === 'Running')) break;
      }
      enough.abort();
      console.log((await pods.get({ namespace: 'default', name: 'p' })).status.phase);
      await cluster.stop();
    `);
    expect(phase).toBe('Running\n');
  }, minute);

  it('starts many clusters that know nothing of each other, fast, and ends by itself without a trace', async () => {
    const before = readdirSync(folder).sort();
    const seen = JSON.parse(await runProgram(folder, 'many.cjs', `
      const { startCluster, kinds } = require('minikapi');
      (async () => {
        const clusters = [], times = [];
        const pending = new Set();
        const clock = {
          now: () => Date.now(),
          monotonic: () => performance.now(),
          after(ms, callback) {
            const timer = setTimeout(() => { pending.delete(timer); callback(); }, ms);
            pending.add(timer);
            return { cancel: () => { pending.delete(timer); clearTimeout(timer); } };
          },
        };
        for (let i = 0; i < 6; i++) {
          const began = performance.now();
          clusters.push(await startCluster({ clock }));
          times.push(Math.round(performance.now() - began));
        }
        await Promise.all(clusters.map(({ client }, i) => client.of(kinds.configmaps).create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'only-' + i, namespace: 'default' } })));
        const names = await Promise.all(clusters.map(async ({ client }) => (await client.of(kinds.configmaps).list({ namespace: 'default' })).items.map((item) => item.metadata.name)));
        await Promise.all(clusters.map((cluster) => cluster.stop()));
        const timers = pending.size;
        const left = () => process.getActiveResourcesInfo().filter((kind) => !/^(Pipe|TTY)/.test(kind));
        // What is closed is listed until the event loop has come round.
        while (left().length > 0) await new Promise(setImmediate);
        console.log(JSON.stringify({ urls: clusters.map((cluster) => cluster.url), names, times, timers }));
      })();
    `)) as { urls: string[]; names: string[][]; times: number[]; timers: number };
    console.log(`clusters started in ${seen.times.join(', ')} ms`);
    expect(new Set(seen.urls).size).toBe(6);
    expect(seen.names.map((names) => names.filter((name) => name.startsWith('only-')))).toEqual([0, 1, 2, 3, 4, 5].map((i) => [`only-${i}`]));
    expect(seen.timers).toBe(0);
    // Generous: the aim is 200 ms on a machine that does nothing else.
    expect(Math.max(...seen.times.slice(1))).toBeLessThan(2_000);
    expect(readdirSync(folder).sort()).toEqual([...before, 'many.cjs'].sort());
  }, minute);

  it('keeps a store in a folder over a restart of the cluster', async () => {
    const seen = await runProgram(folder, 'kept.mjs', `
      import { startCluster, kinds } from 'minikapi';
      const store = 'file://' + process.cwd() + '/store';
      const first = await startCluster({ store, components: [] });
      await first.client.of(kinds.configmaps).create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kept', namespace: 'default' } });
      const second = await startCluster({ store }).catch((error) => error);
      console.log(second.message);
      await first.stop();
      const third = await startCluster({ store, components: [] });
      console.log((await third.client.of(kinds.configmaps).get({ namespace: 'default', name: 'kept' })).metadata.name);
      await third.stop();
    `);
    expect(seen).toMatch(/^.*store.*\nkept\n$/);
  }, minute);

  it('is typed', async () => {
    const program = (extra: string): string => `
      import { startCluster, kinds, ApiError, type Cluster, type core } from 'minikapi';
      export async function story(): Promise<string | undefined> {
        const cluster: Cluster = await startCluster({ nodes: 2, store: 'memory:', components: ['scheduler'] });
        const pod: core.Pod = await cluster.client.of(kinds.pods).get({ namespace: 'default', name: 'p' });
        ${extra}
        await cluster.stop();
        return pod.spec.nodeName;
      }
      export const missing = (error: unknown): boolean => ApiError.is(error, 'NotFound');
    `;
    expect(await compile(folder, 'typed.ts', program(''))).toBe('');
    expect(await compile(folder, 'wrong.ts', program('pod.spec.nodeNam = 1;'))).toContain("error TS2551: Property 'nodeNam' does not exist on type 'PodSpec'");
  }, minute);
});
