/** The claims of a StatefulSet's pods, and the volumes by which pods use them (upstream's stateful_set_utils.go). Pure. */
import type { apps, core } from '../../api';

type StatefulSet = apps.StatefulSet;
type Claim = core.PersistentVolumeClaim;

/** Without the ordinal. */
export const claimPrefix = (set: StatefulSet, template: Claim): string => `${template.metadata.name}-${set.metadata.name}`;

const claimName = (set: StatefulSet, template: Claim, ordinal: number): string => `${claimPrefix(set, template)}-${ordinal}`;

const templatesOf = ({ spec }: StatefulSet): readonly Claim[] => spec.volumeClaimTemplates ?? [];

export const claimNames = (set: StatefulSet, ordinal: number): string[] => templatesOf(set).map((template) => claimName(set, template, ordinal));

/** Every claim of a pod as it is made. */
export const claimsOf = (set: StatefulSet, ordinal: number): Claim[] => templatesOf(set).map((template) => ({
  ...template,
  metadata: {
    ...template.metadata,
    name: claimName(set, template, ordinal),
    namespace: set.metadata.namespace,
    labels: { ...template.metadata.labels, ...set.spec.selector.matchLabels },
  },
}));

export function hasStorage(set: StatefulSet, pod: core.Pod, ordinal: number): boolean {
  return templatesOf(set).every((template) => {
    const volume = pod.spec.volumes?.find(({ name }) => name === template.metadata.name);
    return volume?.persistentVolumeClaim?.claimName === claimName(set, template, ordinal);
  });
}

/** Every claim is a volume of the pod, in place of one of the same name. */
export function withStorage(set: StatefulSet, pod: core.Pod, ordinal: number): core.Pod {
  const templates = templatesOf(set);
  if (templates.length === 0) return pod;
  const claimed = templates.map((template): core.Volume =>
    ({ name: template.metadata.name ?? '', persistentVolumeClaim: { claimName: claimName(set, template, ordinal) } }));
  const others = (pod.spec.volumes ?? []).filter(({ name }) => !claimed.some((volume) => volume.name === name));
  return { ...pod, spec: { ...pod.spec, volumes: [...claimed, ...others] } };
}
