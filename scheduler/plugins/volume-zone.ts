/** Nodes in the zone and region that a bound volume's labels name (kube-scheduler plugins/volumezone). */
import { kinds, same, volumeRules, type core, type KubeObject, type storage } from '../../api';
import { skip, stateKey, unresolvable, type Lister, type PluginIngredients, type PodInfo, type SchedulerPlugin, type StorageChange, type Verdict } from '../framework';
import { isNew, namedClaims, names as namesClaim, notFound } from './pod-volumes';

const elsewhere = unresolvable('node(s) had no available volume zone');

/** The labels of a volume, and under which others a node may have the value instead: an older one may be today's there. */
const labelNames: readonly (readonly [string, string | undefined])[] = [
  ['topology.kubernetes.io/zone', undefined], ['topology.kubernetes.io/region', undefined],
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'], ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
];

/** A node must have one of the values. */
interface Need { readonly label: string; readonly instead: string | undefined; readonly values: ReadonlySet<string> }

const needsKey = stateKey<readonly Need[]>('VolumeZone');

/** Volumes of several zones name them all (k8s.io/cloud-provider volume/helpers, LabelZonesToSet). */
function needsOf({ metadata: { labels = {} } }: KubeObject): Need[] {
  return labelNames.flatMap(([label, instead]) => {
    const value = labels[label];
    return value === undefined ? [] : [{ label, instead, values: new Set(value.split('__')) }];
  });
}

/** Nodes without any such labels are in no zone: a cluster of a single one. */
const hasZone = (labels: Readonly<Record<string, string>>): boolean => labelNames.some(([label]) => Object.hasOwn(labels, label));

const isMet = ({ label, instead, values }: Need, labels: Readonly<Record<string, string>>): boolean =>
  values.has(labels[label] ?? (instead === undefined ? undefined : labels[instead]) ?? '');

const unnamed = unresolvable('PersistentVolume had no name');
const nothingKnown = unresolvable('PersistentVolumeClaim had no pv name and storageClass name');

const waits = (storageClass: storage.StorageClass): boolean => volumeRules.waitsForConsumer(storageClass);

/** Where a pod must be for its volumes; those made for it alone are new, and are where they can be had. */
class Zones {
  private readonly claims: Lister<core.PersistentVolumeClaim>;
  private readonly volumes: Lister<core.PersistentVolume>;
  private readonly classes: Lister<storage.StorageClass>;

  constructor(informers: PluginIngredients['informers']) {
    this.claims = informers.of<core.PersistentVolumeClaim>(kinds.persistentvolumeclaims).lister;
    this.volumes = informers.of<core.PersistentVolume>(kinds.persistentvolumes).lister;
    this.classes = informers.of<storage.StorageClass>(kinds.storageclasses).lister;
  }

  needs({ pod, key: { namespace } }: PodInfo): readonly Need[] | Verdict {
    const needs: Need[] = [];
    for (const name of namedClaims(pod)) {
      const claim = this.claims.get({ namespace, name });
      const found = claim ? this.needsOf(claim) : notFound('persistentvolumeclaim', name);
      if ('code' in found) return found;
      needs.push(...found);
    }
    return needs;
  }

  private needsOf(claim: core.PersistentVolumeClaim): readonly Need[] | Verdict {
    const name = claim.spec.volumeName;
    if (!name) return this.unbound(claim);
    const volume = this.volumes.get({ name });
    return volume ? needsOf(volume) : notFound('persistentvolume', name);
  }

  /** A claim that waits for the pod is nowhere yet. */
  private unbound(claim: core.PersistentVolumeClaim): readonly Need[] | Verdict {
    const name = volumeRules.classOf(claim);
    if (!name) return nothingKnown;
    const storageClass = this.classes.get({ name });
    if (!storageClass) return notFound('storageclass.storage.k8s.io', name);
    return waits(storageClass) ? [] : unnamed;
  }
}

const otherZone = ({ object, old }: StorageChange): boolean => old !== undefined && !same(labelsOf(object), labelsOf(old));
const labelsOf = ({ metadata: { labels = {} } }: KubeObject): (string | undefined)[] => labelNames.map(([label]) => labels[label]);

export const volumeZone = ({ informers }: Pick<PluginIngredients, 'informers'>): SchedulerPlugin => {
  const zones = new Zones(informers);
  return {
    name: 'VolumeZone',
    preFilter({ pod, state }) {
      const needs = zones.needs(pod);
      if ('code' in needs) return needs;
      if (!needs.length) return skip;
      state.write(needsKey, needs);
      return undefined;
    },
    filter({ state }, { facts: { labels } }) {
      if (!hasZone(labels)) return undefined;
      return state.read(needsKey)?.every((need) => isMet(need, labels)) === false ? elsewhere : undefined;
    },
    wakeOn: [
      { subject: 'Storage', kinds: ['StorageClassChanged'], helps: (_pod, change) => isNew(change) && waits(change.object as storage.StorageClass) },
      { subject: 'Node', kinds: ['NodeAdded', 'NodeLabelsChanged'] },
      { subject: 'Storage', kinds: ['ClaimChanged'], helps: (pod, { object }) => namesClaim(pod, object) },
      { subject: 'Storage', kinds: ['VolumeChanged'], helps: (_pod, change) => isNew(change) || otherZone(change) },
    ],
  };
};
