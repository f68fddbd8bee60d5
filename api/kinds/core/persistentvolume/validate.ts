/** Rules of volumes (kubernetes pkg/apis/core/validation ValidatePersistentVolume). */
import { forbidden, invalid, notSupported, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { given, immutable, positiveQuantity, subdomain, when } from '../../checks';
import { same } from '../../equality';
import { validateAccessModes } from '../access-modes';
import { validateNodeSelector } from '../pod-template/affinity';
import { notNegative } from '../quantities';
import { persistentSources, validatePersistentSource } from '../volume-sources/of-persistent-volumes';

type Spec = core.PersistentVolumeSpec;

export function validateVolume({ metadata, spec }: core.PersistentVolume): FieldError[] {
  return [
    ...validateAccessModes(spec.accessModes, 'spec.accessModes'),
    ...validateCapacity(spec.capacity),
    ...given(spec.nodeAffinity, (affinity) => validateNodeAffinity(affinity)),
    ...validatePersistentSource(spec, 'spec', metadata.name ?? ''),
    ...when(spec.local && !spec.nodeAffinity && sourcesOf(spec)[0] === 'local', () => required('spec.nodeAffinity', 'Local volume requires node affinity')),
    ...when(recyclesRoot(spec), () => forbidden('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'")),
    ...given(spec.storageClassName, (name) => subdomain(name, 'spec.storageClassName')),
    ...(spec.volumeAttributesClassName === undefined ? [] : attributesClass(spec.volumeAttributesClassName, spec)),
  ];
}

const sourcesOf = (spec: Spec): (keyof Spec)[] => persistentSources.filter((name) => spec[name] !== undefined);

function validateCapacity(capacity: Spec['capacity'] = {}): FieldError[] {
  const names = Object.keys(capacity);
  return [
    ...when(!names.length, () => required('spec.capacity')),
    ...when(capacity.storage === undefined || names.length > 1, () => notSupported('spec.capacity', capacity, ['storage'])),
    ...names.flatMap((name) => {
      const [quantity, field] = [capacity[name] ?? '0', `spec.capacity[${name}]`];
      return [...notNegative(quantity, field), ...positiveQuantity(quantity, field)];
    }),
  ];
}

const validateNodeAffinity = ({ required: selector }: core.VolumeNodeAffinity): FieldError[] =>
  (selector ? validateNodeSelector(selector, 'spec.nodeAffinity.required') : [required('spec.nodeAffinity.required', 'must specify required node constraints')]);

const attributesClass = (name: string, { csi }: Spec): FieldError[] => [
  ...(name ? subdomain(name, 'spec.volumeAttributesClassName') : [required('spec.volumeAttributesClassName', 'an empty string is disallowed')]),
  ...when(!csi, () => required('spec.csi', 'has to be specified when using volumeAttributesClassName')),
];

const recyclesRoot = ({ hostPath, persistentVolumeReclaimPolicy: policy }: Spec): boolean => policy === 'Recycle' && /^\/[/.]*$/.test(hostPath?.path ?? '');

export function validateVolumeUpdate({ spec }: core.PersistentVolume, { spec: old }: core.PersistentVolume): FieldError[] {
  return [
    ...when(!same(sourceOf(spec, old), sourceOf(old, old)), () =>
      forbidden('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation')),
    ...immutable(spec.volumeMode, old.volumeMode, 'volumeMode'),
    ...when(old.nodeAffinity && !isSameAffinity(spec.nodeAffinity, old.nodeAffinity), () =>
      invalid('nodeAffinity', spec.nodeAffinity, 'field is immutable, except for updating from beta label to GA')),
    ...when(old.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined, () =>
      forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden')),
  ];
}

/** The source with nothing that may be set once: what a driver needs to expand it. */
function sourceOf(spec: Spec, old: Spec): Record<string, unknown> {
  const source: Record<string, unknown> = Object.fromEntries(sourcesOf(spec).map((name) => [name, spec[name]]));
  if (spec.csi && !old.csi?.controllerExpandSecretRef) source.csi = { ...spec.csi, controllerExpandSecretRef: undefined };
  return source;
}

/** Node labels that came out of beta. */
const stable: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/os': 'kubernetes.io/os', 'beta.kubernetes.io/arch': 'kubernetes.io/arch', 'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
};

/** With a label's new name in the place of the old one it is the same. */
function isSameAffinity(affinity: core.VolumeNodeAffinity | undefined, old: core.VolumeNodeAffinity): boolean {
  const terms = affinity?.required?.nodeSelectorTerms ?? [];
  const renamed = (old.required?.nodeSelectorTerms ?? []).map(({ matchExpressions, ...term }, i) => ({
    ...term, ...(matchExpressions && { matchExpressions: matchExpressions.map((requirement, j) => ({ ...requirement, key: keyLike(requirement.key, terms[i]?.matchExpressions?.[j]?.key) })) }),
  }));
  return same(affinity, old.required ? { ...old, required: { ...old.required, nodeSelectorTerms: renamed } } : old);
}

const keyLike = (key: string, now: string | undefined): string => (now !== undefined && stable[key] === now ? now : key);
