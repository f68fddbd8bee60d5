/** What cannot be read and what makes no sense, in upstream's words, by the path of the field (kube-scheduler apis/config/validation). */
import { ApiError } from '../../api';
import { planOf } from './plan';

const type = { kind: 'KubeSchedulerConfiguration', apiVersion: 'kubescheduler.config.k8s.io/v1' };
const args = (name: string, given: unknown): object => ({ profiles: [{ pluginConfig: [{ name, args: given }] }] });

function refusal(configuration: unknown): ApiError {
  try {
    planOf(configuration);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('nothing is wrong with it');
}

const head = 'KubeSchedulerConfiguration in version "kubescheduler.config.k8s.io/v1" cannot be handled as a KubeSchedulerConfiguration: ';

test.each<[string, unknown, string]>([
  ['no object', [], 'json: cannot unmarshal array into Go value of type v1.KubeSchedulerConfiguration'],
  ['no YAML', 'a: [', 'yaml: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ['a key twice', 'kind: A\nkind: B', 'yaml: Map keys must be unique'],
  ['no kind', { apiVersion: type.apiVersion }, "Object 'Kind' is missing"],
  ['an older version', { ...type, apiVersion: 'kubescheduler.config.k8s.io/v1beta3' },
    'no kind "KubeSchedulerConfiguration" is registered for version "kubescheduler.config.k8s.io/v1beta3"; there is KubeSchedulerConfiguration of kubescheduler.config.k8s.io/v1'],
  ['a field that nobody knows', { ...type, paralellism: 3 }, 'strict decoding error: unknown field "paralellism"'],
  ['several, deep down', { ...type, profiles: [{ plugins: { filter: { enable: [] } }, name: 'x' }] }, 'strict decoding error: unknown field "profiles[0].plugins.filter.enable", unknown field "profiles[0].name"'],
  ['a text for a number', { ...type, parallelism: 'many' }, 'json: cannot unmarshal string into Go struct field KubeSchedulerConfiguration.parallelism of type int32'],
  ['part of a number', { ...type, podMaxBackoffSeconds: 1.5 }, 'json: cannot unmarshal number 1.5 into Go struct field KubeSchedulerConfiguration.podMaxBackoffSeconds of type int64'],
  ['a number for a text', { ...type, profiles: [{ schedulerName: 3 }] }, 'json: cannot unmarshal number into Go struct field KubeSchedulerProfile.profiles.schedulerName of type string'],
  ['a weight that no weight has', { ...type, profiles: [{ plugins: { score: { enabled: [{ name: 'A', weight: 2 ** 40 }] } } }] },
    'json: cannot unmarshal number 1099511627776 into Go struct field Plugin.profiles.plugins.score.enabled.weight of type int32'],
  ['no duration', { ...type, leaderElection: { leaseDuration: '5 apples' } }, 'time: invalid duration "5 apples"'],
  ['arguments that nobody knows', { ...type, ...args('NodeAffinity', { addedAfinity: {} }) },
    'strict decoding error: decoding .profiles[0].pluginConfig[0]: decoding args for plugin NodeAffinity: strict decoding error: unknown field "addedAfinity"'],
  ['deep in them', { ...type, ...args('NodeAffinity', { addedAffinity: { requiredDuringScheduling: {} } }) },
    'strict decoding error: decoding .profiles[0].pluginConfig[0]: decoding args for plugin NodeAffinity: strict decoding error: unknown field "addedAffinity.requiredDuringScheduling"'],
  ['arguments of a wrong type', { ...type, ...args('InterPodAffinity', { hardPodAffinityWeight: '1' }) },
    'decoding .profiles[0].pluginConfig[0]: decoding args for plugin InterPodAffinity: json: cannot unmarshal string into Go struct field InterPodAffinityArgs.hardPodAffinityWeight of type int32'],
  ['those of another plugin', { ...type, ...args('InterPodAffinity', { kind: 'NodeAffinityArgs', apiVersion: type.apiVersion }) },
    'decoding .profiles[0].pluginConfig[0]: decoding args for plugin InterPodAffinity: args for plugin InterPodAffinity were not of type InterPodAffinityArgs.kubescheduler.config.k8s.io, got NodeAffinityArgs.kubescheduler.config.k8s.io'],
])('cannot be read: %s', (_what, configuration, message) => {
  const error = refusal(configuration);
  expect(error.reason).toBe('BadRequest');
  expect(error.message).toMatch(new RegExp(`^${`${head}${message}`.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
});

const shape = (...points: [number, number][]): object =>
  args('NodeResourcesFit', { scoringStrategy: { type: 'RequestedToCapacityRatio', requestedToCapacityRatio: { shape: points.map(([utilization, score]) => ({ utilization, score })) } } });
const at = 'profiles[0].pluginConfig[0].args';
const spread = (...defaultConstraints: object[]): object => args('PodTopologySpread', { defaultingType: 'List', defaultConstraints });
const constraint = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };
const extender = (more: object): object => ({ extenders: [{ urlPrefix: 'http://127.0.0.1:8888', ...more }] });

test.each<[object, string[]]>([
  [{ parallelism: 0 }, ['parallelism: Invalid value: 0: should be an integer value greater than zero']],
  [{ percentageOfNodesToScore: 101 }, ['percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]']],
  [{ podInitialBackoffSeconds: 0 }, ['podInitialBackoffSeconds: Invalid value: 0: must be greater than 0']],
  [{ podInitialBackoffSeconds: 20 }, ['podMaxBackoffSeconds: Invalid value: 10: must be greater than or equal to PodInitialBackoffSeconds']],
  [{ clientConnection: { burst: -1 } }, ['clientConnection.burst: Invalid value: -1: must be non-negative']],
  [{ leaderElection: { leaseDuration: '5s' } }, ['leaderElection.leaseDuration: Invalid value: "10s": LeaseDuration must be greater than RenewDeadline']],
  [{ leaderElection: { retryPeriod: '-1s' } }, ['leaderElection.retryPeriod: Invalid value: "-1s": must be greater than zero']],
  [{ leaderElection: { resourceLock: 'endpoints' } }, ['leaderElection.resourceLock: Invalid value: "endpoints": resourceLock value must be "leases"']],
  [{ profiles: [{ schedulerName: '' }] }, ['profiles[0].schedulerName: Required value']],
  [{ profiles: [{ schedulerName: 'a' }, {}] }, ['profiles[1].schedulerName: Required value']],
  [{ profiles: [{ schedulerName: 'a' }, { schedulerName: 'b' }, { schedulerName: 'a' }] }, ['profiles[2].schedulerName: Duplicate value: "profiles[0].schedulerName"']],
  [{ profiles: [{ percentageOfNodesToScore: -1 }] }, ['profiles[0].percentageOfNodesToScore: Invalid value: -1: not in valid range [0-100]']],
  [{ profiles: [{ pluginConfig: [{ name: 'NodeAffinity' }, { name: 'NodeAffinity' }] }] }, ['profiles[0].pluginConfig[1]: Duplicate value: "NodeAffinity"']],
  [{ profiles: [{ plugins: { filter: { enabled: [{ name: 'EBSLimits' }] } } }] },
    ['profiles[0].plugins.filter.enabled[0]: Invalid value: "EBSLimits": was invalid in version "kubescheduler.config.k8s.io/v1" (KubeSchedulerConfiguration is version "kubescheduler.config.k8s.io/v1")']],
  [{ profiles: [{ schedulerName: 'a' }, { schedulerName: 'b', plugins: { queueSort: { enabled: [{ name: 'Other' }] } } }] },
    ['profiles[1].plugins.queueSort: Invalid value: {"enabled":[{"name":"Other"}]}: must be the same for all profiles']],
  [{ profiles: [{ plugins: { queueSort: { enabled: [{ name: 'A' }, { name: 'B' }] } } }] }, ['profiles[0].plugins.queueSort.Enabled: Invalid value: 2: only one queue sort plugin can be enabled']],
  [args('DefaultPreemption', { minCandidateNodesPercentage: 101, minCandidateNodesAbsolute: -1 }),
    [`${at}.minCandidateNodesPercentage: Invalid value: 101: not in valid range [0, 100]`, `${at}.minCandidateNodesAbsolute: Invalid value: -1: not in valid range [0, inf)`]],
  [args('InterPodAffinity', { hardPodAffinityWeight: 101 }), [`${at}.hardPodAffinityWeight: Invalid value: 101: not in valid range [0, 100]`]],
  [args('VolumeBinding', { bindTimeoutSeconds: -1 }), [`${at}.bindTimeoutSeconds: Invalid value: -1: invalid BindTimeoutSeconds, should not be a negative value`]],
  [args('VolumeBinding', { shape: [{ utilization: 0, score: 0 }] }),
    [`${at}.shape: Invalid value: [{"utilization":0,"score":0}]: unexpected field \`shape\`, remove it or turn on the feature gate StorageCapacityScoring`]],
  [args('DynamicResources', { filterTimeout: '-1s', bindingTimeout: '500ms' }),
    [`${at}.filterTimeout: Invalid value: "-1s": must be zero or positive`, `${at}.bindingTimeout: Invalid value: "500ms": must be at least 1 second`]],
  [args('NodeResourcesBalancedAllocation', { resources: [{ name: 'cpu', weight: 2 }, { name: 'cpu' }] }),
    [`${at}.resources[0].weight: Invalid value: 2: must be 1`, `${at}.resources[1].name: Duplicate value: "cpu"`]],
  [args('NodeResourcesFit', { scoringStrategy: { type: 'Best' } }),
    [`${at}.scoringStrategy.type: Unsupported value: "Best": supported values: "LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"`]],
  [args('NodeResourcesFit', { scoringStrategy: { type: 'MostAllocated', resources: [{ name: 'cpu', weight: 101 }] } }),
    [`${at}.scoringStrategy.resources[0].weight: Invalid value: 101: resource weight of cpu not in valid range (0, 100]`]],
  [args('NodeResourcesFit', { scoringStrategy: { type: 'RequestedToCapacityRatio' } }), [`${at}.scoringStrategy.requestedToCapacityRatio: Required value: must be specified when type is RequestedToCapacityRatio`]],
  [args('NodeResourcesFit', { scoringStrategy: { type: 'MostAllocated', requestedToCapacityRatio: {} } }),
    [`${at}.scoringStrategy.requestedToCapacityRatio: Forbidden: must be nil when type is not RequestedToCapacityRatio`]],
  [args('NodeResourcesFit', { ignoredResourceGroups: ['example.com/gpu'] }), [`${at}.ignoredResourceGroups[0]: Invalid value: "example.com/gpu": resource group name can't contain '/'`]],
  [shape(), [`${at}.scoringStrategy.requestedToCapacityRatio.shape: Required value: at least one point must be specified`]],
  [shape([0, 0], [0, 5]), [`${at}.scoringStrategy.requestedToCapacityRatio.shape[1].utilization: Invalid value: 0: values must be sorted in increasing order`]],
  [shape([0, 0], [101, 11]), [`${at}.scoringStrategy.requestedToCapacityRatio.shape[1].utilization: Invalid value: 101: not in valid range [0, 100]`,
    `${at}.scoringStrategy.requestedToCapacityRatio.shape[1].score: Invalid value: 11: not in valid range [0, 10]`]],
  [args('PodTopologySpread', { defaultingType: 'None' }), [`${at}.defaultingType: Unsupported value: "None": supported values: "System", "List"`]],
  [args('PodTopologySpread', { defaultConstraints: [constraint] }), [`${at}.defaultingType: Invalid value: "System": when .defaultConstraints are not empty`]],
  [spread({ ...constraint, maxSkew: 0 }), [`${at}.defaultConstraints[0].maxSkew: Invalid value: 0: not in valid range (0, inf)`]],
  [spread({ ...constraint, topologyKey: '' }), [`${at}.defaultConstraints[0].topologyKey: Required value: can not be empty`]],
  [spread({ ...constraint, whenUnsatisfiable: 'Never' }), [`${at}.defaultConstraints[0].whenUnsatisfiable: Unsupported value: "Never": supported values: "DoNotSchedule", "ScheduleAnyway"`]],
  [spread({ ...constraint, labelSelector: {} }), [`${at}.defaultConstraints[0].labelSelector: Forbidden: constraint must not define a selector, as they deduced for each pod`]],
  [spread(constraint, constraint), [`${at}.defaultConstraints[1]: Duplicate value: "{zone, DoNotSchedule}"`]],
  [args('NodeAffinity', { addedAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } }),
    [`${at}.addedAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term`]],
  [extender({ prioritizeVerb: 'p' }), ['extenders[0].weight: Invalid value: 0: must have a positive weight applied to it']],
  [extender({ managedResources: [{ name: 'cpu' }] }), ['extenders[0].managedResources[0].name: Invalid value: "cpu": is an invalid extended resource name']],
  [extender({ managedResources: [{ name: 'example.com/gpu' }, { name: 'example.com/gpu' }] }),
    ['extenders[0].managedResources[1].name: Invalid value: "example.com/gpu": duplicate extender managed resource name']],
  [{ extenders: [{ urlPrefix: 'http://127.0.0.1/a', bindVerb: 'b' }, { urlPrefix: 'http://127.0.0.1/b', bindVerb: 'b' }] },
    ['extenders: Invalid value: "found 2 extenders implementing bind": only one extender can implement bind']],
  [{ extenders: [{ urlPrefix: 'http://scheduler.example.com:80/x' }] }, ['extenders[0].urlPrefix: Forbidden: scheduler.example.com: nothing is sent to addresses that are not loopback']],
  [{ extenders: [{ urlPrefix: 'http://10.0.0.1:8888' }] }, ['extenders[0].urlPrefix: Forbidden: 10.0.0.1:8888: nothing is sent to addresses that are not loopback']],
  [{ extenders: [{ urlPrefix: 'unix:///x' }] }, ['extenders[0].urlPrefix: Invalid value: "unix:///x": must be an http or https URL']],
  [extender({ httpTimeout: '-1s' }), ['extenders[0].httpTimeout: Invalid value: "-1s": must be greater than zero']],
  [args('Mine', { apiVersion: 'scheduler.minikapi.dev/v1alpha1', kind: 'ModulePluginArgs', args: 3 }),
    [`${at}.module: Required value: must name an ES module`, `${at}.args: Invalid value: 3: must be an object`]],
])('makes no sense: %j', (configuration, causes) => {
  const error = refusal({ ...type, ...configuration });
  expect(error.reason).toBe('Invalid');
  expect(error.details?.causes?.map(({ field, message }) => `${field}: ${message}`)).toEqual(causes);
});
