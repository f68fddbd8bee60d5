import { kinds } from '../api';
import { closeAll, openTest } from './testing/harness';

afterEach(closeAll);

test('a cluster begins with its namespaces and priority classes', async () => {
  const { registry } = await openTest();
  const names = async (definition: Parameters<typeof registry.of>[0]) => (await registry.of(definition).list()).items.map(({ metadata }) => metadata.name);
  expect(await names(kinds.namespaces)).toEqual(['default', 'kube-node-lease', 'kube-public', 'kube-system']);
  expect(await names(kinds.priorityclasses)).toEqual(['system-cluster-critical', 'system-node-critical']);
});

test('the system keeps its priority classes', async () => {
  const { registry } = await openTest();
  const classes = registry.of(kinds.priorityclasses);
  await expect(classes.delete({ name: 'system-node-critical' })).rejects.toThrow(
    'priorityclasses.scheduling.k8s.io "system-node-critical" is forbidden: this is a system priority class and cannot be deleted');
  await classes.create({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'mine' }, value: 1 });
  expect((await classes.delete({ name: 'mine' })).gone).toBe(true);
});
