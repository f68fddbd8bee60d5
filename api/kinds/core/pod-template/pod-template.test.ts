import type * as core from '../../../schema/types/core.v1';
import { create, faultsOf, updateFaults } from '../../testing/apply';
import { pods } from '../pods';
import { podtemplates } from '../podtemplates';

const web = (spec: object = {}, metadata: object = {}): object =>
  ({ metadata: { name: 'web', namespace: 'default', ...metadata }, spec: { containers: [{ name: 'main', image: 'nginx' }], ...spec } });
const withContainer = (container: object, spec: object = {}): object => web({ containers: [{ name: 'main', image: 'nginx', ...container }], ...spec });
const withInit = (container: object): object => web({ initContainers: [{ name: 'init', image: 'i', ...container }] });
const faults = (input: object): string[] => faultsOf(pods, create(pods, input));

const main = 'spec.containers[0]';
const data = { name: 'data', persistentVolumeClaim: { claimName: 'c' } };

describe('containers', () => {
  test.each<[string, object, string[]]>([
    ['mount in a way of their own', withContainer({ volumeMounts: [{ name: 'data', mountPath: '/a', subPath: '/x', subPathExpr: '../y' }, { name: 'data', mountPath: '/a', mountPropagation: 'Bidirectional' }] }, { volumes: [data] }), [
      `${main}.volumeMounts.subPath: Invalid value: "/x": must be a relative path`,
      `${main}.volumeMounts[0].subPathExpr: Invalid value: "../y": subPathExpr and subPath are mutually exclusive`,
      `${main}.volumeMounts.subPathExpr: Invalid value: "../y": must not contain '..'`,
      `${main}.volumeMounts[1].mountPath: Invalid value: "/a": must be unique`,
      `${main}.volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers`]],
    ['mount read-only all the way', withContainer({ volumeMounts: [{ name: 'data', mountPath: '/a', recursiveReadOnly: 'Enabled', mountPropagation: 'HostToContainer' }] }, { volumes: [data] }), [
      `${main}.volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true`,
      `${main}.volumeMounts.recursiveReadOnly: Forbidden: may only be specified when mountPropagation is None or not specified`]],
    ['have devices beside mounts', withContainer({ volumeMounts: [{ name: 'data', mountPath: '/a' }], volumeDevices: [{ name: 'data', devicePath: '/a' }, { name: 'none', devicePath: '/../b' }] }, { volumes: [data] }), [
      `${main}.volumeMounts[0].name: Invalid value: "data": must not already exist in volumeDevices`,
      `${main}.volumeMounts[0].mountPath: Invalid value: "/a": must not already exist as a path in volumeDevices`,
      `${main}.volumeDevices[0].name: Invalid value: "data": must not already exist in volumeMounts`,
      `${main}.volumeDevices[0].devicePath: Invalid value: "/a": must not already exist as a path in volumeMounts`,
      `${main}.volumeDevices[1].name: Not found: "none"`,
      `${main}.volumeDevices[1].devicePath: Invalid value: "/../b": can not contain backsteps ('..')`]],
    ['mount no volume with a fault', withContainer({ volumeMounts: [{ name: 'v', mountPath: '/a' }] }, { volumes: [{ name: 'v', secret: {} }] }), [
      'spec.volumes[0].secret.secretName: Required value', `${main}.volumeMounts[0].name: Not found: "v"`]],
    ['know files of variables', withContainer({ env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'V', path: '/a', key: 'a=b' } } }] }), [
      `${main}.env[0].valueFrom.fileKeyRef.key: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than '='`,
      `${main}.env[0].valueFrom.fileKeyRef.volumeName: Invalid value: "V": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`,
      `${main}.env[0].valueFrom.fileKeyRef.path: Invalid value: "/a": must be a relative path`]],
    ['show what they have', withContainer({ env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } } }] }), [
      `${main}.env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource`]],
    ['have whole huge pages, and something else', withContainer({ resources: { limits: { 'hugepages-2Mi': '3Mi' } } }), [
      `${main}.resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi`,
      `${main}.resources.requests[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi`,
      `${main}.resources: Forbidden: HugePages require cpu or memory`]],
    ['request what they are limited to of what cannot be shared', withContainer({ resources: { requests: { 'example.com/gpu': '1' }, limits: { 'example.com/gpu': '2' } } }), [
      `${main}.resources.requests: Invalid value: "1": must be equal to example.com/gpu limit of 2`]],
    ['limit what cannot be shared', withContainer({ resources: { requests: { 'example.com/gpu': '1' } } }), [`${main}.resources.limits: Required value: Limit must be set for non overcommitable resources`]],
    ['claim a thing once', withContainer({ resources: { claims: [{ name: 'a', request: 'r' }, { name: 'a' }, { name: 'b' }] } }, { resourceClaims: [{ name: 'a', resourceClaimName: 'x' }] }), [
      `${main}.resources.claims[1]: Duplicate value: "a"`, `${main}.resources.claims[2]: Not found: "b": must be one of the names in pod.spec.resourceClaims: a`]],
    ['restart by rules', withContainer({ restartPolicyRules: [{ action: 'Stop', exitCodes: { operator: 'Is', values: [1] } }, { action: 'Restart' }] }), [
      `${main}.restartPolicy: Required value: must specify restartPolicy when restart rules are used`,
      `${main}.restartPolicyRules[0].action: Unsupported value: "Stop": supported values: "Restart", "RestartAllContainers"`,
      `${main}.restartPolicyRules[0].exitCodes.operator: Unsupported value: "Is": supported values: "In", "NotIn"`,
      `${main}.restartPolicyRules[1].exitCodes: Required value: must be specified`]],
    ['resize what can be resized', withContainer({ resizePolicy: [{ resourceName: 'disk', restartPolicy: 'RestartContainer' }] }, { restartPolicy: 'Never' }), [
      `${main}.resizePolicy: Unsupported value: "disk": supported values: "cpu", "memory"`,
      `${main}.resizePolicy: Invalid value: "RestartContainer": must be 'NotRequired' when \`restartPolicy\` is 'Never'`]],
    ['of the first kind do nothing but run', withInit({ lifecycle: { preStop: { exec: { command: ['a'] } } } }), ['spec.initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always']],
    ['to look inside are not there at first', web({ ephemeralContainers: [{ name: 'main', image: ' i', targetContainerName: 'x', ports: [{ containerPort: 1 }] }] }), [
      'spec.ephemeralContainers[0].image: Invalid value: " i": must not have leading or trailing whitespace',
      'spec.ephemeralContainers[0].name: Duplicate value: "main"', 'spec.ephemeralContainers[0].targetContainerName: Not found: "x"',
      'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container', 'spec.ephemeralContainers: Forbidden: cannot be set on create']],
  ])('%s', (_, input, expected) => expect(faults(input)).toEqual(expected));
});

