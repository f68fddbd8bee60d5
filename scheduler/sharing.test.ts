/** What pods cannot share is never given twice, and nobody waits for what is free: devices, claims for one pod alone, room for volumes. */
import { formatKey, keyOf, seededRandom, SteppedClock, type Client, type core, type KubeObject, type Random, type resource, type Resources, type storage } from '../api';
import { schedulingCycle, type Assumed } from './cycle';
import { Placer } from './placing';
import { buildFramework, defaultProfile } from './profile';
import { podInfo, type PodInfo } from './pod-info';
import { ClusterCache } from './snapshot';
import { ingredients } from './testing/ingredients';
import { node, pod } from './testing/objects';

const [gpus, disks] = ['gpu.example.com', 'disk.example.com'];
const models = ['small', 'large'];
const nodeNames = ['n0', 'n1', 'n2', 'n3', 'n4'];
const volumes = Array.from({ length: 9 }, (_, i) => `data-${i}`);
/** Every third volume is for one pod alone. */
const isExclusive = (volume: string): boolean => Number(volume.at(-1)) % 3 === 0;

const object = <T extends KubeObject>(apiVersion: string, kind: string, name: string, more: object): T =>
  ({ apiVersion, kind, ...more, metadata: { name, ...(more as Partial<KubeObject>).metadata } }) as unknown as T;

interface Want { readonly name: string; readonly volumes: readonly string[]; readonly devices: number; readonly model: string }
interface Held extends Want { readonly node: string; readonly info: PodInfo; readonly got: readonly string[] }

const claimName = ({ name }: Want): string => `gpus-of-${name}`;

class World {
  readonly objects: KubeObject[] = [];
  readonly devices = new Map<string, readonly { readonly name: string; readonly model: string }[]>();
  readonly limits = new Map<string, number>();
  placed: Held[] = [];
  private revision = 1;

  constructor(readonly random: Random) {
    this.objects.push(object('resource.k8s.io/v1', 'DeviceClass', 'gpu', { spec: { selectors: [{ cel: { expression: `device.driver == "${gpus}"` } }] } }));
    for (const name of nodeNames) this.equip(name);
    for (const name of volumes) {
      const accessModes = [isExclusive(name) ? 'ReadWriteOncePod' : 'ReadWriteMany'];
      this.objects.push(object<core.PersistentVolumeClaim>('v1', 'PersistentVolumeClaim', name, {
        metadata: { namespace: 'default', uid: name, annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } }, spec: { volumeName: name, accessModes }, status: { phase: 'Bound' },
      }));
      this.objects.push(object<core.PersistentVolume>('v1', 'PersistentVolume', name, { spec: { csi: { driver: disks, volumeHandle: name } }, status: {} }));
    }
  }

  private equip(name: string): void {
    const devices = Array.from({ length: this.random.int(4) }, (_, i) => ({ name: `g${i}`, model: models[this.random.int(2)] ?? '' }));
    this.devices.set(name, devices);
    this.limits.set(name, 1 + this.random.int(3));
    this.objects.push(object<resource.ResourceSlice>('resource.k8s.io/v1', 'ResourceSlice', name, {
      spec: { driver: gpus, nodeName: name, pool: { name, generation: 1, resourceSliceCount: 1 }, devices: devices.map((device) => ({ name: device.name, attributes: { model: { string: device.model } } })) },
    }));
    this.objects.push(object<storage.CSINode>('storage.k8s.io/v1', 'CSINode', name, { spec: { drivers: [{ name: disks, nodeID: name, topologyKeys: null, allocatable: { count: this.limits.get(name) } }] } }));
  }

  want(i: number): Want {
    const some = volumes.filter(() => this.random.int(6) === 0).slice(0, 3);
    return { name: `p${i}`, volumes: some, devices: this.random.int(3), model: models[this.random.int(2)] ?? '' };
  }

  /** The pod, and its claim of devices beside it. */
  podOf(want: Want): PodInfo {
    if (want.devices) {
      this.objects.push(object<resource.ResourceClaim>('resource.k8s.io/v1', 'ResourceClaim', claimName(want), {
        metadata: { namespace: 'default', uid: claimName(want), resourceVersion: String(++this.revision) }, status: {},
        spec: { devices: { requests: [{ name: 'gpu', exactly: {
          deviceClassName: 'gpu', allocationMode: 'ExactCount', count: want.devices, selectors: [{ cel: { expression: `device.attributes["${gpus}"].model == "${want.model}"` } }],
        } }] } },
      }));
    }
    return podInfo(pod({ name: want.name, spec: {
      volumes: want.volumes.map((claim) => ({ name: claim, persistentVolumeClaim: { claimName: claim } })),
      ...(want.devices && { resourceClaims: [{ name: 'gpus', resourceClaimName: claimName(want) }] }),
    } }));
  }

  /** Writes into the objects that plugins see. */
  readonly client: Client = {
    of: <T extends KubeObject>({ kind }: { readonly kind: string }) => ({
      update: (key: Parameters<Resources<T>['update']>[0], change: (current: T) => T): Promise<T> => {
        const at = this.objects.findIndex((each) => each.kind === kind && formatKey(keyOf(each)) === formatKey(key));
        const next = change(this.objects[at] as T);
        const written = { ...next, metadata: { ...next.metadata, resourceVersion: String(++this.revision) } };
        this.objects[at] = written;
        return Promise.resolve(written);
      },
    }) as unknown as Resources<T>,
  };

  claimOf(want: Want): resource.ResourceClaim | undefined {
    return this.objects.find((each) => each.kind === 'ResourceClaim' && each.metadata.name === claimName(want)) as resource.ResourceClaim | undefined;
  }

  remove(held: Want): void {
    this.placed = this.placed.filter((other) => other !== held);
    this.objects.splice(0, this.objects.length, ...this.objects.filter((each) => each.kind !== 'ResourceClaim' || each.metadata.name !== claimName(held)));
  }

  freeDevices(on: string, model: string): number {
    const taken = new Set(this.placed.flatMap(({ got }) => got));
    return (this.devices.get(on) ?? []).filter((device) => device.model === model && !taken.has(`${on}/${device.name}`)).length;
  }

  attached(on: string): Set<string> {
    return new Set(this.placed.filter((held) => held.node === on).flatMap((held) => held.volumes));
  }

  /** The rules, as anybody would write them down. */
  fits(want: Want, on: string): boolean {
    const attached = this.attached(on);
    const more = want.volumes.filter((volume) => !attached.has(volume)).length;
    const isTaken = want.volumes.some((volume) => isExclusive(volume) && this.placed.some((held) => held.volumes.includes(volume)));
    return !isTaken && (more === 0 || attached.size + more <= (this.limits.get(on) ?? 0)) && want.devices <= (want.devices && this.freeDevices(on, want.model));
  }
}

