/** The controller of docs/adding.md: it is read out of the document, so that the document works. */
import { transformSync } from '@swc/core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as api from '../api';
import { createInformers, createRecorder, runControllers, type ControllerFactory } from '../client';
import { openRegistry, openStorage } from '../registry';
import { until } from './testing/cluster';

const { kinds } = api;

function documentedController(): ControllerFactory {
  const document = readFileSync(join(__dirname, '../docs/adding.md'), 'utf8');
  const [source] = [...document.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? '').filter((code) => code.includes('ControllerFactory'));
  const { code } = transformSync(source ?? '', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } });
  const exports: { podCountController?: ControllerFactory } = {};
  new Function('require', 'exports', code)(() => api, exports);
  if (!exports.podCountController) throw new Error('the document exports no podCountController');
  return exports.podCountController;
}

const pod = (name: string): api.core.Pod => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { containers: [{ name: 'main', image: 'nginx' }] } as api.core.PodSpec, status: {},
});

test('counts the pods of a namespace, also when one goes', async () => {
  const deps = { clock: new api.SteppedClock(), random: api.seededRandom(1), log: api.silentLogger };
  const registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), freeze: true });
  const stopping = new AbortController();
  const context = { ...deps, client: registry, informers: createInformers({ ...deps, client: registry }), signal: stopping.signal };
  const recorderFor = (component: string): ReturnType<typeof createRecorder> => createRecorder({ ...context, events: kinds.events, component });
  const running = runControllers([documentedController()], { ...context, recorderFor });
  const counted = (pods: string): Promise<unknown> =>
    until(registry.of(kinds.configmaps), { namespace: 'default', name: 'pod-count' }, (map) => map?.data?.pods === pods);
  await counted('0');
  await registry.of(kinds.pods).create(pod('a'));
  await registry.of(kinds.pods).create(pod('b'));
  await counted('2');
  await registry.of(kinds.pods).delete({ namespace: 'default', name: 'a' });
  await counted('1');
  stopping.abort();
  await running;
  await registry.close();
});