describe('a pod', () => {
  test.each<[string, object, string[]]>([
    ['claims', web({ resourceClaims: [{ name: 'a' }, { name: 'a', resourceClaimName: 'x', resourceClaimTemplateName: 'y' }] }), [
      'spec.resourceClaims[0]: Invalid value: {"Name":"a","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
      'spec.resourceClaims[1].name: Duplicate value: "a"',
      'spec.resourceClaims[1]: Invalid value: {"Name":"a","ResourceClaimName":"x","ResourceClaimTemplateName":"y"}: at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified']],
    ['has room for its containers', withContainer({ resources: { requests: { cpu: '2' }, limits: { memory: '2Gi' } } }, { resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi', 'ephemeral-storage': '1Gi' } } }), [
      'spec.resources.limits[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"',
      'spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2',
      'spec.resources.requests[memory]: Invalid value: "1Gi": must be greater than or equal to aggregate container requests of 2Gi',
      'spec.resources.containers[0][memory].limits: Invalid value: "2Gi": must be less than or equal to pod limits of 1Gi']],
    ['has overhead', web({ overhead: { cpu: '-1' } }), ['spec.overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0']],
    ['has sysctls of its own', web({ hostNetwork: true, hostIPC: true, securityContext: { sysctls: [{ name: 'net.ipv4.x', value: '1' }, { name: 'kernel.shm_rmid_forced', value: '1' }, { name: 'A', value: '1' }] } }), [
      "spec.securityContext.sysctls[0].name: Invalid value: \"net.ipv4.x\": may not be specified when 'hostNetwork' is true",
      "spec.securityContext.sysctls[1].name: Invalid value: \"kernel.shm_rmid_forced\": may not be specified when 'hostIPC' is true",
      'spec.securityContext.sysctls[2].name: Invalid value: "A": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$']],
    ['is somebody on Windows', web({ securityContext: { windowsOptions: { gmsaCredentialSpec: '', runAsUserName: 'a\\b\\c' } } }), [
      'spec.securityContext.windowsOptions.gmsaCredentialSpec: Invalid value: "": gmsaCredentialSpec cannot be an empty string',
      'spec.securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": runAsUserName cannot contain more than one backslash']],
    ['is somebody of a domain', web({ securityContext: { windowsOptions: { runAsUserName: '.x\\a@b' } } }), [
      "spec.securityContext.windowsOptions.runAsUserName: Invalid value: \".x\\\\a@b\": runAsUserName's Domain doesn't match the NetBios nor the DNS format",
      'spec.securityContext.windowsOptions.runAsUserName: Invalid value: ".x\\\\a@b": runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]']],
    ['is a process of the host', withContainer({ securityContext: { windowsOptions: { hostProcess: false } } }, { securityContext: { windowsOptions: { hostProcess: true } }, initContainers: [{ name: 'i', image: 'i' }] }), [
      `${main}.securityContext.windowsOptions.hostProcess: Invalid value: false: pod hostProcess value must be identical if both are specified, was true`,
      'spec: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers',
      'spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers']],
    ['has nothing of Linux on Windows', withContainer({ securityContext: { privileged: true, capabilities: { add: ['A'] } } }, { os: { name: 'windows' }, hostPID: true, securityContext: { fsGroup: 1 } }), [
      ...['hostPID', 'securityContext.fsGroup', 'containers[0].securityContext.capabilities', 'containers[0].securityContext.privileged'].map((field) => `spec.${field}: Forbidden: cannot be set for a windows pod`)]],
    ['has nothing of Windows on Linux', web({ os: { name: 'linux' }, securityContext: { windowsOptions: {} } }), ['spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod']],
    ['runs on one of two', web({ os: { name: 'plan9' } }), ['spec.os: Unsupported value: "plan9": supported values: "linux", "windows"']],
    ['is spread once', web({ topologySpreadConstraints: [1, 2].map((maxSkew) => ({ maxSkew, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', minDomains: 0, matchLabelKeys: ['a'] })) }), [0, 1].flatMap((i) => {
      const at = `spec.topologySpreadConstraints[${i}]`;
      return [...(i === 0 ? [`${at}.{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, ScheduleAnyway}"`] : []), `${at}.minDomains: Invalid value: 0: must be greater than zero`,
        `${at}.minDomains: Invalid value: 0: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway`, `${at}.matchLabelKeys: Forbidden: must not be specified when labelSelector is not set`];
    })],
    ['selects by its labels once', web({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [
      { topologyKey: 'zone', labelSelector: { matchLabels: { a: '1' } }, matchLabelKeys: ['a'], mismatchLabelKeys: ['a'] }] } } }, { labels: { a: '1' } }), [
      'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0][0]: Invalid value: "a": exists in both matchLabelKeys and labelSelector',
      'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0][0]: Invalid value: "a": exists in both matchLabelKeys and labelSelector',
      'spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys[0]: Invalid value: "a": exists in both matchLabelKeys and mismatchLabelKeys']],
    ['has profiles in annotations', web({}, { annotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'x', 'container.apparmor.security.beta.kubernetes.io/none': 'y', 'controller.kubernetes.io/pod-deletion-cost': '01' } }), [
      'metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "01": must be a 32bit integer',
      'metadata.annotations[container.apparmor.security.beta.kubernetes.io/none]: Invalid value: "none": container not found',
      'metadata.annotations[container.apparmor.security.beta.kubernetes.io/none]: Invalid value: "y": invalid AppArmor profile name: "y"',
      'metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: "x": must be a valid seccomp profile']],
    ['says the same in annotations and fields', web({ securityContext: { seccompProfile: { type: 'Unconfined' }, appArmorProfile: { type: 'Localhost', localhostProfile: 'a' } } }, { annotations: {
      'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default', 'container.apparmor.security.beta.kubernetes.io/main': 'localhost/b' } }), [
      'spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match',
      `${main}.securityContext.appArmorProfile.localhostProfile: Forbidden: apparmor profile in annotation and field must match`]],
    ['has a token of somebody', web({ volumes: [{ name: 't', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }] }), [
      'spec.volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set']],
  ])('%s', (_, input, expected) => expect(faults(input)).toEqual(expected));

  test('gives its selectors its own labels', () => {
    const term = { topologyKey: 'zone', labelSelector: {}, matchLabelKeys: ['a', 'none'], mismatchLabelKeys: ['b'] };
    const { spec } = create(pods, web({ affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }] } },
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {}, matchLabelKeys: ['a'] }] }, { labels: { a: '1', b: '2' } }));
    const one = { key: 'a', operator: 'In', values: ['1'] };
    expect(spec.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.[0]?.podAffinityTerm.labelSelector?.matchExpressions).toEqual([one, { key: 'b', operator: 'NotIn', values: ['2'] }]);
    expect(spec.topologySpreadConstraints?.[0]?.labelSelector?.matchExpressions).toEqual([one]);
  });

  test('as a whole requests what its containers do, then what it is limited to', () => {
    expect(create(pods, withContainer({ resources: { requests: { cpu: '1' }, limits: { 'hugepages-2Mi': '4Mi' } } }, { resources: { limits: { cpu: '2', memory: '1Gi' } } })).spec.resources)
      .toEqual({ limits: { cpu: '2', 'hugepages-2Mi': '4Mi', memory: '1Gi' }, requests: { cpu: '1', 'hugepages-2Mi': '4Mi', memory: '1Gi' } });
  });

  test('has the AppArmor profile of its annotation', () => {
    const pod = create(pods, web({}, { annotations: { 'container.apparmor.security.beta.kubernetes.io/main': 'localhost/a' } }));
    pods.strategy.canonicalize?.(pod);
    expect(pod.spec.containers[0]?.securityContext).toEqual({ appArmorProfile: { type: 'Localhost', localhostProfile: 'a' } });
  });
});

