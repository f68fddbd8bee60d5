/** The rules that every object's metadata follows (k8s.io/apimachinery pkg/api/validation objectmeta.go). */
import type { Scope, Strategy } from './definition';
import { forbidden, invalid, required, type FieldError } from './field-error';
import { label1035Fault, labelFault, labelValueFault, pathSegmentFault, qualifiedNameFault, subdomainFault } from './names';
import type { ObjectMeta, OwnerReference } from './object';

export type NameRule = NonNullable<Strategy['nameRule']>;

export interface MetadataRules {
  readonly scope: Scope;
  readonly nameRule: NameRule;
  /** As in `Strategy`. */
  readonly finalizers?: 'any';
}

const nameRules: Record<Exclude<NameRule, (name: string) => string | undefined>, (name: string) => string | undefined> = {
  subdomain: subdomainFault, label: labelFault, label1035: label1035Fault, path: pathSegmentFault,
};

const maxAnnotationBytes = 256 * 1024;

export function validateMetadata(meta: ObjectMeta, { scope, nameRule, finalizers }: MetadataRules): FieldError[] {
  const rule = typeof nameRule === 'string' ? nameRules[nameRule] : nameRule;
  return [
    ...nameFaults(meta, rule),
    ...namespaceFaults(meta, scope),
    ...labelFaults(meta.labels ?? {}, 'metadata.labels'),
    ...annotationFaults(meta.annotations ?? {}, 'metadata.annotations'),
    ...ownerFaults(meta.ownerReferences ?? []),
    ...finalizerFaults(meta.finalizers ?? []),
    ...(finalizers === 'any' ? [] : shortFinalizers(meta.finalizers ?? [])),
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

function finalizerFaults(finalizers: readonly string[]): FieldError[] {
  const field = 'metadata.finalizers';
  const both = finalizers.includes('orphan') && finalizers.includes('foregroundDeletion');
  return [
    ...finalizers.flatMap((name) => faultsOf(field, name, qualifiedNameFault(name))),
    ...(both ? [invalid(field, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set')] : []),
  ];
}

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

const isShort = (finalizer: string): boolean => !finalizer.includes('/') && !standardFinalizers.includes(finalizer);

/** The kinds of Kubernetes itself take none (kubernetes pkg/apis/core/validation validation.go ValidateFinalizerName). */
const shortFinalizers = (finalizers: readonly string[]): FieldError[] => finalizers.flatMap((name, index) =>
  (isShort(name) ? [invalid(`metadata.finalizers[${index}]`, name, 'name is neither a standard finalizer name nor is it fully qualified')] : []));

/** Of those that come anew (k8s.io/apiextensions-apiserver pkg/registry/customresource validator.go validateKubeFinalizerName). */
export function finalizerWarnings({ finalizers = [] }: ObjectMeta, old: ObjectMeta | undefined): string[] {
  const added = [...new Set(finalizers)].filter((name) => !old?.finalizers?.includes(name)).sort();
  return added.flatMap((name) => {
    const fault = qualifiedNameFault(name);
    const path = name.includes('.') ? ' including a path (/)' : '';
    return [...(fault ? [fault] : []), ...(isShort(name) ? [`prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`] : [])]
      .map((text) => `metadata.finalizers: ${JSON.stringify(name)}: ${text}`);
  });
}

const faultsOf = (field: string, value: unknown, fault: string | undefined): FieldError[] => (fault ? [invalid(field, value, fault)] : []);

const owners = 'metadata.ownerReferences';

function ownerFaults(references: readonly OwnerReference[]): FieldError[] {
  let controller: string | undefined;
  return references.flatMap((owner) => {
    const faults = oneOwnerFaults(owner);
    if (!owner.controller) return faults;
    const name = `${owner.kind}/${owner.name}`;
    if (controller !== undefined) {
      faults.push(invalid(owners, references, `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`));
    }
    controller ??= name;
    return faults;
  });
}

const oneOwnerFaults = (owner: OwnerReference): FieldError[] => [
  ...(hasVersion(owner.apiVersion) ? [] : [invalid(`${owners}.apiVersion`, owner.apiVersion, 'version must not be empty')]),
  ...(['kind', 'name', 'uid'] as const).flatMap((part) => (owner[part] ? [] : [invalid(`${owners}.${part}`, owner[part], 'must not be empty')])),
  ...(owner.apiVersion === 'v1' && owner.kind === 'Event' ? [invalid(owners, owner, '/v1, Kind=Event is disallowed from being an owner')] : []),
];

/** `v1` or `group/v1`. */
const hasVersion = (apiVersion: string): boolean => /^(?:[^/]*\/)?[^/]+$/.test(apiVersion);

/** With the value that stands for none. */
const immutable = [
  ['name', ''], ['namespace', ''], ['uid', ''], ['creationTimestamp', null], ['deletionTimestamp', null], ['deletionGracePeriodSeconds', null],
] as const;

export function validateMetadataUpdate(meta: ObjectMeta, old: ObjectMeta): FieldError[] {
  const changed = immutable.filter(([field, none]) => (meta[field] ?? none) !== (old[field] ?? none));
  return [...newFinalizers(meta, old), ...changed.map(([field, none]) => invalid(`metadata.${field}`, meta[field] ?? none, 'field is immutable'))];
}

/** Whoever is being deleted gets no new reasons to stay. */
function newFinalizers(meta: ObjectMeta, old: ObjectMeta): FieldError[] {
  if (!old.deletionTimestamp) return [];
  const added = [...new Set(meta.finalizers ?? [])].filter((name) => !old.finalizers?.includes(name)).sort();
  const list = added.map((name) => JSON.stringify(name)).join(', ');
  return added.length ? [forbidden('metadata.finalizers', `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`)] : [];
}
