/** The rules that every object's metadata follows (k8s.io/apimachinery pkg/api/validation objectmeta.go). */
import type { Scope, Strategy } from './definition';
import { forbidden, invalid, required, type FieldError } from './field-error';
import { label1035Fault, labelFault, labelValueFault, pathSegmentFault, qualifiedNameFault, subdomainFault } from './names';
import type { ObjectMeta, OwnerReference } from './object';

export type NameRule = NonNullable<Strategy['nameRule']>;

export interface MetadataRules {
  readonly scope: Scope;
  readonly nameRule: NameRule;
}

const nameRules: Record<Exclude<NameRule, (name: string) => string | undefined>, (name: string) => string | undefined> = {
  subdomain: subdomainFault, label: labelFault, label1035: label1035Fault, path: pathSegmentFault,
};

const maxAnnotationBytes = 256 * 1024;

export function validateMetadata(meta: ObjectMeta, { scope, nameRule }: MetadataRules): FieldError[] {
  const rule = typeof nameRule === 'string' ? nameRules[nameRule] : nameRule;
  return [
    ...nameFaults(meta, rule),
    ...namespaceFaults(meta, scope),
    ...labelFaults(meta.labels ?? {}, 'metadata.labels'),
    ...annotationFaults(meta.annotations ?? {}, 'metadata.annotations'),
    ...ownerFaults(meta.ownerReferences ?? []),
    ...(meta.finalizers ?? []).flatMap((name, index) => finalizerFaults(name, `metadata.finalizers[${index}]`)),
  ];
}

/** A name that is being generated ends in a dash, which the finished name does not. */
const unmasked = (prefix: string): string => (prefix.endsWith('-') && prefix.length > 1 ? `${prefix.slice(0, -2)}a` : prefix);

function nameFaults({ name = '', generateName = '' }: ObjectMeta, rule: (name: string) => string | undefined): FieldError[] {
  const prefix = generateName && rule(unmasked(generateName));
  const fault = name && rule(name);
  return [
    ...(prefix ? [invalid('metadata.generateName', generateName, prefix)] : []),
    ...(name === '' ? [required('metadata.name', 'name or generateName is required')] : []),
    ...(fault ? [invalid('metadata.name', name, fault)] : []),
  ];
}

function namespaceFaults({ namespace = '' }: ObjectMeta, scope: Scope): FieldError[] {
  if (scope === 'Cluster') return namespace ? [forbidden('metadata.namespace', 'not allowed on this type')] : [];
  if (namespace === '') return [required('metadata.namespace')];
  const fault = labelFault(namespace);
  return fault ? [invalid('metadata.namespace', namespace, fault)] : [];
}

export function labelFaults(labels: Readonly<Record<string, string>>, field: string): FieldError[] {
  return Object.entries(labels).flatMap(([key, value]) => {
    const keyFault = qualifiedNameFault(key);
    const valueFault = labelValueFault(value);
    return [...(keyFault ? [invalid(field, key, keyFault)] : []), ...(valueFault ? [invalid(field, value, valueFault)] : [])];
  });
}

export function annotationFaults(annotations: Readonly<Record<string, string>>, field: string): FieldError[] {
  const entries = Object.entries(annotations);
  const faults = entries.flatMap(([key]) => {
    // Unlike label keys, these may be written in capitals.
    const fault = qualifiedNameFault(key.toLowerCase());
    return fault ? [invalid(field, key, fault)] : [];
  });
  const bytes = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  return bytes > maxAnnotationBytes ? [...faults, { type: 'FieldValueTooLong', field, detail: `may not be more than ${maxAnnotationBytes} bytes` }] : faults;
}

function finalizerFaults(name: string, field: string): FieldError[] {
  const fault = qualifiedNameFault(name);
  if (fault) return [invalid(field, name, fault)];
  const standard = ['kubernetes', 'orphan', 'foregroundDeletion'].includes(name);
  return name.includes('/') || standard ? [] : [invalid(field, name, 'name is neither a standard finalizer name nor is it fully qualified')];
}

function ownerFaults(owners: readonly OwnerReference[]): FieldError[] {
  const field = 'metadata.ownerReferences';
  const faults = owners.flatMap(({ apiVersion, kind, name, uid, controller }, index) => {
    const at = `${field}[${index}]`;
    const missing = ([['apiVersion', apiVersion], ['kind', kind], ['name', name], ['uid', uid]] as const).filter(([, value]) => !value);
    const first = owners.findIndex((owner) => owner.controller);
    return [
      ...missing.map(([part, value]) => invalid(`${at}.${part}`, value, part === 'apiVersion' ? 'version must not be empty' : 'must not be empty')),
      ...(controller && first < index
        ? [invalid(field, owners, `Only one reference can have Controller set to true. Found "true" in references for ${owners[first]?.kind ?? ''}/${owners[first]?.name ?? ''} and ${kind}/${name}`)] : []),
    ];
  });
  return faults;
}

const immutable = ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const;

export function validateMetadataUpdate(meta: ObjectMeta, old: ObjectMeta): FieldError[] {
  const changed = immutable.filter((field) => (meta[field] ?? '') !== (old[field] ?? ''));
  return [...changed.map((field) => invalid(`metadata.${field}`, meta[field], 'field is immutable')), ...newFinalizers(meta, old)];
}

/** Whoever is being deleted gets no new reasons to stay. */
function newFinalizers(meta: ObjectMeta, old: ObjectMeta): FieldError[] {
  if (!old.deletionTimestamp) return [];
  const added = (meta.finalizers ?? []).filter((name) => !old.finalizers?.includes(name));
  const list = added.map((name) => JSON.stringify(name)).join(', ');
  return added.length ? [forbidden('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`)] : [];
}
