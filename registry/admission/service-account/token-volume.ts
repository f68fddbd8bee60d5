/** The volume in which a pod finds its token, the authority's certificate and its namespace (KEP-1205). */
import { randomSuffix, type core, type Random } from '../../../api';

const prefix = 'kube-api-access-';
const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
/** An hour and a little: by that kube-apiserver knows tokens that nobody asked for in particular. */
const expirationSeconds = 3607;

/** A container that mounts something else there keeps that. */
export function mountToken(spec: core.PodSpec, random: Random): void {
  const found = spec.volumes?.find(({ name }) => name.startsWith(prefix));
  const containers = [...spec.initContainers ?? [], ...spec.containers ?? []].filter(({ volumeMounts }) => !volumeMounts?.some((mount) => mount.mountPath === mountPath));
  if (containers.length === 0) return;
  const name = found?.name ?? `${prefix}${randomSuffix(random)}`;
  for (const container of containers) container.volumeMounts = [...container.volumeMounts ?? [], { name, readOnly: true, mountPath }];
  if (!found) spec.volumes = [...spec.volumes ?? [], { name, projected: { sources: sources(), defaultMode: 0o644 } }];
}

const sources = (): core.VolumeProjection[] => [
  { serviceAccountToken: { expirationSeconds, path: 'token' } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
];
