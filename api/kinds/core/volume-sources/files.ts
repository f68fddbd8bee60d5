/** Sources that are files: secrets, config maps, what a pod says of itself, and all of them in one directory. */
import { forbidden, invalid, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { each, given, when } from '../../checks';
import { fieldRef } from '../pod-template/env';
import { filePath } from '../pod-template/paths';
import { volumeResourceFieldRef } from '../pod-template/resource-field';
import { validateTrustBundle } from './trust-bundle';

interface Files { readonly items?: readonly core.KeyToPath[]; readonly defaultMode?: number }

export const validateSecret = (secret: core.SecretVolumeSource, field: string): FieldError[] =>
  [...when(!secret.secretName, () => required(`${field}.secretName`)), ...validateFiles(secret, field)];

export const validateConfigMap = (map: core.ConfigMapVolumeSource, field: string): FieldError[] =>
  [...when(!map.name, () => required(`${field}.name`)), ...validateFiles(map, field)];

const validateFiles = ({ items, defaultMode }: Files, field: string): FieldError[] => [
  ...fileMode(defaultMode, field, 'defaultMode'),
  ...each(items, `${field}.items`, validateItem),
];

const validateItem = ({ key, path, mode }: core.KeyToPath, field: string): FieldError[] => [
  ...when(!key, () => required(`${field}.key`)),
  ...(path ? filePath(path, `${field}.path`) : [required(`${field}.path`)]),
  ...fileMode(mode, field, 'mode'),
];

const fileMode = (mode: number | undefined, field: string, name: string): FieldError[] =>
  when(mode !== undefined && (mode < 0 || mode > 0o777), () => invalid(`${field}.${name}`, mode, 'must be a number between 0 and 0777 (octal), both inclusive'));

const downwardFields = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

export const validateDownwardAPI = ({ defaultMode, items = [] }: core.DownwardAPIVolumeSource, field: string): FieldError[] =>
  // Upstream does not number the items.
  [...fileMode(defaultMode, field, 'defaultMode'), ...items.flatMap((file) => validateDownwardFile(file, field))];

const validateDownwardFile = (file: core.DownwardAPIVolumeFile, field: string): FieldError[] => [
  ...(file.path ? filePath(file.path, `${field}.path`) : [required(`${field}.path`)]),
  ...downwardReference(file, field),
  ...fileMode(file.mode, field, 'mode'),
];

function downwardReference({ fieldRef: wanted, resourceFieldRef }: core.DownwardAPIVolumeFile, field: string): FieldError[] {
  if (wanted) {
    return [
      ...fieldRef(wanted, downwardFields, `${field}.fieldRef`),
      ...when(resourceFieldRef, () => invalid(field, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously')),
    ];
  }
  return resourceFieldRef ? volumeResourceFieldRef(resourceFieldRef, `${field}.resourceFieldRef`) : [required(field, 'one of fieldRef and resourceFieldRef is required')];
}

export function validateProjected({ sources, defaultMode }: core.ProjectedVolumeSource, field: string): FieldError[] {
  const taken = new Set<string>();
  /** Told of the volume; a path that is missing is told of elsewhere. */
  const once = (path: string | undefined, told: string | undefined): FieldError[] => {
    if (!path) return [];
    if (taken.has(path)) return [invalid(field, told ?? '', 'conflicting duplicate paths')];
    taken.add(path);
    return [];
  };
  return [
    ...fileMode(defaultMode, field, 'defaultMode'),
    ...each(sources ?? [], `${field}.sources`, (source, at) => [
      ...given(source.secret, (secret) => projectedFiles(secret, `${at}.secret`, once)),
      ...given(source.configMap, (map) => projectedFiles(map, `${at}.configMap`, once)),
      ...(source.downwardAPI?.items ?? []).flatMap((file) => [...validateDownwardFile(file, `${at}.downwardAPI`), ...once(file.path, file.path)]),
      ...given(source.serviceAccountToken, (token) => validateToken(token, `${at}.serviceAccountToken`, field)),
      ...given(source.clusterTrustBundle, (bundle) => [...validateTrustBundle(bundle, `${at}.clusterTrustBundle`), ...once(bundle.path, bundle.path)]),
      ...when(countOf(source) > 1, () => forbidden(at, 'may not specify more than 1 volume type per source')),
    ]),
  ];
}

const countOf = (source: core.VolumeProjection): number => Object.values(source).filter((part) => part !== undefined).length;

const projectedFiles = (source: core.SecretProjection | core.ConfigMapProjection, field: string, once: (path: string, told: string | undefined) => FieldError[]): FieldError[] => [
  ...when(!source.name, () => required(`${field}.name`)),
  ...each(source.items, `${field}.items`, (item, at) => [...validateItem(item, at), ...once(item.path, source.name)]),
];

/** Faults of the path are told of the volume. */
const validateToken = ({ expirationSeconds = 0, path }: core.ServiceAccountTokenProjection, field: string, volume: string): FieldError[] => [
  ...when(expirationSeconds < 600, () => invalid(`${field}.expirationSeconds`, expirationSeconds, 'may not specify a duration less than 10 minutes')),
  ...when(expirationSeconds > 2 ** 32, () => invalid(`${field}.expirationSeconds`, expirationSeconds, 'may not specify a duration larger than 2^32 seconds')),
  ...(path ? filePath(path, `${volume}.path`) : [required(`${volume}.path`)]),
];
