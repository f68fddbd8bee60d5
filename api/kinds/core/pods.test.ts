import { ApiError } from '../../errors';
import type * as core from '../../schema/types/core.v1';
import { cells, context, create, faultsOf, read, updateFaults } from '../testing/apply';
import { pods } from './pods';

const web = (spec: object = {}, metadata: object = {}): object =>
  ({ metadata: { name: 'web', namespace: 'default', ...metadata }, spec: { containers: [{ name: 'main', image: 'nginx' }], ...spec } });

const withContainer = (container: object, spec: object = {}): object => web({ containers: [{ name: 'main', image: 'nginx', ...container }], ...spec });

const faults = (input: object): string[] => faultsOf(pods, create(pods, input));

const withStatus = (status: core.PodStatus, spec: object = {}, metadata: object = {}): core.Pod => ({ ...read(pods, web(spec, metadata)), status });

describe('defaults', () => {
  test('are those of an ordinary pod', () => {
    expect(read(pods, withContainer({ ports: [{ containerPort: 80 }], readinessProbe: { httpGet: { port: 80 } } })).spec).toMatchObject({
      restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', schedulerName: 'default-scheduler', terminationGracePeriodSeconds: 30, securityContext: {}, enableServiceLinks: true,
      containers: [{
        imagePullPolicy: 'Always', terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', ports: [{ containerPort: 80, protocol: 'TCP' }],
        readinessProbe: { httpGet: { path: '/', port: 80, scheme: 'HTTP' }, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
      }],
    });
  });

  test.each([['nginx', 'Always'], ['nginx:latest', 'Always'], ['nginx:1.2', 'IfNotPresent'], ['host:5000/nginx', 'Always'], ['host:5000/nginx:1', 'IfNotPresent'], ['nginx@sha256:0a', 'IfNotPresent']])(
    'pull policy of %s is %s', (image, policy) => expect(read(pods, withContainer({ image })).spec.containers[0]?.imagePullPolicy).toBe(policy));

  test('requests follow limits, host ports follow ports in the host network', () => {
    const pod = read(pods, withContainer({ ports: [{ containerPort: 80 }], resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } } }, { hostNetwork: true }));
    expect(pod.spec.containers[0]).toMatchObject({ ports: [{ hostPort: 80 }], resources: { requests: { cpu: '500m', memory: '1Gi' } } });
  });

  test('volumes and service accounts', () => {
    const pod = read(pods, web({ serviceAccountName: 'robot', volumes: [{ name: 'a' }, { name: 'b', secret: { secretName: 's' } }] }));
    expect(pod.spec).toMatchObject({ serviceAccount: 'robot', volumes: [{ emptyDir: {} }, { secret: { defaultMode: 420 } }] });
  });
});

describe('create', () => {
  test.each([
    [{}, 'BestEffort'], [{ requests: { cpu: '1' } }, 'Burstable'], [{ limits: { cpu: '1' } }, 'Burstable'],
    [{ limits: { cpu: '1', memory: '1Gi' } }, 'Guaranteed'], [{ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } }, 'Burstable'],
  ])('a pod with resources %j is pending and %s', (resources, qosClass) => {
    expect(create(pods, { ...withContainer({ resources }), status: { phase: 'Running' } }).status).toEqual({ phase: 'Pending', qosClass });
  });

  test('a gated pod says that it is', () => {
    expect(create(pods, web({ schedulingGates: [{ name: 'example.com/wait' }] })).status.conditions).toEqual([
      { type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates' },
    ]);
  });
});