async function run(seed: number): Promise<{ placed: number; waiting: number }> {
  const world = new World(seededRandom(seed));
  const cache = new ClusterCache(new SteppedClock());
  const framework = buildFramework(defaultProfile, { ...ingredients({ objects: world.objects, random: world.random }), client: world.client });
  const placer = new Placer(framework, world.random);
  for (const name of nodeNames) cache.putNode(node({ name }));
  const count = { placed: 0, waiting: 0 };

  async function take(want: Want, info: PodInfo, { cycle, node: on }: Assumed): Promise<void> {
    expect(world.fits(want, on)).toBe(true);
    for (const plugin of framework.at.preBind) if (plugin.preBindPreFlight?.(cycle, on)?.code !== 'Skip') await plugin.preBind(cycle, on, new AbortController().signal);
    const results = world.claimOf(want)?.status.allocation?.devices?.results ?? [];
    const got = results.map(({ pool, device }) => `${pool}/${device}`);
    expect(got).toHaveLength(want.devices);
    expect(got.every((device) => device.startsWith(`${on}/`) && !world.placed.some((held) => held.got.includes(device)))).toBe(true);
    world.placed.push({ ...want, node: on, info, got });
    count.placed++;
  }

  for (let i = 0; i < 120; i++) {
    const gone = world.random.int(3) === 0 ? world.placed[world.random.int(world.placed.length)] : undefined;
    if (gone) {
      world.remove(gone);
      cache.removePod(gone.info.uid);
    }
    const want = world.want(i);
    const info = world.podOf(want);
    const result = schedulingCycle(info, framework, placer, cache);
    if (result.outcome === 'assumed') await take(want, info, result);
    else {
      expect(nodeNames.some((name) => world.fits(want, name))).toBe(false);
      world.remove(want);
      count.waiting++;
    }
  }
  return count;
}

test.each([1, 2, 3, 4])('nothing is shared that cannot be (%d)', async (seed) => {
  const { placed, waiting } = await run(seed);
  expect(placed).toBeGreaterThan(20);
  expect(waiting).toBeGreaterThan(20);
});
