import { formatFieldError } from '../../field-error';
import { create, faultsOf } from '../../kinds/testing/apply';
import { pods } from '../../kinds/core/pods';
import type { BcsApplication } from '../../kinds/bcs/bcsapplications';
import { validateMetadata } from '../../metadata';
import { seededRandom } from '../../random';
import type * as core from '../../schema/types/core.v1';
import { definitionOf } from '../application';
import * as marks from '../marks';
import { labelName, objectName } from '../names';
import { seedApplication } from '../testing/seed';
import { timing } from '../timing';
import { workloadFaults } from '../workload-faults';
import { podOf, type Succession } from './pod';

const nanos = '1527839061316356269';

const applicationOf = (definition: object, { name = 'app-test', namespace = 'defaultGroup' } = {}): BcsApplication => ({
  apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsApplication', metadata: { name: objectName(name), namespace: labelName(namespace), uid: 'u' },
  spec: { name, namespace, cluster: '10001', instances: 2, version: '1', definition: definition as Record<string, unknown> },
});

function build(definition: object, successor?: Succession, names = {}): core.Pod {
  const application = applicationOf(definition, names);
  return podOf({ application, definition: definitionOf(application.spec), version: '1', index: 0, nanos, successor }, timing);
}

const refusals = (pod: core.Pod): string[] => {
  const stored = create(pods, pod);
  return [...faultsOf(pods, stored), ...validateMetadata(stored.metadata, { scope: 'Namespaced', nameRule: 'subdomain' }).map(formatFieldError)];
};

const withContainer = (container: object, spec: object = {}, metadata: object = {}): object =>
  ({ kind: 'application', metadata: { name: 'a', namespace: 'n', ...metadata }, spec: { instance: 1, template: { spec: { containers: [{ image: 'i', ...container }], ...spec } } } });

