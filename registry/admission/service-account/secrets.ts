/** The secrets that a pod refers to, and which of them its service account allows. */
import type { core } from '../../../api';

type Account = Pick<core.ServiceAccount, 'metadata' | 'secrets' | 'imagePullSecrets'>;

const names = (references: readonly { readonly name?: string }[] | undefined): Set<string | undefined> => new Set(references?.map(({ name }) => name));

/** Why the account refuses the pod; undefined when it does not. */
export function secretFault({ spec }: core.Pod, account: Account): string | undefined {
  const mountable = names(account.secrets);
  const why = `is not allowed because service account ${account.metadata.name} does not reference that`;
  for (const { secret } of spec.volumes ?? []) {
    if (secret && !mountable.has(secret.secretName)) return `volume with secret.secretName="${secret.secretName}" ${why} secret`;
  }
  const [found] = [...secretsOf('init container', spec.initContainers), ...secretsOf('container', spec.containers)].filter(({ name }) => !mountable.has(name));
  if (found) return `${found.where} referencing secret.secretName="${found.name}" ${why} secret`;
  const pull = names(account.imagePullSecrets);
  for (const [i, { name }] of (spec.imagePullSecrets ?? []).entries()) {
    if (!pull.has(name)) return `imagePullSecrets[${i}].name="${name}" ${why} imagePullSecret`;
  }
  return undefined;
}

export function ephemeralSecretFault({ spec }: core.Pod, account: Account): string | undefined {
  const mountable = names(account.secrets);
  const found = secretsOf('ephemeral container', spec.ephemeralContainers).find(({ name }) => !mountable.has(name));
  return found && `${found.where} referencing secret.secretName="${found.name}" is not allowed because service account ${account.metadata.name} does not reference that secret`;
}

interface Use { readonly where: string; readonly name: string }
type Container = Pick<core.Container, 'name' | 'env' | 'envFrom'>;

/** Where the environment of containers comes from secrets. */
const secretsOf = (kind: string, containers: readonly Container[] = []): Use[] => containers.flatMap(({ name: container, env = [], envFrom = [] }) => [
  ...env.flatMap(({ name, valueFrom }) => (valueFrom?.secretKeyRef ? { where: `${kind} ${container} with envVar ${name}`, name: valueFrom.secretKeyRef.name ?? '' } : [])),
  ...envFrom.flatMap(({ secretRef }) => (secretRef ? { where: `${kind} ${container} with envFrom`, name: secretRef.name ?? '' } : [])),
]);

/** Whether anything of the pod comes from a secret (kubernetes pkg/api/pod VisitPodSecretNames). */
export function refersToSecrets({ spec }: core.Pod): boolean {
  const containers = [spec.containers, spec.initContainers, spec.ephemeralContainers];
  return Boolean(spec.imagePullSecrets?.length) || containers.some((list) => secretsOf('', list).length > 0) || (spec.volumes ?? []).some(volumeRefersToSecret);
}

function volumeRefersToSecret(volume: core.Volume): boolean {
  const { secret, azureFile, projected, csi, cephfs, cinder, flexVolume, rbd, scaleIO, iscsi, storageos } = volume;
  const byReference = [cephfs, cinder, flexVolume, rbd, scaleIO, iscsi, storageos].some((source) => source?.secretRef);
  return Boolean(secret ?? azureFile ?? csi?.nodePublishSecretRef) || byReference || Boolean(projected?.sources?.some((source) => source.secret));
}
