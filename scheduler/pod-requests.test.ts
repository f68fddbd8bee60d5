import type { core } from '../api';
import { podRequests, scoredRequests } from './pod-requests';
import { container, pod } from './testing/objects';

const specOf = (spec: Partial<core.PodSpec>): core.PodSpec => pod({ spec }).spec as core.PodSpec;
const requestsOf = (spec: Partial<core.PodSpec>): { milliCpu: number; memory: number } => {
  const { milliCpu, memory } = podRequests(specOf(spec));
  return { milliCpu, memory };
};

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
  expect(podRequests(specOf({ containers, resources: { requests: { cpu: '3' } } }))).toMatchObject({ milliCpu: 3000, ephemeralStorage: 5 });
});

test('extended resources by name', () => {
  const containers = [container({ 'example.com/gpu': '1' }), container({ 'example.com/gpu': '2', 'hugepages-2Mi': '4Mi' })];
  expect([...podRequests(specOf({ containers })).scalars ?? []]).toEqual([['example.com/gpu', 3], ['hugepages-2Mi', 4 * 2 ** 20]]);
});

test('scoring reckons 100m and 200Mi for every container that names nothing', () => {
  const spec = specOf({ containers: [container(), container({ cpu: '1' })] });
  expect(scoredRequests(spec)).toMatchObject({ milliCpu: 1100, memory: 400 * 2 ** 20 });
});
