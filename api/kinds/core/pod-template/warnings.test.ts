import { create } from '../../testing/apply';
import { pods } from '../pods';
import { replicationcontrollers } from '../replicationcontrollers';

const web = (spec: object = {}, metadata: object = {}): object =>
  ({ metadata: { name: 'web', namespace: 'default', ...metadata }, spec: { containers: [{ name: 'main', image: 'nginx' }], ...spec } });
const warnings = (input: object): string[] | undefined => pods.strategy.warnings?.(create(pods, input), undefined);
const withContainer = (container: object): object => web({ containers: [{ name: 'main', image: 'nginx', ...container }] });

const main = 'spec.containers[0]';
const zone = 'failure-domain.beta.kubernetes.io/zone';
const useZone = 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead';
const nothing = 'a null labelSelector results in matching no pod';
const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

test.each<[string, object, string[]]>([
  ['an ordinary pod', withContainer({ env: [{ name: 'A', value: '1' }, { name: 'A', value: '$(A)2' }], ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }] }), []],
  ['a name with dots', web({}, { name: 'web.1' }), [
    "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]"]],
  ['a variable given twice', withContainer({ env: [{ name: 'A', value: '1' }, { name: 'A', value: '2' }, { name: 'A', value: '$(A)' }] }), [1, 2].map((i) =>
    `${main}.env[${i}]: hides previous definition of "A", which may be dropped when using apply`)],
  ['ports that meet', withContainer({ ports: [{ containerPort: 80 }, { containerPort: 80 }, { containerPort: 80, hostPort: 8080 }, { containerPort: 80, hostPort: 8080, hostIP: '10.0.0.1' }, { containerPort: 81, hostIP: '10.0.0.1' }] }), [
    `${main}.ports[1]: duplicate port definition with ${main}.ports[0]`,
    `${main}.ports[2]: overlapping port definition with ${main}.ports[0]`, `${main}.ports[2]: overlapping port definition with ${main}.ports[1]`,
    `${main}.ports[3]: overlapping port definition with ${main}.ports[0]`, `${main}.ports[3]: overlapping port definition with ${main}.ports[1]`,
    `${main}.ports[3]: dangerously ambiguous port definition with ${main}.ports[2]`,
    `${main}.ports[4]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:81 Protocol:TCP HostIP:10.0.0.1}`]],
  ['half a byte', withContainer({ resources: { limits: { memory: '1500m' } } }), ['limits', 'requests'].map((part) => `${main}.resources.${part}[memory]: fractional byte value "1500m" is invalid, must be an integer`)],
  ['labels of nodes that were', web({ nodeSelector: { [zone]: 'a' }, affinity: { nodeAffinity: {
    [required]: { nodeSelectorTerms: [{ matchExpressions: [{ key: zone, operator: 'Exists' }] }] },
    [preferred]: [{ weight: 1, preference: { matchExpressions: [{ key: 'a', operator: 'In', values: ['-'] }] } }],
  } }, topologySpreadConstraints: [{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule' }] }), [
    `spec.nodeSelector[${zone}]: ${useZone}`,
    `spec.affinity.nodeAffinity.${required}.nodeSelectorTerms[0].matchExpressions[0].key: ${zone} is ${useZone}`,
    expect.stringContaining(`spec.affinity.nodeAffinity.${preferred}[0].preference.matchExpressions[0].values[0]: - is invalid, a valid label must be`) as string,
    `spec.topologySpreadConstraints[0].topologyKey: ${zone} is ${useZone}`, `spec.topologySpreadConstraints[0].labelSelector: ${nothing}`]],
  ['selectors of nothing', web({ affinity: { podAffinity: { [required]: [{ topologyKey: 'zone' }] }, podAntiAffinity: { [preferred]: [{ weight: 1, podAffinityTerm: { topologyKey: 'zone' } }] } } }), [
    `spec.affinity.podAffinity.${required}[0].labelSelector: ${nothing}`, `spec.affinity.podAntiAffinity.${preferred}[0].podAffinityTerm.labelSelector: ${nothing}`]],
  ['annotations that do nothing', web({}, { annotations: { 'scheduler.alpha.kubernetes.io/critical-pod': '', 'container.seccomp.security.alpha.kubernetes.io/main': 'unconfined', 'container.apparmor.security.beta.kubernetes.io/main': 'unconfined' } }), [
    'metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
    'metadata.annotations[container.seccomp.security.alpha.kubernetes.io/main]: non-functional in v1.27+; use the "seccompProfile" field instead',
    'metadata.annotations[container.apparmor.security.beta.kubernetes.io/main]: deprecated since v1.30; use the "appArmorProfile" field instead']],
  ['volumes that are no more', web({ volumes: [{ name: 'a', gitRepo: { repository: 'r' } }, { name: 'b', storageos: {} }, { name: 'c', rbd: { monitors: ['m'], image: 'i' } }] }), [
    'spec.volumes[0].gitRepo: deprecated in v1.11', 'spec.volumes[1].storageOS: deprecated in v1.22, non-functional in v1.25+', 'spec.volumes[2].rbd: deprecated in v1.28, non-functional in v1.31+']],
  ['files that hide a token', web({ volumes: [{ name: 'a', projected: { sources: [{ serviceAccountToken: { path: 't' } }, { secret: { name: 's', items: [{ key: 'k', path: 't' }] } }] } }] }), [
    'spec.volumes[0].projected.sources.secrets[0]: has duplicated path with ServiceAccountToken "t"']],
  ['things named twice', web({ hostAliases: [{ ip: '10.0.0.1' }, { ip: '10.0.0.1' }], imagePullSecrets: [{ name: 'a' }, { name: 'a' }, {}], terminationGracePeriodSeconds: -1 }), [
    'spec.hostAliases[1].ip: duplicate ip "10.0.0.1"', 'spec.imagePullSecrets[1].name: duplicate name "a"', 'spec.imagePullSecrets[2].name: invalid empty name ""',
    'spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1']],
])('%s', (_, input, expected) => expect(warnings(input)).toEqual(expected));

test('an update tells nothing', () => {
  const pod = create(pods, web({}, { name: 'web.1' }));
  expect(pods.strategy.warnings?.(pod, pod)).toEqual([]);
});

test('a template is told of with its path, when it changes', () => {
  const controller = create(replicationcontrollers, { metadata: { name: 'web', namespace: 'default' }, spec: { template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }], nodeSelector: { [zone]: 'a' } } } } });
  expect(replicationcontrollers.strategy.warnings?.(controller, undefined)).toEqual([`template.spec.nodeSelector[${zone}]: ${useZone}`]);
  expect(replicationcontrollers.strategy.warnings?.(controller, controller)).toEqual([]);
});
