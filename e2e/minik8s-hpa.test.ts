/** An Hpa of the minik8s API, on what simulated pods use, seen by kubectl. It looks every 15 seconds, as the document has it. */
import { join } from 'node:path';
import { Api, type KubeObject, type List } from './harness/api';
import { up } from './harness/each-test';
import { Kubectl } from './harness/kubectl';

const minute = 60_000;
const pods = '/api/v1/namespaces/default/pods';
const hpa = '/apis/v1/namespaces/default/hpa';

interface Hpa { readonly data: { readonly status: { readonly currentReplicas: number; readonly curCPUPercent: number } } }

test('pods come and go with what they use, and the autoscaler takes its own with it', async () => {
  const { readyAt, folder } = await up('--nodes', '1');
  const api = new Api(readyAt);
  const kubectl = new Kubectl(join(folder, 'kubeconfig'), folder);
  const named = async (): Promise<string[]> => (await api.get<List<KubeObject>>(pods)).items.map(({ metadata }) => metadata.name).sort();
  /** Resolves when there are as many, whichever way they have come about. */
  const count = async (wanted: number): Promise<string[]> => {
    const { metadata: { resourceVersion }, items } = await api.get<List<KubeObject>>(pods);
    const there = new Set(items.map(({ metadata }) => metadata.name));
    if (there.size !== wanted) {
      await api.firstEvent<KubeObject>(`${pods}?watch=1&resourceVersion=${resourceVersion}`, ({ type, object }) => {
        if (type === 'DELETED') there.delete(object.metadata.name);
        else there.add(object.metadata.name);
        return there.size === wanted;
      });
    }
    return named();
  };

  await kubectl.apply({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'catalog', labels: { app: 'catalog' }, annotations: { 'minikapi.dev/cpu-usage': '600m' } }, spec: { containers: [{ name: 'api', image: 'nginx' }] },
  });
  const made = await api.ask('POST', hpa, {
    apiVersion: 'v1', kind: 'Hpa', metadata: { name: 'catalog-hpa', namespace: 'default' },
    spec: { minReplicas: 1, maxReplicas: 2, workload: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'catalog', namespace: 'default' } }, selector: { matchLabels: { app: 'catalog' } }, metrics: { cpuPercent: 0.2, memPercent: 0 } },
  });
  expect(made.code).toBe(201);
  const [first, second = ''] = await count(2);
  expect([first, second]).toEqual(['catalog', expect.stringMatching(/^catalog-[a-z0-9]{5}$/)]);
  expect(await kubectl.run('get', 'hpa', 'catalog-hpa', '--no-headers')).toMatch(/^catalog-hpa +Pod\/catalog /);
  expect(await kubectl.run('get', 'pods', '-l', 'minik8s.io/pod_hpa_name=catalog-hpa', '-o', 'name')).toBe(`pod/${second}\n`);

  await kubectl.run('annotate', 'pods', '--all', '--overwrite', 'minikapi.dev/cpu-usage=10m');
  expect(await count(1)).toEqual(['catalog']);
  expect((await kubectl.run('get', 'events', '--field-selector', 'reason=SuccessfulRescale', '-o', 'jsonpath={.items[*].message}'))).toContain('New size: 2; reason: above target');
  expect((await api.get<Hpa>(`${hpa}/catalog-hpa`)).data.status.curCPUPercent).toBeGreaterThan(0);

  await kubectl.run('annotate', 'pods', '--all', '--overwrite', 'minikapi.dev/cpu-usage=600m');
  await count(2);
  await kubectl.run('delete', 'hpa', 'catalog-hpa');
  expect(await count(1)).toEqual(['catalog']);
}, 4 * minute);
