/** Pods that claim devices, in the whole scheduler: the claim has its devices before the pod is bound. */
import { kinds, type core, type KubeObject, type ResourceDefinition, type resource } from '../api';
import { conditionOf, isBound, isRejected, start, stopAll, type Bench } from './testing/running';
import type { PodSketch } from './testing/objects';

afterEach(stopAll);

const driver = 'gpu.example.com';
const key = (name: string) => ({ namespace: 'default', name });

async function begin(...args: Parameters<typeof start>): Promise<Bench> {
  const bench = await start(...args);
  const make = <T extends KubeObject>(definition: ResourceDefinition<T>, object: object): Promise<T> => bench.registry.of(definition).create({ apiVersion: 'resource.k8s.io/v1', ...object } as unknown as T);
  await make(kinds.deviceclasses, { kind: 'DeviceClass', metadata: { name: 'gpu' }, spec: { selectors: [{ cel: { expression: `device.driver == "${driver}"` } }] } });
  await bench.addNode({ name: 'plain' });
  await bench.addNode({ name: 'gpus' });
  await make(kinds.resourceslices, { kind: 'ResourceSlice', metadata: { name: 'gpus' }, spec: { driver, nodeName: 'gpus', pool: { name: 'gpus', generation: 1, resourceSliceCount: 1 }, devices: [{ name: 'g0' }] } });
  return bench;
}

const addClaim = ({ registry }: Bench, name = 'claim'): Promise<resource.ResourceClaim> => registry.of(kinds.resourceclaims).create({
  apiVersion: 'resource.k8s.io/v1', kind: 'ResourceClaim', metadata: key(name), spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu' } }] } },
} as unknown as resource.ResourceClaim);

const using = (name: string, claim = 'claim'): PodSketch =>
  ({ name, spec: { containers: [{ name: 'main', image: 'x', resources: { claims: [{ name: 'gpu' }] } }], resourceClaims: [{ name: 'gpu', resourceClaimName: claim }] } });
const claimOf = ({ registry }: Bench, name = 'claim'): Promise<resource.ResourceClaim> => registry.of(kinds.resourceclaims).get(key(name));

test('the pod goes where the device is; the claim says so and is kept', async () => {
  const bench = await begin();
  await addClaim(bench);
  const pod = await bench.addPod(using('web'));
  expect((await bench.until('web', isBound)).spec.nodeName).toBe('gpus');
  const { metadata, status } = await claimOf(bench);
  expect(metadata.finalizers).toEqual(['resource.kubernetes.io/delete-protection']);
  expect(status).toEqual({
    allocation: {
      allocationTimestamp: expect.any(String),
      devices: { results: [{ request: 'gpu', driver, pool: 'gpus', device: 'g0' }] },
      nodeSelector: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['gpus'] }] }] },
    },
    reservedFor: [{ resource: 'pods', name: 'web', uid: pod.metadata.uid }],
  });
  await bench.addPod(using('second'));
  expect((await bench.until('second', isBound)).spec.nodeName).toBe('gpus');
  expect((await claimOf(bench)).status.reservedFor).toHaveLength(2);
});

test('a pod whose claim is missing is not tried; one that finds no device waits until one is free', async () => {
  const bench = await begin();
  const claims = bench.registry.of(kinds.resourceclaims);
  await bench.addPod(using('web'));
  await bench.addPod({ name: 'marker' });
  await bench.until('marker', isBound);
  expect(conditionOf(await bench.pod('web'))).toBeUndefined();
  await addClaim(bench);
  await bench.until('web', isBound);
  await addClaim(bench, 'other');
  await bench.addPod(using('second', 'other'));
  expect(conditionOf(await bench.until('second', isRejected))?.message).toBe(
    '0/2 nodes are available: 2 cannot allocate all claims. preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.');
  await claims.update(key('claim'), (claim) => ({ ...claim, status: {} }), { subresource: 'status' });
  await bench.clock.step(1000);
  await bench.until('second', isBound);
});

test('a claim with devices that nobody uses is given others where its own do not help', async () => {
  const bench = await begin();
  await addClaim(bench);
  const allocation: resource.AllocationResult = {
    devices: { results: [{ request: 'gpu', driver, pool: 'gone', device: 'g0' }] },
    nodeSelector: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['gone'] }] }] },
  };
  await bench.registry.of(kinds.resourceclaims).update(key('claim'), (claim) => ({ ...claim, status: { allocation } }), { subresource: 'status' });
  await bench.addPod(using('web'));
  const rejected = await bench.until('web', isRejected);
  expect(conditionOf(rejected)?.message).toContain('2 resourceclaim not available on the node. deallocation of ResourceClaim completed');
  await bench.clock.step(1000);
  expect((await bench.until('web', isBound)).spec.nodeName).toBe('gpus');
});

test('a claim that cannot be written leaves the pod unbound, and its device to others', async () => {
  const bench = await begin({}, (client) => ({
    of: (definition) => {
      const resources = client.of(definition);
      if ((definition as { kind: string }).kind !== 'ResourceClaim') return resources;
      const update: typeof resources.update = (at, change, options) => resources.update(at, change, options).then((object) => {
        if (options?.subresource && (object as unknown as core.Pod).metadata.name === 'claim') throw new Error('no');
        return object;
      });
      return Object.assign(Object.create(resources) as typeof resources, { update });
    },
  }));
  await addClaim(bench);
  await bench.addPod(using('web'));
  expect(conditionOf(await bench.until('web', isRejected))).toMatchObject({ reason: 'SchedulerError', message: 'running PreBind plugin "DynamicResources": no' });
});
