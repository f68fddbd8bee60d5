/** What a configuration says is kept and completed, and what follows from it for the scheduler. */
import { planOf } from './plan';

const type = { kind: 'KubeSchedulerConfiguration', apiVersion: 'kubescheduler.config.k8s.io/v1' };

test('an empty one, with its defaults in the order in which they are served', () => {
  const { configuration, profiles, backoff, extenders, modules } = planOf(type);
  expect({ ...configuration, profiles: undefined }).toEqual({
    ...type, parallelism: 16,
    leaderElection: { leaderElect: true, leaseDuration: '15s', renewDeadline: '10s', retryPeriod: '2s', resourceLock: 'leases', resourceName: 'kube-scheduler', resourceNamespace: 'kube-system' },
    clientConnection: { kubeconfig: '', acceptContentTypes: '', contentType: 'application/vnd.kubernetes.protobuf', qps: 50, burst: 100 },
    enableProfiling: true, enableContentionProfiling: true, percentageOfNodesToScore: 0, podInitialBackoffSeconds: 1, podMaxBackoffSeconds: 10, delayCacheUntilActive: false,
  });
  expect(Object.keys(configuration).slice(0, 2)).toEqual(['kind', 'apiVersion']);
  expect(profiles.map(({ schedulerName }) => schedulerName)).toEqual(['default-scheduler']);
  expect({ backoff, extenders, modules }).toEqual({ backoff: { initialMs: 1000, maxMs: 10_000 }, extenders: [], modules: [] });
});

const profileOf = (configuration: object): { plugins: Record<string, object>; pluginConfig: { name: string; args: object }[] } =>
  (planOf({ ...type, ...configuration }).configuration.profiles as never[])[0] as never;

test('plugins are those of the default profile, at every point', () => {
  const { plugins } = profileOf({});
  expect(Object.keys(plugins)).toEqual([
    'preEnqueue', 'queueSort', 'preFilter', 'filter', 'postFilter', 'preScore', 'score', 'reserve', 'permit', 'preBind', 'bind', 'postBind', 'multiPoint',
  ]);
  expect(plugins.filter).toEqual({});
  expect(plugins.multiPoint).toMatchObject({ enabled: expect.arrayContaining([{ name: 'TaintToleration', weight: 3 }, { name: 'NodePorts' }]) as object });
});

test('every plugin that takes arguments has them', () => {
  const version = { apiVersion: type.apiVersion };
  const resources = [{ name: 'cpu', weight: 1 }, { name: 'memory', weight: 1 }];
  expect(profileOf({}).pluginConfig).toEqual([
    { name: 'DefaultPreemption', args: { kind: 'DefaultPreemptionArgs', ...version, minCandidateNodesPercentage: 10, minCandidateNodesAbsolute: 100 } },
    { name: 'DynamicResources', args: { kind: 'DynamicResourcesArgs', ...version, filterTimeout: '10s' } },
    { name: 'InterPodAffinity', args: { kind: 'InterPodAffinityArgs', ...version, hardPodAffinityWeight: 1, ignorePreferredTermsOfExistingPods: false } },
    { name: 'NodeAffinity', args: { kind: 'NodeAffinityArgs', ...version } },
    { name: 'NodeResourcesBalancedAllocation', args: { kind: 'NodeResourcesBalancedAllocationArgs', ...version, resources } },
    { name: 'NodeResourcesFit', args: { kind: 'NodeResourcesFitArgs', ...version, scoringStrategy: { type: 'LeastAllocated', resources } } },
    { name: 'PodTopologySpread', args: { kind: 'PodTopologySpreadArgs', ...version, defaultingType: 'System' } },
    { name: 'VolumeBinding', args: { kind: 'VolumeBindingArgs', ...version, bindTimeoutSeconds: 600 } },
  ]);
});

test('what is given stays; what is not is added', () => {
  const pluginConfig = [{ name: 'NodeResourcesFit', args: { ignoredResources: ['example.com/a'] } }, { name: 'Mine', args: { any: ['thing'] } }];
  const profile = profileOf({ profiles: [{ pluginConfig }] });
  expect(profile.pluginConfig.slice(0, 2)).toEqual([
    { name: 'NodeResourcesFit', args: expect.objectContaining({ kind: 'NodeResourcesFitArgs', ignoredResources: ['example.com/a'], scoringStrategy: expect.anything() as object }) as object },
    { name: 'Mine', args: { any: ['thing'] } },
  ]);
  expect(profile.pluginConfig).toHaveLength(9);
});

test('whoever sends back what was shown changes nothing', () => {
  const given = {
    ...type, percentageOfNodesToScore: 30, extenders: [{ urlPrefix: 'http://127.0.0.1:1', filterVerb: 'f' }],
    profiles: [{ plugins: { multiPoint: { disabled: [{ name: 'ImageLocality' }], enabled: [{ name: 'NodeAffinity', weight: 7 }] }, score: { disabled: [{ name: '*' }] } } }],
  };
  const { configuration } = planOf(given);
  expect(planOf(configuration).configuration).toEqual(configuration);
  expect(planOf(JSON.stringify(configuration)).configuration).toEqual(configuration);
});

test('YAML is read as well', () => {
  const { profiles, backoff } = planOf(`
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
percentageOfNodesToScore: 30
podInitialBackoffSeconds: 2
podMaxBackoffSeconds: 60
profiles:
- schedulerName: default-scheduler
- schedulerName: packing
  percentageOfNodesToScore: 70
`);
  expect(profiles.map(({ schedulerName, percentageOfNodesToScore }) => [schedulerName, percentageOfNodesToScore])).toEqual([['default-scheduler', 30], ['packing', 70]]);
  expect(backoff).toEqual({ initialMs: 2000, maxMs: 60_000 });
});

test('extenders that may fail are asked last; what the scheduler shall not count is not counted', () => {
  const { extenders, profiles } = planOf({
    ...type,
    extenders: [
      { urlPrefix: 'http://127.0.0.1:1', ignorable: true, managedResources: [{ name: 'example.com/a', ignoredByScheduler: true }, { name: 'example.com/b' }] },
      { urlPrefix: 'http://localhost:2' },
    ],
  });
  expect(extenders.map(({ urlPrefix }) => urlPrefix)).toEqual(['http://localhost:2', 'http://127.0.0.1:1']);
  expect(profiles[0]?.args?.NodeResourcesFit).toMatchObject({ ignoredResources: ['example.com/a'] });
});