describe('an update', () => {
  const key = (name: string): object => ({ key: name, operator: 'Exists' });
  const onNodes = (...expressions: object[]): object => ({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: expressions }] } } } });
  const gated = (spec: object): core.Pod => create(pods, web({ schedulingGates: [{ name: 'g' }], ...spec }));
  const terms = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';

  test('of a gated pod may add to what a node must have', () => {
    expect(updateFaults(pods, gated(onNodes(key('a'))), web(onNodes(key('a'), key('b'))))).toEqual([]);
    expect(updateFaults(pods, gated(onNodes(key('a'))), web(onNodes(key('b'), key('a'))))).toEqual([expect.stringContaining(`${terms}[0]: Invalid value: {"matchExpressions":`)]);
    expect(updateFaults(pods, gated(onNodes(key('a'))), web())).toEqual([`${terms}: Invalid value: []: no additions/deletions to non-empty NodeSelectorTerms list are allowed`]);
  });

  test('keeps annotations that kubelets have read', () => {
    const annotations = { 'container.apparmor.security.beta.kubernetes.io/main': 'unconfined' };
    expect(updateFaults(pods, create(pods, web({}, { annotations })), web())).toEqual(['metadata.annotations[container.apparmor.security.beta.kubernetes.io/main]: Forbidden: may not remove or update AppArmor annotations']);
    expect(updateFaults(pods, create(pods, web()), web({}, { annotations }))).toEqual(['metadata.annotations[container.apparmor.security.beta.kubernetes.io/main]: Forbidden: may not add AppArmor annotations']);
  });

  test('may say one second where it said a negative number', () => {
    const old = create(pods, web({ terminationGracePeriodSeconds: -1 }));
    expect(updateFaults(pods, old, web({ terminationGracePeriodSeconds: 1 }))).toEqual([]);
    expect(updateFaults(pods, old, web({ terminationGracePeriodSeconds: 2 }))).toHaveLength(1);
  });
});

test('a template leaves to its pods what they fill in', () => {
  const template = (spec: object): string[] => faultsOf(podtemplates, create(podtemplates, { metadata: { name: 't', namespace: 'default' }, template: { metadata: { annotations: { 'kubernetes.io/config.mirror': 'x' } }, spec } }));
  expect(template({ containers: [{ name: 'a', image: ' ' }], volumes: [{ name: 'v', image: {} }], ephemeralContainers: [{ name: 'e', image: 'i' }] })).toEqual([
    'template.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set',
    'template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template']);
});