describe('faults', () => {
  test('an ordinary pod has none', () => expect(faults(web())).toEqual([]));

  test.each<[string, object, string[]]>([
    ['no containers', web({ containers: [] }), ['spec.containers: Required value']],
    ['no name and image', web({ containers: [{}] }), ['spec.containers[0].name: Required value', 'spec.containers[0].image: Required value']],
    ['same names', web({ containers: [{ name: 'a', image: 'i' }, { name: 'a', image: 'i' }] }), ['spec.containers[1].name: Duplicate value: "a"']],
    ['init of the same name', web({ initContainers: [{ name: 'main', image: 'i' }] }), ['spec.initContainers[0].name: Duplicate value: "main"']],
    ['port out of range', withContainer({ ports: [{ containerPort: 70000 }] }), ['spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive']],
    ['port missing', withContainer({ ports: [{ name: 'http' }] }), ['spec.containers[0].ports[0].containerPort: Required value']],
    ['port name twice', withContainer({ ports: [{ name: 'p', containerPort: 1 }, { name: 'p', containerPort: 2 }] }), ['spec.containers[0].ports[1].name: Duplicate value: "p"']],
    ['host port twice', withContainer({ ports: [{ containerPort: 1, hostPort: 9 }, { containerPort: 2, hostPort: 9 }] }), ['spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//9"']],
    ['env without a name', withContainer({ env: [{ value: 'x' }] }), ['spec.containers[0].env[0].name: Required value']],
    ['env with =', withContainer({ env: [{ name: 'a=b' }] }), ["spec.containers[0].env[0].name: Invalid value: \"a=b\": a valid environment variable name must consist only of printable ASCII characters other than '='"]],
    ['env of an unknown field', withContainer({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.x' } } }] }), [
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.x": error converting fieldPath: field label not supported: spec.x']],
    ['env of a field that files show', withContainer({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } }] }), [
      'spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"']],
    ['env of two sources', withContainer({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' }, secretKeyRef: { name: 's', key: 'k' } } }] }), [
      'spec.containers[0].env[0].valueFrom: Invalid value: "": may not have more than one field specified at a time']],
    ['mount of no volume', withContainer({ volumeMounts: [{ name: 'data', mountPath: '/data' }] }), ['spec.containers[0].volumeMounts[0].name: Not found: "data"']],
    ['request over limit', withContainer({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }), ['spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1']],
    ['negative quantity', withContainer({ resources: { requests: { cpu: '-1' } } }), ['spec.containers[0].resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0']],
    ['unknown resource', withContainer({ resources: { requests: { banana: '1' } } }), [
      'spec.containers[0].resources.requests[banana]: Invalid value: "banana": must be a standard resource type or fully qualified',
      'spec.containers[0].resources.requests[banana]: Invalid value: "banana": must be a standard resource for containers']],
    ['half an extended resource', withContainer({ resources: { limits: { 'example.com/gpu': '500m' } } }), [
      'spec.containers[0].resources.limits[example.com/gpu]: Invalid value: "500m": must be an integer', 'spec.containers[0].resources.requests[example.com/gpu]: Invalid value: "500m": must be an integer']],
    ['restart policy', web({ restartPolicy: 'Sometimes' }), ['spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"']],
    ['probe without handler', withContainer({ livenessProbe: {} }), ['spec.containers[0].livenessProbe: Required value: must specify a handler type']],
    ['probe with two handlers', withContainer({ livenessProbe: { exec: { command: ['a'] }, tcpSocket: { port: 1 } } }), ['spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type']],
    ['liveness that needs two successes', withContainer({ livenessProbe: { tcpSocket: { port: 1 }, successThreshold: 2 } }), ['spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1']],
    ['probe of an init container', web({ initContainers: [{ name: 'i', image: 'i', readinessProbe: { tcpSocket: { port: 1 } } }] }), [
      'spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always']],
    ['two sources of a volume', web({ volumes: [{ name: 'v', emptyDir: {}, hostPath: { path: '/x' } }] }), ['spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type']],
    ['volume name twice', web({ volumes: [{ name: 'v' }, { name: 'v' }] }), ['spec.volumes[1].name: Duplicate value: "v"']],
    ['toleration of nothing', web({ tolerations: [{ operator: 'Equal', value: 'x' }] }), [
      'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"']],
    ['affinity without terms', web({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } } }), [
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term']],
    ['spread of no skew', web({ topologySpreadConstraints: [{ maxSkew: 0, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }] }), [
      'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero']],
    ['image with a space', withContainer({ image: ' nginx' }), ['spec.containers[0].image: Invalid value: " nginx": must not have leading or trailing whitespace']],
    ['deadline of zero', web({ activeDeadlineSeconds: 0 }), ['spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive']],
    ['node and gates', web({ nodeName: 'n', schedulingGates: [{ name: 'g' }] }), ['spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared']],
  ])('%s', (_, input, expected) => expect(faults(input)).toEqual(expected));
});

describe('update', () => {
  const stored = (): core.Pod => create(pods, web({ tolerations: [{ key: 'a', operator: 'Exists' }], activeDeadlineSeconds: 20 }));
  const sent = (change: object): object => web({ tolerations: [{ key: 'a', operator: 'Exists' }], activeDeadlineSeconds: 20, ...change });
  const fixed = 'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

  test.each<[string, object, string[]]>([
    ['nothing', {}, []],
    ['an image', { containers: [{ name: 'main', image: 'nginx:2', imagePullPolicy: 'Always' }] }, []],
    ['a shorter deadline', { activeDeadlineSeconds: 10 }, []],
    ['a longer deadline', { activeDeadlineSeconds: 30 }, ['spec.activeDeadlineSeconds: Invalid value: 30: must be less than or equal to previous value']],
    ['another toleration', { tolerations: [{ key: 'a', operator: 'Exists' }, { key: 'b', operator: 'Exists' }] }, []],
    ['no toleration', { tolerations: [] }, ['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds']],
    ['another container', { containers: [{ name: 'main', image: 'nginx' }, { name: 'b', image: 'i' }] }, ['spec.containers: Forbidden: pod updates may not add or remove containers']],
    ['a node', { nodeName: 'n1' }, [fixed]],
    ['a command', { containers: [{ name: 'main', image: 'nginx', command: ['x'] }] }, [fixed]],
  ])('%s', (_, change, expected) => expect(updateFaults(pods, stored(), sent(change))).toEqual(expected));

  test('a gated pod may choose among fewer nodes, and lose its gates', () => {
    const gated = create(pods, web({ schedulingGates: [{ name: 'g' }], nodeSelector: { a: '1' } }));
    expect(updateFaults(pods, gated, web({ nodeSelector: { a: '1', b: '2' } }))).toEqual([]);
    expect(updateFaults(pods, gated, web({ schedulingGates: [{ name: 'g' }, { name: 'h' }], nodeSelector: { a: '1' } }))).toEqual([
      "spec.schedulingGates[1].name: Forbidden: only deletion is allowed, but found new scheduling gate 'h'"]);
    expect(updateFaults(pods, gated, web({ nodeSelector: { b: '2' } }))).toEqual(['spec.nodeSelector: Invalid value: {"b":"2"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)']);
  });

  test('a binding is no change of the spec, an image is', () => {
    const counts = pods.strategy.generation as (a: core.Pod, b: core.Pod) => boolean;
    const old = stored();
    expect(counts({ ...old, spec: { ...old.spec, nodeName: 'n' } }, old)).toBe(false);
    expect(counts({ ...old, spec: { ...old.spec, tolerations: [] } }, old)).toBe(true);
  });
});

describe('deletion', () => {
  const grace = (pod: core.Pod, gracePeriodSeconds?: number): number | undefined => pods.strategy.gracePeriod?.(pod, gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds });
  const running = (phase: 'Running' | 'Succeeded' = 'Running'): core.Pod => withStatus({ phase }, { nodeName: 'n1' });

  test('waits as long as the pod or the request says', () => {
    expect([grace(running()), grace(running(), 5), grace(running(), 0), grace(running(), -3)]).toEqual([30, 5, 0, 1]);
  });

  test('waits for nobody when no kubelet runs the pod', () => {
    expect([grace(withStatus({ phase: 'Pending' })), grace(running('Succeeded'), 9)]).toEqual([0, 0]);
  });
});

