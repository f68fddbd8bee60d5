import type { core } from '../api';
import { podRequests } from './pod-requests';
import { container, pod } from './testing/objects';

type Sketch = Partial<core.PodSpec>;
const basic = ({ milliCpu, memory }: { milliCpu: number; memory: number }) => ({ milliCpu, memory });
const asked = (spec: Sketch) => podRequests(pod({ spec })).requests;
const requestsOf = (spec: Sketch) => basic(asked(spec));
const scoredOf = (spec: Sketch) => basic(podRequests(pod({ spec })).scored);

test('containers add up', () => {
  const spec = { containers: [container({ cpu: '1', memory: '1Gi' }), container({ cpu: '500m' })] };
  expect(requestsOf(spec)).toEqual({ milliCpu: 1500, memory: 2 ** 30 });
});

test('init containers run one after the other: the largest counts', () => {
  const spec = { containers: [container({ cpu: '1', memory: '1' })], initContainers: [container({ cpu: '2' }), container({ cpu: '3' })] };
  expect(requestsOf(spec)).toEqual({ milliCpu: 3000, memory: 1 });
});

test('sidecars run beside later init containers and beside the containers', () => {
  const sidecar = container({ cpu: '1' }, { restartPolicy: 'Always' });
  expect(requestsOf({ containers: [container({ cpu: '1' })], initContainers: [sidecar, container({ cpu: '5' })] }).milliCpu).toBe(6000);
  expect(requestsOf({ containers: [container({ cpu: '1' })], initContainers: [container({ cpu: '2' }), sidecar] }).milliCpu).toBe(2000);
});

test('overhead comes on top, pod-level requests stand for the containers', () => {
  const containers = [container({ cpu: '1', 'ephemeral-storage': '5' })];
  expect(requestsOf({ containers, overhead: { cpu: '250m', memory: '10' } })).toEqual({ milliCpu: 1250, memory: 10 });
  expect(asked({ containers, resources: { requests: { cpu: '3' } } })).toMatchObject({ milliCpu: 3000, ephemeralStorage: 5 });
});

test('extended resources by name', () => {
  const containers = [container({ 'example.com/gpu': '1' }), container({ 'example.com/gpu': '2', 'hugepages-2Mi': '4Mi' })];
  expect([...asked({ containers }).scalars ?? []]).toEqual([['example.com/gpu', 3], ['hugepages-2Mi', 4 * 2 ** 20]]);
});

const mi = 2 ** 20;

test.each<[string, Sketch, number, number]>([
  ['100m and 200Mi for every container that names nothing', { containers: [container(), container({ cpu: '1' })] }, 1100, 400],
  ['zero is something', { containers: [container({ cpu: '0', memory: '0' })] }, 0, 0],
  ['init containers as well', { containers: [container({ cpu: '10m', memory: '1Mi' })], initContainers: [container()] }, 100, 200],
  ['sidecars as well', { containers: [container({ cpu: '10m', memory: '1Mi' })], initContainers: [container({}, { restartPolicy: 'Always' })] }, 110, 201],
  ['overhead on top', { containers: [container()], overhead: { cpu: '5m' } }, 105, 200],
  ['the pod asks for both', { containers: [container()], resources: { requests: { cpu: '2', memory: '1Gi' } } }, 2000, 1024],
  ['the pod asks for memory, nobody for CPU', { containers: [container(), container()], resources: { requests: { memory: '1Gi' } } }, 200, 1024],
  ['the pod asks for memory, one of two containers for CPU', { containers: [container({ cpu: '1' }), container()], resources: { requests: { memory: '1Gi' } } }, 1000, 1024],
])('scoring reckons: %s', (_what, spec, milliCpu, memory) => expect(scoredOf(spec)).toEqual({ milliCpu, memory: memory * mi }));

type Held = Pick<core.ContainerStatus, 'resources' | 'allocatedResources'>;
const status = (name: string, { resources, allocatedResources }: Held): core.ContainerStatus =>
  ({ name, ready: true, restartCount: 0, image: '', imageID: '', resources, allocatedResources });
const cpu = (amount: string): Held => ({ resources: { requests: { cpu: amount } }, allocatedResources: { cpu: amount } });
const infeasible: core.PodCondition[] = [{ type: 'PodResizePending', status: 'True', reason: 'Infeasible' }];
const deferred: core.PodCondition[] = [{ type: 'PodResizePending', status: 'True', reason: 'Deferred' }];

test.each<[string, Sketch, core.PodStatus, number]>([
  ['nothing is reported', {}, { containerStatuses: [status('main', {})] }, 1000],
  ['nothing has changed', {}, { containerStatuses: [status('main', cpu('1'))] }, 1000],
  ['it shrinks, and still has more', {}, { containerStatuses: [status('main', cpu('3'))] }, 3000],
  ['it is to grow', {}, { containerStatuses: [status('main', cpu('500m'))] }, 1000],
  ['it is promised more than it has', {}, { containerStatuses: [status('main', { ...cpu('500m'), allocatedResources: { cpu: '2' } })] }, 2000],
  ['it waits for room', {}, { conditions: deferred, containerStatuses: [status('main', cpu('500m'))] }, 1000],
  ['what it asks for will never fit', {}, { conditions: infeasible, containerStatuses: [status('main', cpu('500m'))] }, 500],
  ['it has no node', { nodeName: undefined }, { containerStatuses: [status('main', cpu('3'))] }, 1000],
  ['another container', {}, { containerStatuses: [status('other', cpu('3'))] }, 1000],
  ['a sidecar', { initContainers: [container({ cpu: '1' }, { name: 'side', restartPolicy: 'Always' })] }, { initContainerStatuses: [status('side', cpu('4'))] }, 5000],
  ['an init container is not resized', { initContainers: [container({ cpu: '1' }, { name: 'init' })] }, { initContainerStatuses: [status('init', cpu('4'))] }, 1000],
  ['the pod as a whole has more', { resources: { requests: { cpu: '2' } } }, { resources: { requests: { cpu: '3' } }, allocatedResources: { cpu: '2' } }, 3000],
  ['the pod as a whole has what it does not ask for', { resources: { requests: { memory: '2' } } }, { resources: { requests: { cpu: '3', memory: '2' } } }, 1000],
  ['the pod as a whole asks for what will never fit', { resources: { requests: { cpu: '9' } } }, { conditions: infeasible, resources: { requests: { cpu: '3' } }, allocatedResources: { cpu: '2' } }, 3000],
])('resized in place: %s', (_what, spec, podStatus, milliCpu) =>
  expect(podRequests(pod({ requests: { cpu: '1' }, spec: { nodeName: 'n', ...spec }, status: podStatus })).requests.milliCpu).toBe(milliCpu));
