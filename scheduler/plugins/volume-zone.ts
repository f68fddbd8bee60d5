/** Nodes in the zone and region that a bound volume's labels name (kube-scheduler plugins/volumezone). */
import { kinds, type core } from '../../api';
import { skip, stateKey, unresolvable, type PluginIngredients, type SchedulerPlugin } from '../framework';

const elsewhere = unresolvable('node(s) had no available volume zone');

/** The labels of a volume, and under which others a node may have the value instead: an older one may be today's there. */
const names: readonly (readonly [string, string | undefined])[] = [
  ['topology.kubernetes.io/zone', undefined], ['topology.kubernetes.io/region', undefined],
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'], ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
];

/** A node must have one of the values. */
interface Need { readonly label: string; readonly instead: string | undefined; readonly values: ReadonlySet<string> }

const needsKey = stateKey<readonly Need[]>('VolumeZone');

/** Volumes of several zones name them all (k8s.io/cloud-provider volume/helpers, LabelZonesToSet). */
function needsOf({ metadata: { labels = {} } }: core.PersistentVolume): Need[] {
  return names.flatMap(([label, instead]) => {
    const value = labels[label];
    return value === undefined ? [] : [{ label, instead, values: new Set(value.split('__')) }];
  });
}

/** Nodes without any such labels are in no zone: a cluster of a single one. */
const hasZone = (labels: Readonly<Record<string, string>>): boolean => names.some(([label]) => Object.hasOwn(labels, label));

const isMet = ({ label, instead, values }: Need, labels: Readonly<Record<string, string>>): boolean =>
  values.has(labels[label] ?? (instead === undefined ? undefined : labels[instead]) ?? '');

/** Those that the pod names; volumes made for it alone are new, and are where they can be had. */
const claimNames = ({ spec }: core.Pod): string[] => (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);

export const volumeZone = ({ informers }: PluginIngredients): SchedulerPlugin => {
  const claims = informers.of<core.PersistentVolumeClaim>(kinds.persistentvolumeclaims).lister;
  const volumes = informers.of<core.PersistentVolume>(kinds.persistentvolumes).lister;
  return {
    name: 'VolumeZone',
    preFilter({ pod, state }) {
      const bound = claimNames(pod.pod).flatMap((name) => claims.get({ namespace: pod.key.namespace, name })?.spec.volumeName ?? []);
      const needs = bound.flatMap((name) => {
        const volume = volumes.get({ name });
        return volume ? needsOf(volume) : [];
      });
      if (!needs.length) return skip;
      state.write(needsKey, needs);
      return undefined;
    },
    filter({ state }, { facts: { labels } }) {
      if (!hasZone(labels)) return undefined;
      return state.read(needsKey)?.every((need) => isMet(need, labels)) === false ? elsewhere : undefined;
    },
    wakeOn: [
      { subject: 'Node', kinds: ['NodeAdded', 'NodeLabelsChanged'] },
      { subject: 'Storage', kinds: ['VolumeChanged', 'StorageClassChanged'] },
      {
        subject: 'Storage', kinds: ['ClaimChanged'],
        helps: ({ pod, key }, { object: { metadata } }) => metadata.namespace === key.namespace && claimNames(pod).includes(metadata.name ?? ''),
      },
    ],
  };
};
