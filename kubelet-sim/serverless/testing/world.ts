/** An activator over a real registry in memory, whose instances a test answers for. Time stands still unless a test steps it. */
import { functionPods, kinds, seededRandom, SteppedClock, type core, type minik8s } from '../../../api';
import { createInformers } from '../../../client';
import { memoryLogger } from '../../../client/testing/until';
import { openRegistry, openStorage, type Registry } from '../../../registry';
import { createActivator, type Activator } from '../activator';
import { fakeInstances, type FakeInstances } from './instances';

export interface World {
  readonly clock: SteppedClock;
  readonly registry: Registry;
  readonly log: ReturnType<typeof memoryLogger>;
  readonly activator: Activator;
  readonly instances: FakeInstances;
  create(name: string, spec?: Partial<minik8s.FunctionSpec>): Promise<minik8s.Function>;
  /** A ready pod of the function. */
  instance(name: string, of: minik8s.Function): Promise<void>;
  setStatus(of: minik8s.Function, change: (status: minik8s.FunctionStatus) => minik8s.FunctionStatus): Promise<void>;
  statusOf(name: string): Promise<minik8s.FunctionStatus>;
  stop(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const clock = new SteppedClock();
  const log = memoryLogger();
  const deps = { clock, random: seededRandom(1), log };
  const registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps), freeze: true });
  const informers = createInformers({ ...deps, client: registry });
  const instances = fakeInstances();
  const stopping = new AbortController();
  const activator = createActivator({ ...deps, client: registry, informers, functionInformers: informers, instances, serves: (node) => node === 'node-1' });
  informers.start(stopping.signal);
  await informers.synced(stopping.signal);
  const functions = registry.of(kinds.functions);
  return {
    clock, registry, log, activator, instances,
    create: (name, spec) => functions.create({
      apiVersion: 'minik8s.io/v1', kind: 'Function', metadata: { name, namespace: 'default' }, spec: { source: 'main = (p) => p', ...spec } as minik8s.FunctionSpec,
    }),
    async instance(name, { metadata: { uid = '' } }) {
      await registry.of(kinds.pods).create(podOf(name, uid));
      await registry.of(kinds.pods).update({ namespace: 'default', name }, (pod) => ({ ...pod, status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } }), { subresource: 'status' });
    },
    async setStatus({ metadata: { name = '' } }, change) {
      await functions.update({ namespace: 'default', name }, (current) => ({ ...current, status: change(current.status ?? {}) }), { subresource: 'status' });
    },
    statusOf: async (name) => (await functions.get({ namespace: 'default', name })).status ?? {},
    async stop() {
      await activator.close();
      stopping.abort();
      await registry.close();
    },
  };
}

const podOf = (name: string, uid: string): core.Pod => ({
  apiVersion: 'v1', kind: 'Pod', status: {},
  metadata: { name, namespace: 'default', labels: { [functionPods.functionUidLabel]: uid } },
  spec: { nodeName: 'node-1', containers: [{ name: 'function', image: functionPods.functionImage } as core.Container] },
});
