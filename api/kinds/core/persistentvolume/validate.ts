/** Rules of volumes (kubernetes pkg/apis/core/validation ValidatePersistentVolume). */
import { forbidden, notSupported, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { driverName, given, immutable, needed, positiveQuantity, subdomain, when } from '../../checks';
import { same } from '../../equality';
import { validateAccessModes } from '../access-modes';
import { validateNodeSelector } from '../pod-template/affinity';
import { noBacksteps } from '../pod-template/paths';

type Spec = core.PersistentVolumeSpec;

/** What is no source among the fields of a spec: their number is smaller. */
const others: readonly string[] = [
  'capacity', 'accessModes', 'claimRef', 'persistentVolumeReclaimPolicy', 'storageClassName', 'mountOptions', 'volumeMode', 'nodeAffinity', 'volumeAttributesClassName',
] satisfies (keyof Spec)[];

const sourcesOf = (spec: Spec): (keyof Spec)[] => (Object.keys(spec) as (keyof Spec)[]).filter((name) => !others.includes(name) && spec[name] !== undefined);

export function validateVolume({ spec }: core.PersistentVolume): FieldError[] {
  return [
    ...validateAccessModes(spec.accessModes, 'spec.accessModes'),
    ...validateCapacity(spec.capacity),
    ...given(spec.nodeAffinity, (affinity) => validateNodeAffinity(affinity)),
    ...validateSource(spec),
    ...when(recyclesRoot(spec), () => forbidden('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'")),
    ...given(spec.storageClassName, (name) => subdomain(name, 'spec.storageClassName')),
    ...given(spec.volumeAttributesClassName, (name) => subdomain(name, 'spec.volumeAttributesClassName')),
    ...when(spec.volumeAttributesClassName && !spec.csi, () => required('spec.csi', 'has to be specified when using volumeAttributesClassName')),
  ];
}

function validateCapacity(capacity: Spec['capacity'] = {}): FieldError[] {
  const names = Object.keys(capacity);
  return [
    ...when(!names.length, () => required('spec.capacity')),
    ...when(capacity.storage === undefined || names.length > 1, () => notSupported('spec.capacity', capacity, ['storage'])),
    ...names.flatMap((name) => positiveQuantity(capacity[name] ?? '0', `spec.capacity[${name}]`)),
  ];
}

const validateNodeAffinity = ({ required: selector }: core.VolumeNodeAffinity): FieldError[] =>
  (selector ? validateNodeSelector(selector, 'spec.nodeAffinity.required') : [required('spec.nodeAffinity.required', 'must specify required node constraints')]);

function validateSource(spec: Spec): FieldError[] {
  const [first, ...more] = sourcesOf(spec);
  if (!first) return [required('spec', 'must specify a volume type')];
  return [...(sourceChecks[first]?.(spec, `spec.${first}`) ?? []), ...more.map((name) => forbidden(`spec.${name}`, 'may not specify more than 1 volume type'))];
}

/** Sources with rules beyond the facts. */
const sourceChecks: Partial<Record<keyof Spec, (spec: Spec, field: string) => FieldError[]>> = {
  hostPath: ({ hostPath }, field) => needed(hostPath?.path, `${field}.path`, noBacksteps),
  local: ({ local, nodeAffinity }, field) => [
    ...needed(local?.path, `${field}.path`, noBacksteps),
    ...when(!nodeAffinity, () => required('spec.nodeAffinity', 'Local volume requires node affinity')),
  ],
  nfs: ({ nfs }, field) => [...needed(nfs?.server, `${field}.server`), ...needed(nfs?.path, `${field}.path`)],
  csi: ({ csi }, field) => [...driverName(csi?.driver ?? '', `${field}.driver`), ...needed(csi?.volumeHandle, `${field}.volumeHandle`)],
};

const recyclesRoot = ({ hostPath, persistentVolumeReclaimPolicy: policy }: Spec): boolean => policy === 'Recycle' && /^\/[/.]*$/.test(hostPath?.path ?? '');

export function validateVolumeUpdate({ spec }: core.PersistentVolume, { spec: old }: core.PersistentVolume): FieldError[] {
  return [
    ...when(!same(sourceOf(spec, old), sourceOf(old, old)), () =>
      forbidden('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation')),
    ...immutable(spec.volumeMode, old.volumeMode, 'volumeMode'),
    ...given(old.nodeAffinity, (affinity) => immutable(spec.nodeAffinity, affinity, 'nodeAffinity')),
  ];
}

/** The source with nothing that may be set once: what a driver needs to expand it. */
function sourceOf(spec: Spec, old: Spec): Record<string, unknown> {
  const source: Record<string, unknown> = Object.fromEntries(sourcesOf(spec).map((name) => [name, spec[name]]));
  if (spec.csi && !old.csi?.controllerExpandSecretRef) source.csi = { ...spec.csi, controllerExpandSecretRef: undefined };
  return source;
}
