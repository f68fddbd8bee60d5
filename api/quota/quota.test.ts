import { kinds, type core } from '..';
import type { KubeObject } from '../object';
import type * as resource from '../schema/types/resource.v1';
import { amountsText, evaluatorOf, isInScopes, sameAmounts, statusOf, subtracted, type Amounts, type Evaluator } from '.';
import { Total } from './total';

const minute = 60_000;

function evaluator(plural: string, group = ''): Evaluator {
  const found = evaluatorOf({ group, plural });
  if (!found) throw new Error(`nobody counts ${plural}`);
  return found;
}

const usage = (plural: string, object: unknown, group = ''): Amounts => evaluator(plural, group).usage(object as KubeObject, 0);

type Container = Partial<core.Container>;

const pod = (containers: Container[], spec: Partial<core.PodSpec> = {}, more: { metadata?: core.Pod['metadata']; status?: core.PodStatus } = {}): core.Pod =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, status: {}, ...more, spec: { containers: containers as core.Container[], ...spec } });

const asking = (requests: Amounts, limits?: Amounts, name = 'c'): Container => ({ name, resources: { requests, limits } });

const one = { 'count/pods': '1', pods: '1' };

describe('a pod takes', () => {
  it.each<[string, core.Pod, Amounts]>([
    ['one pod', pod([{ name: 'c' }]), one],
    ['what its containers ask for and may use', pod([asking({ cpu: '1', memory: '1Gi' }, { cpu: '2', memory: '2Gi' }), asking({ cpu: '500m' }, undefined, 'd')]), {
      ...one, cpu: '1500m', 'requests.cpu': '1500m', 'limits.cpu': '2', memory: '1Gi', 'requests.memory': '1Gi', 'limits.memory': '2Gi',
    }],
    ['space on disk', pod([asking({ 'ephemeral-storage': '1Gi' }, { 'ephemeral-storage': '2Gi' })]), {
      ...one, 'ephemeral-storage': '1Gi', 'requests.ephemeral-storage': '1Gi', 'limits.ephemeral-storage': '2Gi',
    }],
    ['huge pages under both names, devices under one, anything else under none', pod([asking({ 'hugepages-2Mi': '4Mi', 'example.com/gpu': '2', 'kubernetes.io/other': '1' })]), {
      ...one, 'hugepages-2Mi': '4Mi', 'requests.hugepages-2Mi': '4Mi', 'requests.example.com/gpu': '2',
    }],
    ['the most of its init containers, beside sidecars', pod([asking({ cpu: '1' })], {
      initContainers: [{ ...asking({ cpu: '500m' }, undefined, 's'), restartPolicy: 'Always' }, asking({ cpu: '3' }, undefined, 'i')] as core.Container[],
    }), { ...one, cpu: '3500m', 'requests.cpu': '3500m' }],
    ['overhead, of limits where there are some', pod([asking({ cpu: '1' }, { memory: '1Gi' })], { overhead: { cpu: '250m', memory: '1Gi' } }), {
      ...one, cpu: '1250m', 'requests.cpu': '1250m', memory: '1Gi', 'requests.memory': '1Gi', 'limits.memory': '2Gi',
    }],
    ['what is said for it as a whole', pod([asking({ cpu: '1', 'ephemeral-storage': '1' })], { resources: { requests: { cpu: '2' }, limits: { cpu: '4' } } }), {
      ...one, cpu: '2', 'requests.cpu': '2', 'limits.cpu': '4', 'ephemeral-storage': '1', 'requests.ephemeral-storage': '1',
    }],
    ['the most of what is wanted and given while it is resized', pod([asking({ cpu: '1' }, { cpu: '1' })], {}, {
      status: { containerStatuses: [{ name: 'c', resources: { requests: { cpu: '2' }, limits: { cpu: '3' } }, allocatedResources: { cpu: '4' } } as unknown as core.ContainerStatus] },
    }), { ...one, cpu: '4', 'requests.cpu': '4', 'limits.cpu': '3' }],
    ['what it has when it cannot be resized', pod([asking({ cpu: '9' })], {}, {
      status: {
        conditions: [{ type: 'PodResizePending', status: 'True', reason: 'Infeasible' }],
        containerStatuses: [{ name: 'c', resources: { requests: { cpu: '2' } }, allocatedResources: { cpu: '2' } } as unknown as core.ContainerStatus],
      },
    }), { ...one, cpu: '2', 'requests.cpu': '2' }],
    ['no more than its place once it has ended', pod([asking({ cpu: '1' })], {}, { status: { phase: 'Failed' } }), { 'count/pods': '1' }],
  ])('%s', (_, object, expected) => expect(amountsText(usage('pods', object))).toBe(amountsText(expected)));

  it('nothing long after the end it was given', () => {
    const dying = pod([{ name: 'c' }], {}, { metadata: { name: 'p', deletionTimestamp: new Date(0).toISOString(), deletionGracePeriodSeconds: 30 } });
    expect(evaluator('pods').usage(dying, 0)).toEqual(one);
    expect(evaluator('pods').usage(dying, minute)).toEqual({ 'count/pods': '1' });
  });
});

