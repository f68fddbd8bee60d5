import type { BcsApplication } from '../../kinds/bcs/bcsapplications';
import type * as core from '../../schema/types/core.v1';
import { definitionOf, versionOf } from '../application';
import * as marks from '../marks';
import { podOf } from '../pod';
import { portAnnotations, portsWantedBy } from '../ports';
import { seedApplication } from '../testing/seed';
import { timing } from '../timing';
import { applicationRecord, taskgroupRecord, taskgroupRecords, tasksRecords, versionRecord, type TaskgroupSource } from '.';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString().replace('.000', '');
const unix = (second: number): number => Date.UTC(2026, 0, 1, 0, 0, second) / 1000;
const nanos = '1527839061316356269';

const applicationOf = (definition: object = seedApplication, more: object = {}): BcsApplication => ({
  apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsApplication', metadata: { name: 'app-test', namespace: 'defaultgroup-0', uid: 'u', creationTimestamp: at(0), generation: 1 },
  spec: { name: 'app-test', namespace: 'defaultGroup', cluster: '10001', instances: 2, version: '1527839061000000000', definition: definition as Record<string, unknown>, ...more },
  status: { observedGeneration: 1, status: 'Deploying', lastStatus: 'Operating', message: 'application in deploying', updateTime: unix(1), lastUpdateTime: unix(4) },
});

const application = applicationOf();

function podNumber(index: number, of: BcsApplication = application): core.Pod {
  const pod = podOf({ application: of, definition: definitionOf(of.spec), version: of.spec.version ?? '', index, nanos }, timing);
  return { ...pod, metadata: { ...pod.metadata, creationTimestamp: at(0) }, status: { phase: 'Pending' } };
}

const withAnnotations = (pod: core.Pod, annotations: object): core.Pod => ({ ...pod, metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...annotations } } });

function running(pod: core.Pod): core.Pod {
  const placed = withAnnotations(pod, { ...portAnnotations(portsWantedBy(pod), [31_001]), [marks.attributesAnnotation]: '{"hostname":{"kind":"text","value":"node-1"},"cpus":{"kind":"scalar","value":4}}' });
  return {
    ...placed, spec: { ...placed.spec, nodeName: 'node-1' },
    status: {
      phase: 'Running', hostIP: '192.168.0.1', podIP: '10.0.0.7', conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: at(2) }],
      containerStatuses: placed.spec.containers.map(({ name, image = '' }) => ({ name, image, imageID: '', ready: true, restartCount: 0, containerID: 'containerd://abc', state: { running: { startedAt: at(3) } } })),
    },
  };
}

const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' }, spec: {}, status: { conditions: [{ type: 'Ready', status: 'True' }], addresses: [{ type: 'InternalIP', address: '192.168.0.1' }, { type: 'Hostname', address: 'host-1' }] } } as unknown as core.Node;

const sourceOf = (of: BcsApplication = application): TaskgroupSource => ({ application: of, versionOf: () => versionOf(of), nodeOf: (name) => (name === 'node-1' ? node : undefined), now: Date.parse(at(60)), timing });

const notLost = (): boolean => false;
const text = (record: object | undefined): string => JSON.stringify(record);

const meta = { name: 'app-test', namespace: 'defaultGroup', creationTimestamp: '0001-01-01T00:00:00Z', labels: { podname: 'app-test' } };
const checks = [
  { type: 'HTTP', delaySeconds: 10, gracePeriodSeconds: 10, intervalSeconds: 10, timeoutSeconds: 5, consecutiveFailures: 10, http: { port: 0, portName: 'test-port', scheme: 'http', path: '/dd', headers: null } },
  { type: 'REMOTE_HTTP', delaySeconds: 10, gracePeriodSeconds: 10, intervalSeconds: 10, timeoutSeconds: 5, consecutiveFailures: 10, http: { port: 0, portName: 'test-port', scheme: 'http', path: '/dd', headers: { key1: 'value1' } } },
  { type: 'REMOTE_TCP', delaySeconds: 10, gracePeriodSeconds: 10, intervalSeconds: 10, timeoutSeconds: 5, consecutiveFailures: 10, tcp: { port: 0, portName: 'test-port' } },
];
const amount = { Cpus: 2, Mem: 100, Disk: 0 };
const dataClass = { Resources: amount, LimitResources: amount, ExtendedResources: [], Msgs: [], NetLimit: null, ProcInfo: null };
const id = `0.app-test.defaultGroup.10001.${nanos}`;

