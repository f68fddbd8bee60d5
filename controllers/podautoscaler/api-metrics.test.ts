/** What is asked of other servers, and what is made of their answers. */
import { ApiError, parseLabelSelector, selectorOf } from '../../api';
import { apiMetrics } from './api-metrics';

const web = parseLabelSelector('app=web');
const any = selectorOf({});
const answering = (answers: Readonly<Record<string, unknown>>) => {
  const asked: string[] = [];
  const read = (path: string): Promise<unknown> => {
    asked.push(decodeURIComponent(path));
    const answer = answers[decodeURIComponent(path)];
    return answer === undefined ? Promise.reject(ApiError.noSuchResource()) : answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { asked, metrics: apiMetrics(read, ({ kind }) => ({ Service: 'services', Ingress: 'ingresses.networking.k8s.io', Namespace: 'namespaces' })[kind]) };
};

const usage = (name: string, ...containers: [string, Record<string, string>][]) =>
  ({ metadata: { name, namespace: 'default' }, timestamp: '2026-01-01T00:00:00Z', window: '30s', containers: containers.map(([c, used]) => ({ name: c, usage: used })) });
const podsPath = '/apis/metrics.k8s.io/v1beta1/namespaces/default/pods?labelSelector=app=web';
const at = Date.UTC(2026, 0, 1);

test('usage of pods is that of their containers; what is not known of all is not known', async () => {
  const { metrics } = answering({ [podsPath]: { items: [usage('a', ['c', { cpu: '250m' }], ['d', { cpu: '1' }]), usage('b', ['c', { cpu: '1' }], ['d', {}]), usage('c')] } });
  expect([...await metrics.resource('cpu', 'default', web, undefined)]).toEqual([['a', { value: 1250, timestamp: at, window: 30_000 }]]);
});

test('usage of one container', async () => {
  const { metrics } = answering({ [podsPath]: { items: [usage('a', ['c', { memory: '1Ki' }], ['d', { memory: '1' }])] } });
  expect((await metrics.resource('memory', 'default', web, 'c')).get('a')?.value).toBe(1_024_000);
  await expect(metrics.resource('memory', 'default', web, 'e')).rejects.toThrow('failed to get container metrics: container e not present in metrics for pod default/a');
});

const custom = { preferredVersion: { groupVersion: 'custom.metrics.k8s.io/v1beta2' } };
const root = '/apis/custom.metrics.k8s.io';

test('metrics of pods and of objects', async () => {
  const value = (name: string, text: string) => ({ describedObject: { name }, timestamp: '2026-01-01T00:00:00Z', value: text });
  const { metrics, asked } = answering({
    [root]: custom,
    [`${root}/v1beta2/namespaces/default/pods/*/qps?labelSelector=app=web&metricLabelSelector=path=x`]: { items: [{ ...value('a', '1500m'), windowSeconds: 5 }, value('b', '2')] },
    [`${root}/v1beta2/namespaces/default/ingresses.networking.k8s.io/front/qps`]: { items: [value('front', '7')] },
    [`${root}/v1beta2/namespaces/default/metrics/qps`]: { items: [value('default', '8')] },
    [`${root}/v1beta2/namespaces/default/services/front/qps`]: { items: [] },
  });
  expect([...await metrics.pods('qps', 'default', web, parseLabelSelector('path=x'))]).toEqual([['a', { value: 1500, timestamp: at, window: 5000 }], ['b', { value: 2000, timestamp: at, window: 60_000 }]]);
  expect(await metrics.object('qps', 'default', { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'front' }, any)).toBe(7000);
  expect(await metrics.object('qps', 'default', { kind: 'Namespace', name: 'ignored' }, any)).toBe(8000);
  await expect(metrics.object('qps', 'default', { kind: 'Service', name: 'front' }, any)).rejects.toThrow('unable to fetch metrics from custom metrics API: the custom metrics API server returned 0 results when we asked for exactly one');
  await expect(metrics.object('qps', 'default', { apiVersion: 'a/v1', kind: 'Moon', name: 'front' }, any)).rejects.toThrow('no matches for kind "Moon" in group "a"');
  expect(asked.filter((path) => path === root)).toHaveLength(4);
});

test('external metrics', async () => {
  const { metrics } = answering({ '/apis/external.metrics.k8s.io/v1beta1/namespaces/default/queue?labelSelector=app=web': { items: [{ value: '1' }, { value: '500m' }] } });
  expect(await metrics.external('queue', 'default', web)).toEqual([1000, 500]);
});

test.each<[string, Readonly<Record<string, unknown>>, string, string, string]>([
  ['nobody serves them', {},
    'the server could not find the requested resource (get pods.metrics.k8s.io)', 'no custom metrics API (custom.metrics.k8s.io) registered', 'the server could not find the requested resource (get queue.external.metrics.k8s.io)'],
  ['their server is away', { [podsPath]: ApiError.unavailable('away', 1, undefined), [root]: custom, [`${root}/v1beta2/namespaces/default/pods/*/qps?labelSelector=app=web`]: ApiError.unavailable('away', 1, undefined), '/apis/external.metrics.k8s.io/v1beta1/namespaces/default/queue': ApiError.unavailable('away', 1, undefined) },
    'the server is currently unable to handle the request (get pods.metrics.k8s.io)', 'the server is currently unable to handle the request (get pods.custom.metrics.k8s.io *)', 'the server is currently unable to handle the request (get queue.external.metrics.k8s.io)'],
])('%s', async (_, answers, resource, pods, external) => {
  const { metrics } = answering(answers);
  await expect(metrics.resource('cpu', 'default', web, undefined)).rejects.toThrow(`unable to fetch metrics from resource metrics API: ${resource}`);
  await expect(metrics.pods('qps', 'default', web, any)).rejects.toThrow(`unable to fetch metrics from custom metrics API: ${pods}`);
  await expect(metrics.external('queue', 'default', any)).rejects.toThrow(`unable to fetch metrics from external metrics API: ${external}`);
});

test('they may know of nothing', async () => {
  const { metrics } = answering({ [podsPath]: { items: [] }, [root]: custom, [`${root}/v1beta2/namespaces/default/pods/*/qps?labelSelector=app=web`]: { items: null }, '/apis/external.metrics.k8s.io/v1beta1/namespaces/default/queue': {} });
  await expect(metrics.resource('cpu', 'default', web, undefined)).rejects.toThrow('no metrics returned from resource metrics API');
  await expect(metrics.pods('qps', 'default', web, any)).rejects.toThrow('no metrics returned from custom metrics API');
  await expect(metrics.external('queue', 'default', any)).rejects.toThrow('no metrics returned from external metrics API');
});

test('without a server there is nobody to ask', async () => {
  const metrics = apiMetrics(undefined, () => undefined);
  await expect(metrics.resource('cpu', 'default', web, undefined)).rejects.toThrow('the server could not find the requested resource (get pods.metrics.k8s.io)');
  await expect(metrics.pods('qps', 'default', web, any)).rejects.toThrow('no custom metrics API (custom.metrics.k8s.io) registered');
});
