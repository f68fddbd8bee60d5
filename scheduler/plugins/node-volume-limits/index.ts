/** No more volumes on a node than its CSI drivers can attach there (kube-scheduler plugins/nodevolumelimits). */
import { kinds, type KubeObject, type storage } from '../../../api';
import { skip, stateKey, unresolvable, unschedulable, type NodeInfo, type PluginIngredients, type PodInfo, type SchedulerPlugin, type Verdict } from '../../framework';
import { bump } from '../counting';
import { isNew, uses } from '../pod-volumes';
import { isCounted, translated, type DriverVolume } from './migration';
import { DriverVolumes, MissingClaim } from './volumes';

const full = unschedulable('node(s) exceed max volume count');

/** What the pod needs, or why it can have it nowhere. */
const neededKey = stateKey<readonly DriverVolume[] | Verdict>('NodeVolumeLimits');

type Limits = ReadonlyMap<string, number>;

const limitsOf = (node: storage.CSINode | undefined): Limits =>
  new Map((node?.spec.drivers ?? []).flatMap(({ name, allocatable }) => (allocatable?.count === undefined ? [] : [[name, allocatable.count]])));

/** A volume that several pods use counts once. */
const uniqueName = ({ driver, handle }: DriverVolume): string => `${driver}/${handle}`;

const touchesDrivers = ({ pod }: PodInfo): boolean =>
  pod.spec?.volumes?.some((volume) => Boolean(volume.persistentVolumeClaim ?? volume.ephemeral) || translated(volume) !== undefined) ?? false;

function countByDriver(volumes: Iterable<DriverVolume>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { driver } of volumes) bump(counts, driver, 1);
  return counts;
}

const byName = (volumes: readonly DriverVolume[]): Map<string, DriverVolume> => new Map(volumes.map((volume) => [uniqueName(volume), volume]));

export const nodeVolumeLimits = ({ informers }: Pick<PluginIngredients, 'informers'>): SchedulerPlugin => {
  const volumes = new DriverVolumes(informers);
  const nodes = informers.of<storage.CSINode>(kinds.csinodes).lister;

  function neededBy(pod: PodInfo): readonly DriverVolume[] | Verdict {
    try {
      return volumes.needed(pod);
    } catch (error) {
      if (error instanceof MissingClaim) return unresolvable(error.message);
      throw error;
    }
  }

  function judge(wanted: readonly DriverVolume[], { name, pods }: NodeInfo): Verdict | undefined {
    const node = nodes.get({ name });
    const limits = limitsOf(node);
    const counted = (volume: DriverVolume): boolean => limits.has(volume.driver) && isCounted(volume, node);
    const needed = byName(wanted.filter(counted));
    if (!needed.size) return undefined;
    const used = byName([...pods].flatMap((other) => volumes.used(other)).filter(counted));
    // One that is attached, but that no pod uses any more, is on its way out: it counts beside the new one.
    const there = countByDriver(new Map([...byName(volumes.attachedTo(name)), ...used]).values());
    for (const key of used.keys()) needed.delete(key);
    for (const [driver, more] of countByDriver(needed.values())) if ((there.get(driver) ?? 0) + more > (limits.get(driver) ?? 0)) return full;
    return undefined;
  }

  return {
    name: 'NodeVolumeLimits',
    preFilter({ pod, state }) {
      if (!touchesDrivers(pod)) return skip;
      state.write(neededKey, neededBy(pod));
      return undefined;
    },
    filter({ state }, node) {
      const needed = state.read(neededKey);
      if (!needed) return undefined;
      return 'code' in needed ? needed : judge(needed, node);
    },
    wakeOn: [
      { subject: 'Storage', kinds: ['CsiNodeChanged'], helps: (_pod, change) => isNew(change) || hasMoreRoom(change.object, change.old) },
      { subject: 'AssignedPod', kinds: ['PodGone'], helps: (_pod, { pod: gone }) => touchesDrivers(gone) },
      { subject: 'Storage', kinds: ['ClaimChanged'], helps: (pod, change) => isNew(change) && uses(pod, change.object) },
      { subject: 'Storage', kinds: ['AttachmentGone'], helps: (pod, { object }) => mayUse(pod, object as storage.VolumeAttachment) },
    ],
  };
};

/** A driver can attach more than before. */
function hasMoreRoom(node: KubeObject, old: KubeObject | undefined): boolean {
  const before = limitsOf(old as storage.CSINode | undefined);
  return [...limitsOf(node as storage.CSINode)].some(([driver, limit]) => limit > (before.get(driver) ?? 0));
}

const mayUse = ({ pod }: PodInfo, { spec: { attacher } }: storage.VolumeAttachment): boolean =>
  pod.spec?.volumes?.some((volume) => volume.persistentVolumeClaim !== undefined || translated(volume)?.driver === attacher) ?? false;