describe('binding', () => {
  const bind = (pod: core.Pod, metadata: object = {}): core.Pod => {
    const { binding } = pods.subresources;
    if (binding?.type !== 'action') throw new Error('no action');
    return binding.apply(pod, binding.schema.decode({ metadata: { name: 'web', ...metadata }, target: { kind: 'Node', name: 'n1' } }).object, context);
  };

  test('assigns the node, says so, and carries over annotations', () => {
    const pod = create(pods, web());
    const bound = bind(pod, { annotations: { a: 'b' } });
    expect(bound).toMatchObject({ metadata: { annotations: { a: 'b' } }, spec: { nodeName: 'n1' }, status: { conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }] } });
    expect(pod.spec.nodeName).toBeUndefined();
  });

  test.each<[string, object, object, string]>([
    ['an assigned pod', { nodeName: 'n0' }, {}, 'pod web is already assigned to node "n0"'],
    ['a pod that is being deleted', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }, 'pod web is being deleted, cannot be assigned to a host'],
    ['another pod of that name', {}, { uid: 'other' }, 'Precondition failed: UID in precondition: mine, UID in object meta: other'],
  ])('refuses %s', (_, spec, metadata, message) => {
    const pod = read(pods, web(spec, { uid: 'mine', ...metadata }));
    expect(() => bind(pod, { uid: 'mine' })).toThrow(ApiError.conflict({ group: '', plural: 'pods/binding' }, 'web', message));
  });
});

