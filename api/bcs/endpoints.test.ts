import type * as core from '../schema/types/core.v1';
import { heldService, readService } from './config';
import { definitionOf } from './application';
import type { BcsApplication } from '../kinds/bcs/bcsapplications';
import { endpointOf, type Backing } from './endpoints';
import * as marks from './marks';
import { podOf } from './pod';
import { seedApplication } from './testing/seed';
import { timing } from './timing';

const sent = {
  apiVersion: 'v4', kind: 'service', metadata: { name: 'service-test', namespace: 'defaultGroup', labels: { BCSGROUP: 'external' } },
  spec: { selector: { podname: 'app-test' }, ports: [{ name: 'test-port', protocol: 'tcp', servicePort: 8899 }] },
};

const serviceOf = (spec: object = sent.spec): core.Service =>
  heldService(readService(JSON.stringify({ ...sent, spec })), { apiVersion: 'v1', kind: 'Service', metadata: { name: 'service-test', namespace: 'ns' }, spec: {}, status: {} });

function backing(status: Partial<core.PodStatus>, { index = 0, nodeLost = false, labels = { podname: 'app-test' } as object, networkMode = 'BRIDGE', templateLabels = {} } = {}): Backing {
  const { spec: { template } } = seedApplication;
  const definition = { ...seedApplication, metadata: { ...seedApplication.metadata, labels }, spec: { instance: 2, template: { metadata: { labels: templateLabels }, spec: { ...template.spec, networkMode } } } };
  const application: BcsApplication = {
    apiVersion: 'bkbcs.tencent.com/v1', kind: 'BcsApplication', metadata: { name: 'app-test', namespace: 'ns', uid: 'u' },
    spec: { name: 'app-test', namespace: 'defaultGroup', cluster: '10001', instances: 2, version: '1', definition },
  };
  const read = definitionOf(application.spec);
  const pod = podOf({ application, definition: read, version: '1', index, nanos: '1527839061316356269', successor: undefined }, timing);
  const annotations = { ...pod.metadata.annotations, [marks.portsAnnotation]: JSON.stringify([[{ name: 'test-port', containerPort: 9999, hostPort: 31_000, protocol: 'HTTP' }, { name: 'other', containerPort: 1, hostPort: 0, protocol: 'TCP' }]]) };
  return { nodeLost, definition: read, pod: { ...pod, metadata: { ...pod.metadata, annotations }, spec: { ...pod.spec, nodeName: 'n' }, status } };
}

const running: core.PodStatus = {
  phase: 'Running', hostIP: '10.0.0.1', podIP: '10.1.0.1',
  containerStatuses: [{ name: 'c0', image: 'i', imageID: '', ready: true, restartCount: 0, state: { running: { startedAt: '2026-01-01T00:00:00Z' } } }],
};

const idsOf = (endpoint: Readonly<Record<string, unknown>>): string[] => (endpoint.eps as { targetRef: { id: string } }[]).map(({ targetRef: { id } }) => id);

test('what runs is told, with the ports that the service names', () => {
  expect(endpointOf(serviceOf(), [backing(running)])).toEqual({
    apiVersion: 'v4', kind: 'service', metadata: { ...sent.metadata, creationTimestamp: '0001-01-01T00:00:00Z' },
    eps: [{
      networkMode: 'BRIDGE', nodeIP: '10.0.0.1', containerIP: '10.1.0.1',
      targetRef: { kind: 'taskgroup', id: '0.app-test.defaultGroup.10001.1527839061316356269', name: 'app-test-0', namespace: 'defaultGroup', image: 'dockerhub:8443/bcs/game/gamesvr:v1.1.1' },
      ports: [{ name: 'test-port', hostPort: 31_000, containerPort: 9999, hostIP: '10.0.0.1', protocol: 'HTTP' }],
    }],
  });
});

test('what is lost is told too, and nothing else', () => {
  const [lost, pending] = [backing(running, { index: 1, nodeLost: true }), backing({ phase: 'Pending' }, { index: 2 })];
  const failed = backing({ phase: 'Failed', containerStatuses: [{ ...running.containerStatuses![0]!, state: { terminated: { exitCode: 1 } } }] }, { index: 3 });
  expect(idsOf(endpointOf(serviceOf(), [backing(running), lost, pending, failed]))).toEqual(['0.app-test.defaultGroup.10001.1527839061316356269', '1.app-test.defaultGroup.10001.1527839061316356269']);
});

test("all pairs must be among the application's labels, or among its taskgroups'", () => {
  const told = (selector: object, of: object): number => idsOf(endpointOf(serviceOf({ ...sent.spec, selector }), [backing(running, of)])).length;
  expect(told({ a: '1', b: '2' }, { labels: { a: '1', b: '2', c: '3' } })).toBe(1);
  expect(told({ a: '1', b: '2' }, { labels: { a: '1' } })).toBe(0);
  expect(told({ a: '1', b: '2' }, { labels: { a: '1' }, templateLabels: { b: '2' } })).toBe(1);
  expect(told({ a: '1' }, { labels: { a: '1' }, templateLabels: { a: '2' } })).toBe(1);
  expect(told({ 'not a label': 'x y' }, { labels: { 'not a label': 'x y' } })).toBe(1);
  expect(told({ toString: 'x' }, { labels: {} })).toBe(0);
  expect(told({}, { labels: {} })).toBe(1);
});

test("one that was made with Kubernetes' API has endpoints as well, and one that was spoilt does no harm", () => {
  const plain = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'ns' }, spec: { selector: { podname: 'app-test' }, ports: [{ name: 'test-port', port: 80 }] }, status: {} } as core.Service;
  expect(endpointOf(plain, [backing(running)])).toMatchObject({ kind: 'service', metadata: { name: 'web' }, eps: [{ ports: [{ name: 'test-port' }] }] });
  const spoilt = { ...plain, metadata: { ...plain.metadata, annotations: { [marks.originalAnnotation]: '{"kind":3,"metadata":{"name":3},"spec":{"ports":[3]}}' } } };
  expect(idsOf(endpointOf(spoilt, [backing(running)]))).toHaveLength(1);
});