describe('a quota is about a pod', () => {
  const exists = (scopeName: string) => ({ scopes: [scopeName] }) as core.ResourceQuotaSpec;
  const selecting = (operator: string, values?: string[]) => ({ scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, values }] } }) as core.ResourceQuotaSpec;
  const term = (more: object): core.Affinity => ({ podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'k', ...more } }] } });
  const plain = pod([{ name: 'c' }]);
  it.each<[string, core.Pod, core.ResourceQuotaSpec, boolean]>([
    ['without scopes', plain, {}, true],
    ['that ends by itself', pod([], { activeDeadlineSeconds: 5 }), exists('Terminating'), true],
    ['that does not', plain, exists('NotTerminating'), true],
    ['that does not, not', plain, exists('Terminating'), false],
    ['that asks for nothing', plain, exists('BestEffort'), true],
    ['that asks for something', pod([asking({ cpu: '1' })]), exists('NotBestEffort'), true],
    ['of a class', pod([], { priorityClassName: 'high' }), exists('PriorityClass'), true],
    ['of no class', plain, exists('PriorityClass'), false],
    ['of one of some classes', pod([], { priorityClassName: 'high' }), selecting('In', ['high', 'low']), true],
    ['of none of some classes', pod([], { priorityClassName: 'high' }), selecting('NotIn', ['high']), false],
    ['of no class, which is none of them', plain, selecting('NotIn', ['high']), true],
    ['of no class as wanted', plain, selecting('DoesNotExist'), true],
    ['that looks at other namespaces', pod([], { affinity: term({ namespaces: ['other'] }) }), exists('CrossNamespacePodAffinity'), true],
    ['that selects namespaces', pod([], { affinity: term({ namespaceSelector: {} }) }), exists('CrossNamespacePodAffinity'), true],
    ['that looks at its own', pod([], { affinity: term({}) }), exists('CrossNamespacePodAffinity'), false],
    ['of a scope for other kinds', plain, exists('VolumeAttributesClass'), false],
  ])('%s', (_, object, spec, expected) => expect(isInScopes(evaluator('pods'), spec, object)).toBe(expected));

  it('and about nothing else when it has scopes', () => {
    expect(isInScopes(evaluator('configmaps'), exists('NotTerminating'), plain)).toBe(false);
  });
});

describe('a pod must say', () => {
  it.each<[string[], core.Pod, string | undefined]>([
    [['pods'], pod([{ name: 'c' }]), undefined],
    [['limits.cpu', 'memory'], pod([{ name: 'b' }, { name: 'a' }, asking({ memory: '1' }, { cpu: '1' }, 'z')]), 'must specify limits.cpu for: a,b; memory for: a,b'],
    [['requests.ephemeral-storage'], pod([{ name: 'c' }]), undefined],
    [['cpu'], pod([{ name: 'c' }], { resources: { requests: { cpu: '1' } } }), undefined],
    [['cpu'], pod([asking({ cpu: '1' })], { initContainers: [{ name: 'i' } as core.Container] }), 'must specify cpu for: i'],
  ])('for %p', (names, object, expected) => expect(evaluator('pods').lacks?.(names, object)).toBe(expected));
});

it('evaluators count their own names', () => {
  const names = ['pods', 'cpu', 'requests.example.com/gpu', 'hugepages-2Mi', 'requests.hugepages-2Mi', 'requests.kubernetes.io/x', 'services', 'services.nodeports', 'requests.storage',
    'gold.storageclass.storage.k8s.io/requests.storage', 'count/secrets', 'secrets', 'count/deployments.apps', 'fast.deviceclass.resource.k8s.io/devices'];
  expect(evaluator('pods').tracked(names)).toEqual(['pods', 'cpu', 'requests.example.com/gpu', 'hugepages-2Mi', 'requests.hugepages-2Mi']);
  expect(evaluator('services').tracked(names)).toEqual(['services', 'services.nodeports']);
  expect(evaluator('persistentvolumeclaims').tracked(names)).toEqual(['requests.storage', 'gold.storageclass.storage.k8s.io/requests.storage']);
  expect(evaluator('secrets').tracked(names)).toEqual(['count/secrets', 'secrets']);
  expect(evaluator('deployments', 'apps').tracked(names)).toEqual(['count/deployments.apps']);
  expect(evaluator('resourceclaims', 'resource.k8s.io').tracked(names)).toEqual(['fast.deviceclass.resource.k8s.io/devices']);
  expect(evaluatorOf({ group: 'events.k8s.io', plural: 'events' })).toBeUndefined();
});

