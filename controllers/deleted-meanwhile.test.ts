/** What somebody deletes while a controller writes it is no fault: it is made again, or is not missed. */
import { kinds, type Client, type core, type discovery, type policy, type ResourceDefinition } from '../api';
import { changed, runPods, startCluster, until, untilAll, whilePassing, type TestCluster } from './testing/cluster';
import { pod, template } from './testing/objects';

let cluster: TestCluster;
afterEach(() => cluster.stop());

/** A client whose first update of such an object comes too late. */
function lateFor(definition: ResourceDefinition): (client: Client) => Client {
  let late = true;
  return changed(definition, (resources) => ({
    async update(key, ...args) {
      if (late) {
        late = false;
        await resources.delete(key);
      }
      return resources.update(key, ...args);
    },
  }));
}

const key = { namespace: 'default', name: 'web' };
const budget: policy.PodDisruptionBudget = {
  apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: key, spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
  status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
};
const service: core.Service = { apiVersion: 'v1', kind: 'Service', metadata: key, spec: { selector: { app: 'web' }, ports: [{ port: 80, protocol: 'TCP' }] }, status: {} };

async function serviceWithPod(): Promise<void> {
  runPods(cluster);
  await cluster.registry.of(kinds.nodes).create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, spec: {}, status: { conditions: [{ type: 'Ready', status: 'True' }] } });
  await cluster.registry.of(kinds.services).create(service);
  await until(cluster.registry.of(kinds.endpoints), key, (found) => found !== undefined);
  await whilePassing(cluster, 20, untilAll(cluster.registry.of(kinds.endpointslices), 'default', (all) => all.length === 1));
  await cluster.registry.of(kinds.pods).create(pod({ metadata: { name: 'a', uid: undefined, labels: { app: 'web' } }, spec: { ...template.spec, nodeName: 'n1' } }));
}

test('endpoints are made again', async () => {
  cluster = await startCluster({ through: lateFor(kinds.endpoints) });
  await serviceWithPod();
  const found = await whilePassing(cluster, 20, until(cluster.registry.of(kinds.endpoints), key, (endpoints) => endpoints?.subsets?.[0]?.addresses?.length === 1));
  expect(found?.subsets?.[0]?.addresses?.[0]?.targetRef?.name).toBe('a');
  expect(cluster.errors).toEqual([]);
  const events = await cluster.registry.of(kinds.events).list({ namespace: 'default' });
  expect(events.items.map(({ reason }) => reason)).not.toContain('FailedToUpdateEndpoint');
});

test('slices are made again', async () => {
  cluster = await startCluster({ through: lateFor(kinds.endpointslices) });
  await serviceWithPod();
  const filled = (all: readonly discovery.EndpointSlice[]): boolean => all.length === 1 && all[0]?.endpoints?.length === 1;
  await whilePassing(cluster, 20, untilAll(cluster.registry.of(kinds.endpointslices), 'default', filled));
  expect(cluster.errors).toEqual([]);
});

test('a disruption budget is not missed', async () => {
  cluster = await startCluster({ through: lateFor(kinds.poddisruptionbudgets) });
  const budgets = cluster.registry.of(kinds.poddisruptionbudgets);
  await budgets.create(budget);
  await until(budgets, key, (found) => found === undefined);
  await budgets.create(budget);
  await until(budgets, key, (found) => found?.status.observedGeneration === 1);
  expect(cluster.errors).toEqual([]);
});
