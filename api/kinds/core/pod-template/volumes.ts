/** Volumes of a pod: one source each, well-formed. */
import { duplicate, forbidden, invalid, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, given, label, subdomain, when } from '../../checks';
import { fieldRef } from './env';
import { localPath, noBacksteps } from './paths';
import { volumeResourceFieldRef } from './resource-field';
import { volumeSources } from './volume-defaults';
import { validateQuantity } from './resources';

export const validateVolumes = (volumes: readonly core.Volume[] | undefined, field: string): FieldError[] => [
  ...each(volumes, field, (volume, at) => [
    ...(volume.name ? label(volume.name, `${at}.name`) : [required(`${at}.name`)]),
    ...validateSource(volume, at),
  ]),
  ...duplicates(volumes, (volume) => volume.name, (i, name) => duplicate(`${field}[${i}].name`, name)),
];

function validateSource(volume: core.Volume, field: string): FieldError[] {
  const [first, ...others] = volumeSources(volume);
  if (!first) return [required(field, 'must specify a volume type')];
  return [
    ...(sourceChecks[first]?.(volume, `${field}.${first}`) ?? []),
    ...others.map((name) => forbidden(`${field}.${name}`, 'may not specify more than 1 volume type')),
  ];
}

/** Sources with rules beyond the facts. */
const sourceChecks: Partial<Record<keyof core.Volume, (volume: core.Volume, field: string) => FieldError[]>> = {
  emptyDir: ({ emptyDir }, field) => given(emptyDir?.sizeLimit, (size) => validateQuantity('storage', size, `${field}.sizeLimit`)),
  hostPath: ({ hostPath }, field) => (hostPath?.path ? noBacksteps(hostPath.path, `${field}.path`) : [required(`${field}.path`)]),
  persistentVolumeClaim: ({ persistentVolumeClaim: claim }, field) => when(!claim?.claimName, () => required(`${field}.claimName`)),
  secret: ({ secret }, field) => [...when(!secret?.secretName, () => required(`${field}.secretName`)), ...given(secret, (s) => validateFiles(s, field))],
  configMap: ({ configMap }, field) => [...when(!configMap?.name, () => required(`${field}.name`)), ...given(configMap, (c) => validateFiles(c, field))],
  nfs: ({ nfs }, field) => [
    ...when(!nfs?.server, () => required(`${field}.server`)),
    ...when(!nfs?.path, () => required(`${field}.path`)),
    ...when(nfs?.path && !nfs.path.startsWith('/'), () => invalid(`${field}.path`, nfs?.path, 'must be an absolute path')),
  ],
  downwardAPI: ({ downwardAPI }, field) => [...fileMode(downwardAPI?.defaultMode, `${field}.defaultMode`), ...downwardFiles(downwardAPI?.items, field)],
  projected: ({ projected }, field) => given(projected, (p) => validateProjected(p, field)),
  csi: ({ csi }, field) => (csi?.driver ? subdomain(csi.driver.toLowerCase(), `${field}.driver`) : [required(`${field}.driver`)]),
  ephemeral: ({ ephemeral }, field) => when(!ephemeral?.volumeClaimTemplate, () => required(`${field}.volumeClaimTemplate`)),
};

interface Files { readonly items?: readonly core.KeyToPath[]; readonly defaultMode?: number }

const validateFiles = ({ items, defaultMode }: Files, field: string): FieldError[] => [
  ...fileMode(defaultMode, `${field}.defaultMode`),
  ...each(items, `${field}.items`, (item, at) => [
    ...when(!item.key, () => required(`${at}.key`)),
    ...(item.path ? localPath(item.path, `${at}.path`) : [required(`${at}.path`)]),
    ...fileMode(item.mode, `${at}.mode`),
  ]),
];

const fileMode = (mode: number | undefined, field: string): FieldError[] =>
  when(mode !== undefined && (mode < 0 || mode > 0o777), () => invalid(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive'));

const downwardFields = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

const downwardFiles = (items: readonly core.DownwardAPIVolumeFile[] | undefined, field: string): FieldError[] =>
  each(items, field, (file, at) => [
    ...(file.path ? localPath(file.path, `${at}.path`) : [required(`${at}.path`)]),
    ...given(file.fieldRef, (ref) => fieldRef(ref, downwardFields, `${at}.fieldRef`)),
    ...given(file.resourceFieldRef, (ref) => volumeResourceFieldRef(ref, `${at}.resourceFieldRef`)),
    ...when(file.fieldRef && file.resourceFieldRef, () => invalid(at, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously')),
    ...when(!file.fieldRef && !file.resourceFieldRef, () => required(at, 'one of fieldRef and resourceFieldRef is required')),
    ...fileMode(file.mode, `${at}.mode`),
  ]);

const validateProjected = (projected: core.ProjectedVolumeSource, field: string): FieldError[] => [
  ...fileMode(projected.defaultMode, `${field}.defaultMode`),
  ...each(projected.sources ?? [], `${field}.sources`, (source, at) => [
    ...given(source.secret, (secret) => [...when(!secret.name, () => required(`${at}.secret.name`)), ...validateFiles(secret, `${at}.secret`)]),
    ...given(source.configMap, (map) => [...when(!map.name, () => required(`${at}.configMap.name`)), ...validateFiles(map, `${at}.configMap`)]),
    ...given(source.downwardAPI, ({ items }) => downwardFiles(items, `${at}.downwardAPI`)),
    ...given(source.serviceAccountToken, (token) => validateToken(token, `${at}.serviceAccountToken`)),
  ]),
];

const validateToken = ({ expirationSeconds = 0, path }: core.ServiceAccountTokenProjection, field: string): FieldError[] => [
  ...when(expirationSeconds < 600, () => invalid(`${field}.expirationSeconds`, expirationSeconds, 'may not specify a duration less than 10 minutes')),
  ...when(expirationSeconds > 2 ** 32, () => invalid(`${field}.expirationSeconds`, expirationSeconds, 'may not specify a duration larger than 2^32 seconds')),
  ...(path ? localPath(path, `${field}.path`) : [required(`${field}.path`)]),
];
