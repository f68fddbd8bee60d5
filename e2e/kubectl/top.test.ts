/** What simulated pods use: `kubectl top`, a kubelet's statistics, and an autoscaler that follows it up and down. */
import { story } from '../harness/story';

const { ok, feed, json, attempt, api } = story('top');

const minutes = 150_000;

interface APIService { status: { conditions?: { type: string; status: string }[] } }
interface Deployment { status: { readyReplicas?: number } }

beforeAll(async () => {
  // It is registered a moment after the start.
  await api().until<APIService>('/apis/apiregistration.k8s.io/v1/apiservices', 'v1beta1.metrics.k8s.io', ({ status }) => status.conditions?.some(({ type, status: is }) => type === 'Available' && is === 'True') ?? false);
}, minutes);

const web = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '100m', memory: '64Mi' } } }] } },
  },
};
const shaky = {
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'two', annotations: { 'minikapi.dev/cpu-usage': '250m', 'minikapi.dev/memory-usage.log': '96Mi', 'minikapi.dev/memory-usage.app': '1Gi' } },
  spec: { containers: [{ name: 'app', image: 'nginx' }, { name: 'log', image: 'fluentd' }] },
};
/** All pods of the deployment use so much, whatever else is said. */
const usage = (cpu: string): object => ({ apiVersion: 'kwok.x-k8s.io/v1alpha1', kind: 'ClusterResourceUsage', metadata: { name: 'load' }, spec: { selector: { matchNamespaces: ['top'] }, usages: [{ containers: ['c'], usage: { cpu: { expression: cpu } } }] } });
const ready = (count: number): Promise<unknown> => api().until<Deployment>('/apis/apps/v1/namespaces/top/deployments', 'web', ({ status: { readyReplicas } }) => readyReplicas === count);

it('pods and nodes use something without anybody saying what, and what annotations say', async () => {
  await feed(web, shaky)`apply -f -`;
  await ok`wait --for=condition=Ready pod/two --timeout=30s`;
  await ok`rollout status deployment/web --timeout=30s`;
  expect(await ok`top pods`).toMatch(/^NAME +CPU\(cores\) +MEMORY\(bytes\) *\ntwo +500m +1120Mi *\nweb-\S+ +25m +32Mi *\n$/);
  expect(await ok`top pods two --containers`).toMatch(/^POD +NAME +CPU\(cores\) +MEMORY\(bytes\) *\ntwo +app +250m +1024Mi *\ntwo +log +250m +96Mi *\n$/);
  expect(await ok`top pods -l app=web --no-headers --sum`).toMatch(/^web-\S+ +25m +32Mi *\n[\s_]+25m +32Mi *\n$/);
  expect(await ok`top nodes --no-headers`).toMatch(/^(node-[123] +\d+m +\d+% +\d+Mi +\d+% *\n){3}$/);
  expect(await ok`get pods.metrics.k8s.io`).toMatch(/^NAME +CPU +MEMORY +WINDOW\ntwo +500m +1120Mi +10s\n/);
  expect((await attempt`top pods nobody`).stderr).toContain('pods "nobody" not found');
});

it('kubelets tell it too', async () => {
  const { spec: { nodeName } } = await json<{ spec: { nodeName: string } }>`get pod two`;
  const { node, pods } = JSON.parse(await ok`get --raw ${`/api/v1/nodes/${nodeName}/proxy/stats/summary`}`) as { node: { nodeName: string }; pods: { podRef: { name: string }; memory: { workingSetBytes: number } }[] };
  expect(node.nodeName).toBe(nodeName);
  expect(pods.find(({ podRef }) => podRef.name === 'two')?.memory.workingSetBytes).toBe(1120 * 2 ** 20);
  expect(await ok`get --raw ${`/api/v1/nodes/${nodeName}/proxy/metrics/resource`}`).toMatch(/^container_memory_working_set_bytes\{container="log",namespace="top",pod="two"\} 100663296 \d+$/m);
});

it('an autoscaler follows it', async () => {
  await ok`autoscale deployment web --min=1 --max=4 --cpu-percent=50`;
  await ok`patch hpa web --type=merge -p ${JSON.stringify({ spec: { behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } } })}`;
  // Three times what is wanted, until there are three of them.
  await feed(usage('Quantity("150m")'))`apply -f -`;
  await ready(4);
  expect(await ok`get hpa web`).toMatch(/\nweb +Deployment\/web +cpu: \d+%\/50% +1 +4 +[34] +\S+\n/);
  await feed(usage('double(container.resources.requests["cpu"]) * 0.1'))`apply -f -`;
  await ready(1);
  const told = await ok`describe hpa web`;
  expect(told).toMatch(/ScalingActive +True +ValidMetricFound +the HPA was able to successfully calculate a replica count from cpu resource utilization/);
  expect(told).toMatch(/SuccessfulRescale +\S+ +horizontal-pod-autoscaler +New size: \d; reason: cpu resource utilization \(percentage of request\) above target/);
  expect(told).toMatch(/SuccessfulRescale +\S+.* +horizontal-pod-autoscaler +New size: 1; reason: All metrics below target/);
}, minutes);