test('an application', () => {
  const pods = [podNumber(1), running(podNumber(0)), { ...podNumber(0), spec: { ...podNumber(0).spec, schedulingGates: [{ name: marks.successorGate }] } }];
  expect(text(applicationRecord(application, pods, notLost))).toBe(text({
    Kind: 'application', ID: 'app-test', Name: 'app-test', ObjectMeta: meta, DefineInstances: 2, Instances: 1, RunningInstances: 1, RunAs: 'defaultGroup', ClusterId: '10001', Status: 'Deploying',
    SubStatus: 'Unknown', LastStatus: 'Operating', Created: unix(0), UpdateTime: unix(1), Mode: '', LastUpdateTime: unix(4), Message: 'application in deploying', Pods: [{ name: id }],
  }));
});

test('an application with an intent that nobody has seen yet', () => {
  const seen = { ...application, metadata: { ...application.metadata, generation: 2 } };
  expect(applicationRecord(seen, [], notLost)).toMatchObject({ Status: 'Operating', LastStatus: 'Deploying', Pods: [] });
  expect(applicationRecord(applicationOf(seedApplication, { rolling: 'Up' }), [], notLost)).toMatchObject({ Status: 'RollingUpdate', SubStatus: 'RollingUpdateUp', LastStatus: 'Deploying' });
});