describe('status', () => {
  const write = (status: core.PodStatus, old: core.Pod): { pod: core.Pod; faults: string[] } => {
    const view = pods.subresources.status;
    if (view?.type !== 'view') throw new Error('no view');
    const pod = view.prepareForUpdate({ ...read(pods, web({ nodeName: 'elsewhere' }, { labels: { new: 'x' }, finalizers: ['a/b'] })), status }, old, context);
    return { pod, faults: view.validateUpdate?.(pod, old).map(({ field, detail }) => `${field}: ${detail}`) ?? [] };
  };

  test('leaves the spec and finalizers, takes labels, keeps the class', () => {
    const old = create(pods, web());
    const { pod, faults: none } = write({ phase: 'Running' }, old);
    expect(pod).toMatchObject({ spec: old.spec, metadata: { labels: { new: 'x' } }, status: { phase: 'Running', qosClass: 'BestEffort' } });
    expect(pod.metadata.finalizers).toBeUndefined();
    expect(none).toEqual([]);
  });

  test('does not revive a container of a pod that never restarts', () => {
    const container = (state: core.ContainerState): core.ContainerStatus => ({ name: 'main', state, ready: false, restartCount: 0, image: '', imageID: '' });
    const old = withStatus({ containerStatuses: [container({ terminated: { exitCode: 0 } })] }, { restartPolicy: 'Never' });
    expect(write({ containerStatuses: [container({ running: {} })] }, old).faults).toEqual(['status.containerStatuses[0].state: may not be transitioned to non-terminated state']);
  });
});