describe('services', () => {
  const ports = [{ port: 80 }, { port: 81, nodePort: 30000 }];
  it.each<[object, string, string]>([
    [{ type: 'ClusterIP', ports }, '0', '0'], [{ type: 'NodePort', ports }, '2', '0'], [{ type: 'LoadBalancer', ports }, '2', '1'],
    [{ type: 'LoadBalancer', ports, allocateLoadBalancerNodePorts: false }, '1', '1'],
  ])('%j', (spec, nodePorts, balancers) => {
    expect(usage('services', { metadata: {}, spec })).toEqual({ 'count/services': '1', services: '1', 'services.nodeports': nodePorts, 'services.loadbalancers': balancers });
  });
});

describe('claims of volumes', () => {
  const claim = (storage: string, more: object = {}, status: object = {}) => ({ metadata: {}, spec: { resources: { requests: { storage } }, ...more }, status });
  it('count whole bytes, by class', () => {
    expect(usage('persistentvolumeclaims', claim('100m', { storageClassName: 'gold' }))).toEqual({
      'count/persistentvolumeclaims': '1', persistentvolumeclaims: '1', 'requests.storage': '1',
      'gold.storageclass.storage.k8s.io/persistentvolumeclaims': '1', 'gold.storageclass.storage.k8s.io/requests.storage': '1',
    });
  });

  it('count the larger size while they grow', () => {
    expect(usage('persistentvolumeclaims', claim('1Gi', {}, { allocatedResources: { storage: '3Gi' } }))['requests.storage']).toBe('3Gi');
  });

  it('are in the scope of each class of attributes they have to do with', () => {
    const changing = claim('1Gi', { volumeAttributesClassName: 'new' }, { currentVolumeAttributesClassName: 'old' }) as unknown as KubeObject;
    const inScope = (operator: 'In' | 'Exists' | 'DoesNotExist', values?: string[]) =>
      isInScopes(evaluator('persistentvolumeclaims'), { scopeSelector: { matchExpressions: [{ scopeName: 'VolumeAttributesClass', operator, values }] } }, changing);
    expect([inScope('In', ['old']), inScope('In', ['new']), inScope('In', ['other']), inScope('Exists'), inScope('DoesNotExist')]).toEqual([true, true, false, true, false]);
  });
});

it('claims of devices count the worst case, by class', () => {
  const requests = [
    { name: 'a', exactly: { deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 2 } },
    { name: 'b', exactly: { deviceClassName: 'nic', allocationMode: 'All' } },
    { name: 'c', firstAvailable: [{ name: 'x', deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 1 }, { name: 'y', deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 3 }] },
  ] satisfies resource.DeviceRequest[];
  expect(usage('resourceclaims', { metadata: {}, spec: { devices: { requests } } }, 'resource.k8s.io')).toEqual({
    'count/resourceclaims.resource.k8s.io': '1', 'gpu.deviceclass.resource.k8s.io/devices': '5', 'nic.deviceclass.resource.k8s.io/devices': '32',
  });
});

it('amounts never get below zero, and are the same however they are written', () => {
  expect(subtracted({ cpu: '1', pods: '2' }, { cpu: '1500m', pods: '1', memory: '1' })).toEqual({ cpu: '0', pods: '1', memory: '0' });
  expect(sameAmounts({ cpu: '1' }, { cpu: '1000m' })).toBe(true);
  expect(sameAmounts({ cpu: '1' }, { cpu: '1', pods: '0' })).toBe(false);
});

it('a total is exact, in the family of the first that is not zero', () => {
  const total = new Total();
  for (const memory of ['0', '1Gi', '1', '1073741823']) total.add({ memory, cpu: '100m' });
  for (let i = 0; i < 996; i++) total.add({ cpu: '1' });
  expect(total.amounts()).toEqual({ memory: '2Gi', cpu: '996400m' });
});

it('what nobody counts stays as somebody has written it', () => {
  const quota = { metadata: { name: 'q' }, spec: { hard: { pods: '2', 'count/things.example.com': '1' } }, status: { used: { pods: '7', 'count/things.example.com': '1', gone: '1' } } } as unknown as core.ResourceQuota;
  expect(statusOf(quota, [{ evaluator: evaluator('pods'), objects: [] }], 0)).toEqual({ hard: quota.spec.hard, used: { pods: '0', 'count/things.example.com': '1' } });
});

it('every kind with a count has a name that a quota may have', () => {
  for (const { group, names: { plural }, scope } of kinds.definitions) {
    if (scope !== 'Namespaced') continue;
    const name = group ? `count/${plural}.${group}` : `count/${plural}`;
    expect(evaluatorOf({ group, plural })?.tracked([name]) ?? [name]).toEqual([name]);
  }
});