test('an application that somebody wrote by hand', () => {
  const byHand: BcsApplication = { apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsApplication', metadata: { name: 'web', namespace: 'default' }, spec: { instances: 1, definition: { spec: { instance: 'many' } } } };
  expect(applicationRecord(byHand, [], notLost)).toMatchObject({ Kind: 'application', ID: 'web', RunAs: 'default', ClusterId: '0', Status: 'Staging', LastStatus: '', Created: 0, Message: '' });
  expect(taskgroupRecords([podNumber(0)], { ...sourceOf(byHand), versionOf: () => undefined })).toEqual([]);
});

test('a version', () => {
  const record = versionRecord(versionOf(application)!, timing);
  expect(text(record)).toBe(text({
    ID: 'app-test', Name: '1527839061000000000', ObjectMeta: meta, PodObjectMeta: meta, Instances: 2, RunAs: 'defaultGroup',
    Container: [{
      Type: 'MESOS',
      Docker: {
        Hostname: '', ForcePullImage: true, Image: 'dockerhub:8443/bcs/game/gamesvr:v1.1.1', ImagePullUser: '', ImagePullPasswd: '', Network: 'BRIDGE', NetworkType: 'BRIDGE', Command: '', Arguments: [],
        Parameters: [], PortMappings: [{ ContainerPort: 9999, HostPort: 0, Name: 'test-port', Protocol: 'HTTP' }], Env: {}, Privileged: false,
      },
      Volumes: [], Resources: amount, LimitResoures: amount, DataClass: dataClass, ConfigMaps: [], Secrets: [], HealthChecks: checks, NetLimit: null,
    }],
    Process: [], Labels: { podname: 'app-test' }, KillPolicy: { gracePeriod: 5 }, RestartPolicy: { policy: 'Never', interval: 5, backoff: 10 }, Constraints: {}, Uris: [], Ip: [], Mode: '', Kind: 'application',
    raw_json: seedApplication,
  }));
  expect(versionRecord(versionOf(applicationOf(seedApplication, { derived: true }))!, timing)).not.toHaveProperty('raw_json');
});

test('a taskgroup and its task', () => {
  const record = taskgroupRecord(running(podNumber(0)), sourceOf());
  const name = `${nanos}.0.0.app-test.defaultGroup.10001`;
  const statusData = JSON.stringify({
    ID: 'abc', Name: name, StartAt: at(3), FinishAt: '0001-01-01T00:00:00Z', Status: 'running', Healthy: true, IsChecked: true, Hostname: podNumber(0).metadata.name, NetworkMode: 'BRIDGE',
    IPAddress: '10.0.0.7', NodeAddress: '192.168.0.1', Ports: [{ name: 'test-port', containerPort: '9999', hostPort: '31001', protocol: 'HTTP', hostIP: '192.168.0.1' }], Message: 'container is running',
    Resource: amount,
  });
  const task = {
    Kind: 'application', ID: name, Name: `${nanos}-${name}`, Hostame: '', Command: '', Arguments: [], Image: 'dockerhub:8443/bcs/game/gamesvr:v1.1.1', ImagePullUser: '', ImagePullPasswd: '',
    Network: 'BRIDGE', NetworkType: 'BRIDGE', PortMappings: [{ ContainerPort: 9999, HostPort: 31_001, Name: 'test-port', Protocol: 'HTTP' }], Privileged: false, Parameters: [], ForcePullImage: true,
    Volumes: [], Env: {}, Labels: { podname: 'app-test' }, DataClass: dataClass, Cpuset: false, HealthChecks: checks,
    HealthCheckStatus: [
      { type: 'HTTP', result: true, message: 'http check by executor' }, { type: 'REMOTE_HTTP', result: true, message: 'remote http check, not reported' },
      { type: 'REMOTE_TCP', result: true, message: 'remote tcp check, not reported' },
    ],
    Healthy: true, IsChecked: true, ConsecutiveFailureTimes: 0, LocalMaxConsecutiveFailures: 10, OfferId: '', AgentId: 'node-1', AgentHostname: 'host-1', AgentIPAddress: '192.168.0.1', Status: 'Running',
    LastStatus: 'Starting', UpdateTime: unix(3), StatusData: statusData, AppId: 'app-test', RunAs: 'defaultGroup', KillPolicy: { gracePeriod: 5 }, Uris: [], LastUpdateTime: unix(3),
    Message: 'container is running', NetLimit: null,
  };
  expect(text(record)).toBe(text({
    Kind: 'application', ID: id, Name: 'app-test-0', AppID: 'app-test', RunAs: 'defaultGroup', ObjectMeta: { ...meta, name: id }, AgentID: 'node-1', ExecutorID: id, Status: 'Running',
    LastStatus: 'Starting', InstanceID: 0, Taskgroup: [task], KillPolicy: { gracePeriod: 5 }, RestartPolicy: { policy: 'Never', interval: 5, backoff: 10 }, VersionName: '1527839061000000000',
    LastUpdateTime: unix(3), Attributes: [{ name: 'hostname', type: 3, text: { value: 'node-1' } }, { name: 'cpus', type: 0, scalar: { value: 4 } }], StartTime: unix(2), UpdateTime: unix(3),
    ReschededTimes: 0, LastReschedTime: 0, HostName: 'host-1', Message: 'pod is running', LaunchResource: { Cpus: 2, Mem: 164, Disk: 64 }, CurrResource: { Cpus: 2, Mem: 164, Disk: 64 },
    BcsEventMsg: null,
  }));
  expect(text(tasksRecords([podNumber(1), running(podNumber(0))], sourceOf())[0])).toBe(text(task));
});

test('resources that were changed in place', () => {
  const pod = running(podNumber(0));
  const resized: core.Pod = { ...pod, spec: { ...pod.spec, containers: pod.spec.containers.map((container) => ({ ...container, resources: { requests: { cpu: '4', memory: '200Mi' } } })) } };
  expect(taskgroupRecord(resized, sourceOf())).toMatchObject({ LaunchResource: { Cpus: 2, Mem: 164, Disk: 64 }, CurrResource: { Cpus: 4, Mem: 264, Disk: 64 } });
});

test('a message, restarts, and an agent that is gone', () => {
  const kept = { Id: 5, Type: 2, TaskGroupId: id, TaskID: undefined, Sig: { Signal: 12, ProcessName: 'x' }, Status: 'success', Message: '', CompleteTime: 6, CreateTime: 5 };
  const pod = withAnnotations(running(podNumber(0)), { [marks.messageAnnotation]: JSON.stringify(kept), [marks.restartsAnnotation]: `{"times":2,"last":${unix(9)}000}` });
  expect(taskgroupRecord(pod, { ...sourceOf(), nodeOf: () => undefined })).toMatchObject({
    BcsEventMsg: { Id: 5, Type: 2, TaskGroupId: id, TaskID: null, Sig: { Signal: 12, ProcessName: 'x' }, Status: 'success' }, ReschededTimes: 2, LastReschedTime: unix(9), Status: 'Lost',
    Taskgroup: [{ Status: 'Lost', StatusData: expect.stringContaining('"BcsMessage":{"Id":5') as string }],
  });
});

test('before it has an agent; and one that waits for another is not told of', () => {
  const waiting = podNumber(0);
  expect(taskgroupRecord(waiting, sourceOf())).toMatchObject({ Status: 'Staging', AgentID: '', ExecutorID: '', HostName: '', StartTime: 0, Attributes: [], Taskgroup: [{ Status: 'Staging', StatusData: '', AgentIPAddress: '' }] });
  expect(taskgroupRecord({ ...waiting, spec: { ...waiting.spec, schedulingGates: [{ name: marks.successorGate }] } }, sourceOf())).toBeUndefined();
});

test('addresses that were asked for, and what variables say where it runs', () => {
  const of = applicationOf({
    metadata: { name: 'app-test', namespace: 'defaultGroup', labels: { 'io.tencent.bcs.netsvc.requestip.0': '10.0.0.7 | a=b' }, annotations: { note: 'n' } },
    spec: { instance: 1, template: { spec: { networkMode: 'BRIDGE', containers: [{ image: 'i', ports: [{ name: 'web', containerPort: 80 }], env: [{ name: 'WHERE', value: '${bcs.hostip}:${bcs.ports.web} $x' }] }] } } },
  });
  const [record] = tasksRecords([running(podNumber(0, of))], sourceOf(of));
  expect(record).toMatchObject({ Labels: { 'io.tencent.bcs.netsvc.requestip': '10.0.0.7', note: 'n' }, Env: { WHERE: '192.168.0.1:31001 $x' } });
});

test('processes', () => {
  const of = applicationOf({
    kind: 'process', metadata: { name: 'app-test', namespace: 'defaultGroup' },
    spec: { instance: 1, template: { spec: { processes: [{ procName: 'gamesvr', workPath: '/srv', startCmd: './start.sh', ports: [{ name: 'p', hostPort: 8080, protocol: 'tcp' }], uris: [{ value: 'http://x', outputDir: '/o' }] }] } } },
  }, { kind: 'process' });
  expect(tasksRecords([running(podNumber(0, of))], sourceOf(of))).toMatchObject([{
    Kind: 'process', Image: '', Network: 'HOST', PortMappings: [{ HostPort: 8080, Name: 'p' }],
    DataClass: { Resources: { Cpus: 1, Mem: 64, Disk: 64 }, ProcInfo: { procName: 'gamesvr', workPath: '/srv', startCmd: './start.sh', uris: [{ Value: 'http://x', User: '', Pwd: '', OutputDir: '/o' }] } },
  }]);
  expect(versionRecord(versionOf(of)!, timing)).toMatchObject({ Kind: 'process', Container: [], Process: [{ procName: 'gamesvr', ports: [{ name: 'p', hostPort: 8080, containerPort: 0, protocol: 'tcp' }] }] });
});

test('constraints are shown with what is not there', () => {
  const of = applicationOf({ ...seedApplication, constraint: { IntersectionItem: [null, { unionData: [null, { name: 'hostname', operate: 'UNIQUE', type: 3, text: { value: '' } }] }] } });
  expect(text((versionRecord(versionOf(of)!, timing) as { Constraints: object }).Constraints)).toBe(
    '{"intersectionItem":[null,{"unionData":[null,{"name":"hostname","operate":"UNIQUE","type":3,"scalar":null,"ranges":null,"text":{"value":""},"set":null}]}]}');
});