describe('row', () => {
  const container = (state: core.ContainerState, more: Partial<core.ContainerStatus> = {}): core.ContainerStatus => ({ name: 'main', state, ready: false, restartCount: 0, image: '', imageID: '', ...more });
  const running = { running: { startedAt: '2026-01-01T00:00:00Z' } };
  const init = { initContainers: [{ name: 'i', image: 'i' }, { name: 'j', image: 'i' }] };
  const sidecar = { initContainers: [{ name: 's', image: 'i', restartPolicy: 'Always' }] };

  test.each<[string, core.PodStatus, object, object, string, string]>([
    ['pending', { phase: 'Pending' }, {}, {}, '0/1', 'Pending'],
    ['creating', { phase: 'Pending', containerStatuses: [container({ waiting: { reason: 'ContainerCreating' } })] }, {}, {}, '0/1', 'ContainerCreating'],
    ['running', { phase: 'Running', containerStatuses: [container(running, { ready: true })] }, {}, {}, '1/1', 'Running'],
    ['not ready', { phase: 'Running', containerStatuses: [container(running)] }, {}, {}, '0/1', 'Running'],
    ['back-off', { phase: 'Running', containerStatuses: [container({ waiting: { reason: 'CrashLoopBackOff' } })] }, {}, {}, '0/1', 'CrashLoopBackOff'],
    ['completed', { phase: 'Succeeded', containerStatuses: [container({ terminated: { exitCode: 0, reason: 'Completed' } })] }, {}, {}, '0/1', 'Completed'],
    ['exit code', { phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 3 } })] }, {}, {}, '0/1', 'ExitCode:3'],
    ['signal', { phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 0, signal: 9 } })] }, {}, {}, '0/1', 'Signal:9'],
    ['half done', { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [container({ terminated: { exitCode: 0, reason: 'Completed' } }), container(running, { ready: true })] }, {}, {}, '1/1', 'Running'],
    ['half done, not ready', { phase: 'Running', containerStatuses: [container({ terminated: { exitCode: 0, reason: 'Completed' } }), container(running, { ready: true })] }, {}, {}, '1/1', 'NotReady'],
    ['first init', { phase: 'Pending', initContainerStatuses: [container(running)], containerStatuses: [container({ waiting: { reason: 'PodInitializing' } })] }, init, {}, '0/1', 'Init:0/2'],
    ['second init', { phase: 'Pending', initContainerStatuses: [container({ terminated: { exitCode: 0 } }), container({ waiting: { reason: 'PodInitializing' } })] }, init, {}, '0/1', 'Init:1/2'],
    ['failed init', { phase: 'Pending', initContainerStatuses: [container({ terminated: { exitCode: 1, reason: 'Error' } })] }, init, {}, '0/1', 'Init:Error'],
    ['init exit code', { phase: 'Pending', initContainerStatuses: [container({ terminated: { exitCode: 2 } })] }, init, {}, '0/1', 'Init:ExitCode:2'],
    ['init back-off', { phase: 'Pending', initContainerStatuses: [container({ waiting: { reason: 'CrashLoopBackOff' } })] }, init, {}, '0/1', 'Init:CrashLoopBackOff'],
    ['sidecar', { phase: 'Running', initContainerStatuses: [container(running, { name: 's', started: true, ready: true })], containerStatuses: [container(running, { ready: true })] }, sidecar, {}, '2/2', 'Running'],
    ['gated', { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }, {}, {}, '0/1', 'SchedulingGated'],
    ['evicted', { phase: 'Failed', reason: 'Evicted' }, {}, {}, '0/1', 'Evicted'],
    ['terminating', { phase: 'Running', containerStatuses: [container(running, { ready: true })] }, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }, '1/1', 'Terminating'],
    ['lost', { phase: 'Running', reason: 'NodeLost' }, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }, '0/1', 'Unknown'],
    ['deleted when done', { phase: 'Succeeded' }, {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }, '0/1', 'Succeeded'],
  ])('of a pod that is %s', (_, status, spec, metadata, ready, text) => {
    expect(cells(pods, withStatus(status, spec, metadata))).toMatchObject({ Ready: ready, Status: text });
  });

  test('tells restarts and when the last one was', () => {
    const restarted = container(running, { ready: true, restartCount: 2, lastState: { terminated: { exitCode: 1, finishedAt: '2025-12-31T23:55:00Z' } } });
    expect(cells(pods, withStatus({ phase: 'Running', containerStatuses: [restarted] }))).toMatchObject({ Restarts: '2 (5m ago)' });
    expect(cells(pods, withStatus({ phase: 'Running', containerStatuses: [container(running)] }))).toMatchObject({ Restarts: '0' });
  });

  test('has the wide cells and the mark of finished pods', () => {
    const pod = withStatus({ phase: 'Succeeded', podIPs: [{ ip: '10.0.0.1' }], conditions: [{ type: 'a/b', status: 'True' }] }, { nodeName: 'n1', readinessGates: [{ conditionType: 'a/b' }, { conditionType: 'c/d' }] });
    expect(cells(pods, pod)).toMatchObject({ IP: '10.0.0.1', Node: 'n1', 'Nominated Node': '<none>', 'Readiness Gates': '1/2' });
    expect(pods.rowConditions?.(pod)).toEqual([{ type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' }]);
  });
});
