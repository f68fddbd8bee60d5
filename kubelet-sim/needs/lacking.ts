/** What a pod names and does not find, in a kubelet's words. */
import type { core, ObjectKey } from '../../api';
import { kinds } from '../../api';
import { claimName, claimState, isAttached } from './claims';
import type { Reads } from './reads';
import type { Fault, Look, Thing } from './things';
import { namesVariables, variableFault } from './variables';
import { contentFaults, namesContents } from './volumes';

export interface Lacking {
  /** Volumes that cannot be set up, by name: what is said of each whenever it is tried. */
  readonly mounts: ReadonlyMap<string, string>;
  /** What is said of volumes that cannot even be thought of, whenever the pod is looked at. */
  readonly unready: string | undefined;
  /** Volumes that are not attached yet: they are waited for in silence. */
  readonly unattached: readonly string[];
  /** By container: why it cannot be configured. */
  readonly containers: ReadonlyMap<string, string>;
  /** What has to change before any of this can. */
  readonly awaited: readonly Thing[];
}

type Container = core.Container;

const containersOf = ({ spec: { initContainers, containers } }: core.Pod): readonly Container[] => (initContainers ? [...initContainers, ...containers] : containers);

const isClaim = ({ persistentVolumeClaim, ephemeral }: core.Volume): boolean => persistentVolumeClaim !== undefined || ephemeral !== undefined;

/** Whether there is anything to look up. Asked of every pod that starts. */
export const namesThings = (pod: core.Pod): boolean =>
  (pod.spec.volumes?.some((volume) => isClaim(volume) || namesContents(volume)) ?? false) || containersOf(pod).some(namesVariables);

/** Volumes that no container mounts are left alone (pkg/volume/util GetPodVolumeNames). */
function mountedVolumes(pod: core.Pod): core.Volume[] {
  const all: readonly Pick<Container, 'volumeMounts' | 'volumeDevices'>[] = [...containersOf(pod), ...(pod.spec.ephemeralContainers ?? [])];
  const names = new Set(all.flatMap(({ volumeMounts = [], volumeDevices = [] }) => [...volumeMounts, ...volumeDevices].map(({ name }) => name)));
  return (pod.spec.volumes ?? []).filter(({ name }) => names.has(name));
}

/** Undefined: nothing. */
export async function lackingOf(pod: core.Pod, node: core.Node, reads: Reads): Promise<Lacking | undefined> {
  const look = lookIn(pod.metadata.namespace ?? '', reads);
  const used = mountedVolumes(pod);
  const contents = await Promise.all(used.filter(namesContents).map(async (volume) => ({ volume, faults: await contentFaults(volume, look) })));
  const claims = await Promise.all(used.filter(isClaim).map((volume) => behindClaim(pod, volume, node, look, reads)));
  const configs = await Promise.all(containersOf(pod).filter(namesVariables).map(async (container) => ({ container, fault: await variableFault(container, look) })));
  const failed = contents.filter(({ faults }) => faults.length > 0);
  const unbound = claims.filter(({ fault }) => fault !== undefined);
  const unattached = claims.filter(({ isReady }) => !isReady).filter((each) => !unbound.includes(each)).map(({ name }) => name);
  const refused = configs.filter(({ fault }) => fault !== undefined);
  if (failed.length + unbound.length + unattached.length + refused.length === 0) return undefined;
  const missing = [...failed.map(({ volume }) => volume.name), ...unbound.map(({ name }) => name), ...unattached].sort();
  return {
    mounts: new Map(failed.map(({ volume, faults }) => [volume.name, `MountVolume.SetUp failed for volume ${JSON.stringify(volume.name)} : ${aggregate(faults)}`])),
    unready: unbound.length ? unprocessed(missing, unbound.map(({ name }) => name).sort(), unbound.map(({ fault }) => fault?.why ?? '')) : undefined,
    unattached,
    containers: new Map(refused.map(({ container, fault }) => [container.name, fault?.why ?? ''])),
    awaited: [...failed.flatMap(({ faults }) => faults), ...unbound.flatMap(({ fault }) => fault ?? []), ...refused.flatMap(({ fault }) => fault ?? [])].map(({ of }) => of),
  };
}

function lookIn(namespace: string, reads: Reads): Look {
  const key = (name: string): ObjectKey => ({ namespace, name });
  return {
    namespace,
    configMap: (name) => reads.read(kinds.configmaps, key(name)),
    secret: (name) => reads.read(kinds.secrets, key(name)),
    claim: (name) => reads.read(kinds.persistentvolumeclaims, key(name)),
  };
}

async function behindClaim(pod: core.Pod, volume: core.Volume, node: core.Node, look: Look, reads: Reads): Promise<{ readonly name: string; readonly fault?: Fault; readonly isReady: boolean }> {
  const { name } = volume;
  const state = await claimState(claimName(pod, volume) ?? '', look, reads);
  return state.fault ? { name, fault: state.fault, isReady: false } : { name, isReady: await isAttached(state.volume, node, reads) };
}

/** As k8s.io/apimachinery util/errors prints several. */
function aggregate(faults: readonly Fault[]): string {
  const texts = [...new Set(faults.map(({ why }) => why))];
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}

/** pkg/kubelet/volumemanager/volume_manager.go WaitForAttachAndMount */
const unprocessed = (unmounted: readonly string[], failed: readonly string[], whys: readonly string[]): string =>
  `Unable to attach or mount volumes: unmounted volumes=[${unmounted.join(' ')}], unattached volumes=[], failed to process volumes=[${failed.join(' ')}]: ${whys.join('; ')}`;
