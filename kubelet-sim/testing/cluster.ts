/** Simulated kubelets on a real registry in memory. Time stands still unless a test steps it. */
import { setMaxListeners } from 'node:events';
import { kinds, seededRandom, silentLogger, SteppedClock, type core } from '../../api';
import { createInformers, createRecorder } from '../../client';
import { openRegistry, openStorage, type Registry } from '../../registry';
import { parseAllDocuments, type Document } from 'yaml';
import { runKubeletSim, type KubeletSimOptions } from '..';
import { stageNames } from '../resources/stage';

export interface Kubelets {
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

export interface TestCluster {
  readonly clock: SteppedClock;
  readonly registry: Registry;
  /** What was logged as a warning or an error. */
  readonly complaints: string[];
  start(options?: Partial<KubeletSimOptions>): Kubelets;
  /** Messages of the pod's events, as `reason: message`. */
  events(pod: string): Promise<string[]>;
  /** Steps time until the condition holds; returns the milliseconds that took. */
  until(condition: () => Promise<boolean>, stepMs?: number): Promise<number>;
  pod(name: string): Promise<core.Pod | undefined>;
  /** Makes the Stage objects of a YAML text, as soon as their kind is served. */
  stages(text: string): Promise<void>;
}

const closing: (() => Promise<void>)[] = [];

/** For `afterEach`: the last opened goes first. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}

export async function openCluster(): Promise<TestCluster> {
  const clock = new SteppedClock();
  const complaints: string[] = [];
  const complain = (message: string, fields?: object): void => { complaints.push(`${message} ${JSON.stringify(fields)}`); };
  const deps = { clock, random: seededRandom(1), log: { ...silentLogger, warn: complain, error: complain } };
  const registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), freeze: true });
  closing.push(() => registry.close());
  const find = async (name: string): Promise<core.Pod | undefined> =>
    (await registry.of(kinds.pods).list({ namespace: 'default' })).items.find(({ metadata }) => metadata.name === name);
  return {
    clock, registry, complaints, pod: find,
    start({ nodes = 1, ...rest } = {}) {
      const stopping = new AbortController();
      setMaxListeners(0, stopping.signal);
      const recorder = createRecorder({ ...deps, client: registry, signal: stopping.signal, events: kinds.events, component: 'kubelet' });
      const informers = createInformers({ ...deps, client: registry });
      const done = runKubeletSim({ ...deps, client: registry, informers, recorder, signal: stopping.signal }, { nodes, kubeletPort: 10250, ...rest });
      const stop = async (): Promise<void> => {
        stopping.abort();
        await done;
        await recorder.flush();
      };
      closing.push(stop);
      return { stop };
    },
    async events(name) {
      const { items } = await registry.of(kinds.events).list({ namespace: 'default' });
      const about = items.filter(({ involvedObject }) => involvedObject.name === name);
      return about.sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1)).map(({ reason = '', message = '' }) => `${reason}: ${message}`);
    },
    async stages(text) {
      const { group, version, plural } = stageNames;
      while (!registry.find(group, version, plural)) await clock.step(10);
      for (const document of parseAllDocuments(text) as Document[]) await registry.find(group, version, plural)?.create(document.toJS(), undefined);
    },
    async until(condition, stepMs = 100) {
      const start = clock.now();
      while (!(await condition())) await clock.step(stepMs);
      return clock.now() - start;
    },
  };
}

export const boundPod = (name: string, { annotations, ...spec }: Partial<core.PodSpec> & { annotations?: Record<string, string> } = {}, node = 'node-1'): core.Pod => ({
  kind: 'Pod', apiVersion: 'v1', status: {},
  metadata: { name, namespace: 'default', ...(annotations && { annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`minikapi.dev/${key}`, value])) }) },
  spec: { containers: [{ name: 'web', image: 'nginx' } as core.Container], nodeName: node, ...spec },
});