/** What every container is told. */
const told = [{ name: 'BCS_POD_ID', value: '0.app-test.defaultGroup.10001.1527839061316356269' }, { name: 'BCS_NODE_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } }];

test('the document\'s example', () => {
  const pod = build(seedApplication);
  expect(refusals(pod)).toEqual([]);
  expect(pod.metadata).toEqual({
    name: '0.app-test.defaultgroup.10001.1527839061316356269-' + pod.metadata.name!.slice(-10), namespace: labelName('defaultGroup'),
    labels: { podname: 'app-test', [marks.applicationLabel]: 'app-test', [marks.indexLabel]: '0', [marks.versionLabel]: '1' },
    annotations: {
      [marks.taskgroupAnnotation]: '0.app-test.defaultGroup.10001.1527839061316356269', [marks.namespaceAnnotation]: 'defaultGroup', [marks.constraintAnnotation]: '{"intersectionItem":[]}',
      [marks.wantedPortsAnnotation]: '[[{"name":"test-port","containerPort":9999,"hostPort":0,"protocol":"HTTP"}]]',
    },
    ownerReferences: [{ apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsApplication', name: 'app-test', uid: 'u', controller: true, blockOwnerDeletion: true }],
  });
  const probe = { httpGet: { path: '/dd', port: 9999, scheme: 'HTTP' }, initialDelaySeconds: 10, periodSeconds: 10, timeoutSeconds: 5, successThreshold: 1 };
  expect(pod.spec).toEqual({
    schedulerName: 'bcs-scheduler', runtimeClassName: 'bcs-executor', restartPolicy: 'Never', terminationGracePeriodSeconds: 5, tolerations: [{ operator: 'Exists' }],
    automountServiceAccountToken: false, enableServiceLinks: false,
    containers: [{
      name: 'c0', image: 'dockerhub:8443/bcs/game/gamesvr:v1.1.1', imagePullPolicy: 'Always',
      env: [...told, { name: 'PORT_test-port', valueFrom: { fieldRef: { fieldPath: 'metadata.annotations[\'bkbcs.tencent.com/port.0.0\']' } } }],
      ports: [{ name: 'test-port', containerPort: 9999, protocol: 'TCP' }],
      resources: { requests: { cpu: '2', memory: '100Mi' }, limits: { cpu: '2', memory: '100Mi' } },
      readinessProbe: { ...probe, failureThreshold: 1 }, livenessProbe: { ...probe, failureThreshold: 11 },
    }],
  });
});

test('a successor waits behind its gate', () => {
  const pod = build(seedApplication, { predecessor: 'old', notBefore: 7, update: 'order', retain: { node: 'n', until: 9 }, restarts: { times: 1, last: 3 } });
  expect(refusals(pod)).toEqual([]);
  expect(pod.spec.schedulingGates).toEqual([{ name: marks.successorGate }]);
  expect(pod.metadata.annotations).toMatchObject({
    [marks.predecessorAnnotation]: 'old', [marks.notBeforeAnnotation]: '7', [marks.updateAnnotation]: 'order', [marks.retainAnnotation]: '{"node":"n","until":9}',
    [marks.restartsAnnotation]: '{"times":1,"last":3}',
  });
});

test('labels: the template\'s win, and what Kubernetes cannot keep stays in the definition', () => {
  const definition = withContainer({}, {}, { labels: { a: 'metadata', b: 'metadata', 'not a label': 'x', c: 'no/value', [marks.indexLabel]: '9' } }) as { spec: { template: object } };
  Object.assign(definition.spec.template, { metadata: { labels: { a: 'template' }, annotations: { note: 'kept', 'kubernetes.io/config.mirror': 'x', [marks.retainAnnotation]: 'x' } } });
  const { metadata } = build(definition);
  expect(metadata.labels).toEqual({ a: 'template', b: 'metadata', [marks.applicationLabel]: 'app-test', [marks.indexLabel]: '0', [marks.versionLabel]: '1' });
  expect(metadata.annotations).toMatchObject({ note: 'kept' });
  expect(Object.keys(metadata.annotations ?? {})).not.toContain('kubernetes.io/config.mirror');
  expect(metadata.annotations).not.toHaveProperty([marks.retainAnnotation]);
});

test.each([
  ['of its own', '10.0.0.7', { ip: '10.0.0.7' }],
  ['on some agents', '10.0.0.7 | InnerIP=10.1.*', { ip: '10.0.0.7', where: { attribute: 'InnerIP', patterns: ['10.1.*'] } }],
])('an address %s', (_, value, request) => {
  const { metadata } = build(withContainer({}, {}, { labels: { 'io.tencent.bcs.netsvc.requestip.0': value } }));
  expect(JSON.parse(metadata.annotations?.[marks.requestedIpAnnotation] ?? '')).toEqual(request);
  expect(metadata.labels).toMatchObject({ 'io.tencent.bcs.netsvc.requestip': '10.0.0.7' });
});

test('others have addresses: no agent will do', () => {
  const { metadata } = build(withContainer({}, {}, { annotations: { 'io.tencent.bcs.netsvc.requestip.1': '10.0.0.8' } }));
  expect(metadata.annotations).toMatchObject({ [marks.requestedIpAnnotation]: '{"ip":"","where":{"attribute":"","patterns":[]}}' });
});

const first = (definition: object): core.Container => build(definition).spec.containers[0]!;

test('variables', () => {
  const { env } = first(withContainer({
    ports: [{ name: 'web', containerPort: 80, hostPort: 0 }, { name: 'fixed', containerPort: 81, hostPort: 8081 }],
    env: [
      { name: 'ID', value: '${bcs.taskgroupid} ${bcs.taskgroupname} ${bcs.namespace}/${bcs.appname}#${bcs.instanceid}' }, { name: 'WHERE', value: '$(${bcs.hostip}:${bcs.ports.web}) ${bcs.ports.fixed} ${bcs.other}' },
      { name: '${bcs.appname}_X', value: '1' }, { name: 'TWICE', value: '1' }, { name: 'TWICE', value: '2' }, { name: 'a=b', value: 'no' },
    ],
    configmaps: [{ name: 'c', items: [{ type: 'env', dataKey: 'k', keyOrPath: 'FROM_MAP' }] }],
    secrets: [{ secretName: 's', items: [{ type: 'env', dataKey: 'k', keyOrPath: 'FROM_SECRET' }] }],
  }, { networkMode: 'BRIDGE' }));
  const port = { fieldRef: { fieldPath: 'metadata.annotations[\'bkbcs.tencent.com/port.0.0\']' } };
  expect(env).toEqual([
    ...told, { name: 'PORT_web', valueFrom: port }, { name: 'PORT_fixed', value: '8081' },
    { name: 'bcs.hostip', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } }, { name: 'bcs.ports.web', valueFrom: port },
    { name: 'ID', value: '0.app-test.defaultGroup.10001.1527839061316356269 app-test-0 defaultGroup/app-test#0' },
    { name: 'WHERE', value: '$$($(bcs.hostip):$(bcs.ports.web)) 8081 $${bcs.other}' },
    { name: 'app-test_X', value: '1' }, { name: 'TWICE', value: '2' },
    { name: 'FROM_MAP', valueFrom: { configMapKeyRef: { name: 'c', key: 'k', optional: true } } },
    { name: 'FROM_SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } },
  ]);
});

test('what is mounted', () => {
  const { spec } = build(withContainer({
    volumes: [
      { name: 'v', volume: { hostPath: '/data/$BCS_POD_ID/../x', mountPath: '/v', readOnly: true } }, { name: 'own', volume: { hostPath: '', mountPath: '/own', subPath: '/../a' } },
      { name: 'again', volume: { hostPath: '/other', mountPath: '/v' } },
    ],
    configmaps: [{ name: 'Config', items: [{ type: 'file', dataKey: 'k', KeyOrPath: '/etc/k', readOnly: true }] }],
  }));
  expect(spec.volumes).toEqual([
    { name: 'volume-0-0', hostPath: { path: '/data/x', type: '' } }, { name: 'volume-0-1', emptyDir: {} },
    { name: 'configmap-0-0-0', configMap: { name: objectName('Config'), items: [{ key: 'k', path: 'file' }], optional: true } },
  ]);
  expect(spec.containers[0]?.volumeMounts).toEqual([
    { name: 'volume-0-0', mountPath: '/v', readOnly: true }, { name: 'volume-0-1', mountPath: '/own', subPath: 'a' },
    { name: 'configmap-0-0-0', mountPath: '/etc/k', subPath: 'file', readOnly: true },
  ]);
});

test.each<[string, object, core.ResourceRequirements]>([
  ['limits alone', { limits: { cpu: '0.1', memory: '64.5', storage: '10' } }, {
    requests: { cpu: '100m', memory: String(64.5 * 2 ** 20), 'ephemeral-storage': '10Mi' }, limits: { cpu: '100m', memory: String(64.5 * 2 ** 20), 'ephemeral-storage': '10Mi' },
  }],
  ['a limit below the request, and a limit without one', { requests: { cpu: '2' }, limits: { cpu: '1', memory: '10' } }, { requests: { cpu: '2', memory: '0' }, limits: { cpu: '2', memory: '10Mi' } }],
  ['nothing that can be read', { limits: { cpu: '250m' } }, {}],
  ['devices', { extendedResources: [{ Name: 'bkbcs/cpuset', Value: 1.5 }, { Name: 'odd', Value: 1 }] }, {
    requests: { 'bkbcs/cpuset': '2', 'bkbcs.tencent.com/odd': '1' }, limits: { 'bkbcs/cpuset': '2', 'bkbcs.tencent.com/odd': '1' },
  }],
])('resources: %s', (_, resources, expected) => expect(first(withContainer({ resources })).resources).toEqual(expected));

test('the host\'s network: both ports are one, and no two are the same', () => {
  const pod = build(withContainer({ ports: [{ name: 'a', containerPort: 80 }, { name: 'b', containerPort: 80 }, { name: 'c', containerPort: 0 }] }, { networkMode: 'HOST' }));
  expect(pod.spec).toMatchObject({ hostNetwork: true, containers: [{ ports: [{ name: 'a', containerPort: 80, hostPort: 80, protocol: 'TCP' }] }] });
  expect(pod.spec.containers[0]?.ports).toHaveLength(1);
});

test('processes are containers of the host', () => {
  const pod = build({
    kind: 'process', metadata: { name: 'a' }, spec: { instance: 1, template: { spec: { processes: [{ procName: 'gamesvr', workPath: '/srv', startCmd: './start.sh $(x)', ports: [{ name: 'p', hostPort: 8080 }] }] } } },
  });
  expect(refusals(pod)).toEqual([]);
  expect(pod.spec).toMatchObject({
    hostNetwork: true,
    containers: [{
      name: 'gamesvr', image: 'bcs-process', workingDir: '/srv', command: ['/bin/sh', '-c', './start.sh $$(x)'], ports: [{ name: 'p', containerPort: 8080, hostPort: 8080 }],
      resources: { requests: { cpu: '1', memory: '64Mi', 'ephemeral-storage': '64Mi' } },
    }],
  });
});

const template = (spec: object): object => ({ spec: { instance: 1, template: { spec } } });

test.each([
  ['no template', { spec: { instance: 1 } }, 'template is required'],
  ['nothing in it', template({}), 'template has neither containers nor processes'],
  ['both', template({ containers: [{}], processes: [{}] }), 'template has containers and processes, only one of them is allowed'],
  ['too many', template({ containers: Array.from({ length: 257 }, () => ({})) }), 'there are more than 256 containers'],
  ['a constraint beyond what annotations hold', { ...template({ containers: [{}] }), constraint: { intersectionItem: [{ unionData: [{ name: 'x'.repeat(100_000) }] }] } }, 'constraint and ports are too long'],
])('no pod: %s', (_, definition, fault) => {
  expect(workloadFaults(definitionOf({ definition: definition as Record<string, unknown> }))).toEqual([{ about: 'template', text: fault }]);
});

test('no pod without a template', () => expect(() => build({})).toThrow('the definition has no template'));

/** Whatever somebody may write: the registry takes the pod. */
test('hundreds of hostile definitions', () => {
  const random = seededRandom(7);
  const texts = [
    '', ' ', 'a', 'A', 'a.b', '../..', '/a/../..', '..', '/', 'a'.repeat(300), '${bcs.hostip}', '$(x)', '${bcs.ports.a}', 'ü', '\n', 'a b', 'a=b', '-', 'c0', 'http', '__proto__', 'kubernetes.io/x',
    'io.tencent.bcs.netsvc.requestip.0', 'io.tencent.bcs.netsvc.requestip', 'bkbcs.tencent.com/bcs-app', '10.0.0.1|a=b;c', '::1', 'controller.kubernetes.io/pod-deletion-cost', 'HOST', 'env', 'file', 'HTTP', 'TCP',
    'COMMAND', 'requests.x/y', 'nvidia.com/gpu', 'x/'.repeat(3), 'Always', 'BRIDGE', 'cnm', 'net1', 'UDP',
  ];
  const numbers = [0, 1, -1, 80, 65_535, 65_536, 70_000, -2_147_483_649, 4_294_967_296, Number.MAX_SAFE_INTEGER, 31_000];
  const amounts = ['', '0', '1', '0.00001', '1e300', '-1', '250m', 'NaN', '99999999999999999999', '0.1', '64'];
  const of = <T>(from: readonly T[]): T => from[random.int(from.length)]!;
  const some = <T>(make: () => T): T[] => Array.from({ length: random.int(3) }, make);
  const [t, n, a] = [() => of(texts), () => of(numbers), () => of(amounts)];
  const map = (): object => Object.fromEntries(some(() => [t(), t()]));
  const list = (): object => ({ cpu: a(), memory: a(), storage: a() });
  const item = (): object => ({ type: of(['env', 'file', t()]), dataKey: t(), keyOrPath: t(), readOnly: random.int(2) === 0 });
  const shared = (): object => ({
    env: some(() => ({ name: t(), value: t() })), resources: { limits: list(), requests: list(), extendedResources: some(() => ({ Name: t(), Value: of([-1, 0, 0.5, 1e300, 3]) })) },
    ports: some(() => ({ name: t(), containerPort: n(), hostPort: n(), protocol: t() })),
    healthChecks: some(() => ({
      type: of(['COMMAND', 'HTTP', 'TCP']), gracePeriodSeconds: n(), intervalSeconds: n(), timeoutSeconds: n(), consecutiveFailures: n(), command: { value: t() },
      http: { port: n(), portName: t(), scheme: t(), path: t() }, tcp: { port: n(), portName: t() },
    })),
    configmaps: some(() => ({ name: t(), items: some(item) })), secrets: some(() => ({ secretName: t(), items: some(item) })),
  });
  const container = (): object => ({
    ...shared(), name: t(), image: t(), hostname: t(), command: t(), args: some(t), privileged: random.int(2) === 0,
    volumes: some(() => ({ name: t(), volume: { hostPath: t(), mountPath: t(), subPath: t() } })),
  });
  const parts = (make: () => object): object[] => [make(), ...some(make)];
  for (let i = 0; i < 300; i++) {
    const definition = {
      killPolicy: { gracePeriod: n() }, metadata: { labels: map(), annotations: map() }, ...(random.int(2) && { constraint: { intersectionItem: [{ unionData: [{ name: t() }] }] } }),
      spec: {
        instance: n(),
        template: {
          metadata: { labels: map(), annotations: map() },
          spec: { networkMode: of(['HOST', 'BRIDGE', 'net', t()]), networkType: t(), ...(random.int(4) ? { containers: parts(container) } : { processes: parts(() => ({ ...shared(), procName: t(), startCmd: t(), workPath: t() })) }) },
        },
      },
    };
    const found = refusals(build(definition, undefined, { name: t() || 'a', namespace: t() || 'n' }));
    if (found.length) throw new Error(`${found.join('\n')}\n${JSON.stringify(definition)}`);
  }
});
