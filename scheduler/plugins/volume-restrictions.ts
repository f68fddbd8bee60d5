/**
 * Disks that pods cannot share on a node, and claims that only one pod may use (ReadWriteOncePod; kube-scheduler
 * plugins/volumerestrictions).
 */
import { formatKey, kinds, type core } from '../../api';
import {
  skip, stateKey, unschedulable, type Forkable, type Lister, type NodeFacts, type NodeView, type PluginIngredients, type PodInfo, type SchedulerPlugin,
  type Sign, type Verdict,
} from '../framework';
import { bump } from './counting';
import { isNew, namedClaims, names, notFound } from './pod-volumes';

const noDisk = unschedulable('node(s) had no available disk');
const inUse = unschedulable('node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod');

const mayConflict = ({ gcePersistentDisk, awsElasticBlockStore, rbd, iscsi }: core.Volume): boolean => Boolean(gcePersistentDisk ?? awsElasticBlockStore ?? rbd ?? iscsi);

type ReadOnly = { readonly readOnly?: boolean };
const bothOnlyRead = (a: ReadOnly, b: ReadOnly): boolean => Boolean(a.readOnly && b.readOnly);

/** The same disk, which not both of them only read. */
function conflict(a: core.Volume, b: core.Volume): boolean {
  if (a.gcePersistentDisk && b.gcePersistentDisk) return a.gcePersistentDisk.pdName === b.gcePersistentDisk.pdName && !bothOnlyRead(a.gcePersistentDisk, b.gcePersistentDisk);
  if (a.awsElasticBlockStore && b.awsElasticBlockStore) return a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore.volumeID;
  if (a.iscsi && b.iscsi) return a.iscsi.iqn === b.iscsi.iqn && !bothOnlyRead(a.iscsi, b.iscsi);
  if (a.rbd && b.rbd) return sameImage(a.rbd, b.rbd) && !bothOnlyRead(a.rbd, b.rbd);
  return false;
}

const sameImage = (a: core.RBDVolumeSource, b: core.RBDVolumeSource): boolean =>
  a.pool === b.pool && a.image === b.image && a.monitors.some((monitor) => b.monitors.includes(monitor));

const disksOf = ({ pod }: PodInfo): readonly core.Volume[] => pod.spec?.volumes?.filter(mayConflict) ?? [];

const shareDisk = (disks: readonly core.Volume[], { pod }: PodInfo): boolean =>
  pod.spec?.volumes?.some((volume) => mayConflict(volume) && disks.some((disk) => conflict(disk, volume))) ?? false;

/** How many pods name each claim. */
class ClaimUses implements NodeView {
  readonly counts = new Map<string, number>();

  pod({ pod, key: { namespace } }: PodInfo, _facts: NodeFacts, sign: Sign): void {
    for (const name of namedClaims(pod)) bump(this.counts, formatKey({ namespace, name }), sign);
  }
}

/** What the pod cannot share: disks on a node, claims anywhere. */
class Unshared implements Forkable {
  constructor(readonly disks: readonly core.Volume[], private readonly claims: ReadonlySet<string>, private taken: number) {}

  fork(): Unshared {
    return new Unshared(this.disks, this.claims, this.taken);
  }

  change({ pod, key: { namespace } }: PodInfo, by: Sign): void {
    if (!this.claims.size) return;
    for (const name of namedClaims(pod)) if (this.claims.has(formatKey({ namespace, name }))) this.taken += by;
  }

  get claimsTaken(): boolean {
    return this.taken > 0;
  }
}

const unsharedKey = stateKey<Unshared>('VolumeRestrictions');

/** Keys of the pod's claims that only one pod may use; or which one is not there. */
function exclusiveClaims({ pod, key: { namespace } }: PodInfo, claims: Lister<core.PersistentVolumeClaim>): ReadonlySet<string> | Verdict {
  const found = new Set<string>();
  for (const name of namedClaims(pod)) {
    const claim = claims.get({ namespace, name });
    if (!claim) return notFound('persistentvolumeclaim', name);
    if (claim.spec.accessModes?.includes('ReadWriteOncePod')) found.add(formatKey({ namespace, name }));
  }
  return found;
}

export const volumeRestrictions = ({ informers }: Pick<PluginIngredients, 'informers'>): SchedulerPlugin => {
  const claims = informers.of<core.PersistentVolumeClaim>(kinds.persistentvolumeclaims).lister;
  return {
    name: 'VolumeRestrictions',
    preFilter({ pod, snapshot, state }) {
      if (!pod.pod.spec?.volumes?.length) return skip;
      const exclusive = exclusiveClaims(pod, claims);
      if ('code' in exclusive) return exclusive;
      const uses = exclusive.size ? snapshot.view('VolumeRestrictions', () => new ClaimUses()).counts : undefined;
      const unshared = new Unshared(disksOf(pod), exclusive, [...exclusive].filter((key) => uses?.has(key)).length);
      if (!unshared.disks.length && !unshared.claimsTaken) return skip;
      state.write(unsharedKey, unshared);
      return undefined;
    },
    addPod: ({ state }, other) => state.read(unsharedKey)?.change(other, 1),
    removePod: ({ state }, other) => state.read(unsharedKey)?.change(other, -1),
    filter({ state }, { pods }) {
      const unshared = state.read(unsharedKey);
      if (!unshared) return undefined;
      if (unshared.disks.length && pods.some((other) => shareDisk(unshared.disks, other))) return noDisk;
      return unshared.claimsTaken ? inUse : undefined;
    },
    wakeOn: [
      {
        subject: 'AssignedPod', kinds: ['PodGone'],
        helps: (pod, { pod: gone }) => gone.key.namespace === pod.key.namespace
          && (shareDisk(disksOf(pod), gone) || namedClaims(pod.pod).some((name) => namedClaims(gone.pod).includes(name))),
      },
      { subject: 'Node', kinds: ['NodeAdded'] },
      { subject: 'Storage', kinds: ['ClaimChanged'], helps: (pod, change) => isNew(change) && names(pod, change.object) },
    ],
  };
};
