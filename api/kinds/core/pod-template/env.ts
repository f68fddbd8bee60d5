/** Environment variables and where their values come from. */
import { invalid, notSupported, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { dataKey, each, envName, given, label, needed, qualifiedName, subdomain, when } from '../../checks';
import { localPath } from './paths';
import { resourceFieldRef } from './resource-field';

export const validateEnv = (env: readonly core.EnvVar[] | undefined, field: string): FieldError[] =>
  each(env, field, (variable, at) => [
    ...(variable.name ? envName(variable.name, `${at}.name`) : [required(`${at}.name`)]),
    ...given(variable.valueFrom, (source) => validateSource(source, variable.value, `${at}.valueFrom`)),
  ]);

function validateSource(source: core.EnvVarSource, value: string | undefined, field: string): FieldError[] {
  const sources = Object.values(source).filter((one) => one !== undefined).length;
  return [
    ...given(source.fieldRef, (ref) => fieldRef(ref, envFields, `${field}.fieldRef`)),
    ...given(source.resourceFieldRef, (ref) => resourceFieldRef(ref, `${field}.resourceFieldRef`)),
    ...given(source.configMapKeyRef, (ref) => keyRef(ref, `${field}.configMapKeyRef`)),
    ...given(source.secretKeyRef, (ref) => keyRef(ref, `${field}.secretKeyRef`)),
    ...given(source.fileKeyRef, (ref) => fileKey(ref, `${field}.fileKeyRef`)),
    ...countFault(sources, value, field),
  ];
}

function countFault(sources: number, value: string | undefined, field: string): FieldError[] {
  if (sources === 0) return [invalid(field, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`')];
  if (value) return [invalid(field, '', 'may not be specified when `value` is not empty')];
  return when(sources > 1, () => invalid(field, '', 'may not have more than one field specified at a time'));
}

const envFields = [
  'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs',
];

/** What a downward API can name; which of them a variable or a file may show, is another question (pkg/apis/core/pods ConvertDownwardAPIFieldLabel). */
const known = new Set([
  'metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.restartPolicy', 'spec.serviceAccountName',
  'spec.schedulerName', 'status.phase', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs',
]);

/** Fields of a pod that a variable or a downward API file may show. */
export function fieldRef({ apiVersion, fieldPath }: core.ObjectFieldSelector, supported: readonly string[], field: string): FieldError[] {
  if (!fieldPath) return [required(`${field}.fieldPath`)];
  const refuse = (why: string): FieldError[] => [invalid(`${field}.fieldPath`, fieldPath, `error converting fieldPath: ${why}`)];
  if (apiVersion && apiVersion !== 'v1') return refuse(`unsupported pod version: ${apiVersion}`);
  const subscripted = /^(.+)\['(.+)'\]$/.exec(fieldPath);
  if (subscripted) {
    const [, map, key = ''] = subscripted;
    // Annotations may be written in capitals.
    if (map === 'metadata.annotations') return qualifiedName(key.toLowerCase(), field);
    return map === 'metadata.labels' ? qualifiedName(key, field) : refuse(`field label does not support subscript: ${fieldPath}`);
  }
  const path = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  if (!known.has(path)) return refuse(`field label not supported: ${fieldPath}`);
  return when(!supported.includes(path), () => notSupported(`${field}.fieldPath`, fieldPath, supported));
}

/** A variable in a file that another container wrote (KEP-3721). */
const fileKey = ({ key, path, volumeName }: core.FileKeySelector, field: string): FieldError[] => [
  ...needed(key, `${field}.key`, envName),
  ...needed(volumeName, `${field}.volumeName`, label),
  ...needed(path, `${field}.path`, localPath),
];

const keyRef = (ref: core.ConfigMapKeySelector | core.SecretKeySelector, field: string): FieldError[] => [
  ...subdomain(ref.name ?? '', `${field}.name`),
  ...(ref.key ? dataKey(ref.key, `${field}.key`) : [required(`${field}.key`)]),
];

export const validateEnvFrom = (sources: readonly core.EnvFromSource[] | undefined, field: string): FieldError[] =>
  each(sources, field, ({ prefix, configMapRef, secretRef }, at) => [
    ...given(prefix, (text) => envName(text, `${at}.prefix`)),
    ...given(configMapRef, (ref) => objectName(ref.name, `${at}.configMapRef.name`)),
    ...given(secretRef, (ref) => objectName(ref.name, `${at}.secretRef.name`)),
    ...when(!configMapRef && !secretRef, () => invalid(field, '', 'must specify one of: `configMapRef` or `secretRef`')),
    ...when(configMapRef && secretRef, () => invalid(field, '', 'may not have more than one field specified at a time')),
  ]);

const objectName = (name: string | undefined, field: string): FieldError[] => (name ? subdomain(name, field) : [required(field)]);
