/** The environment of a container (pkg/kubelet/kubelet_pods.go makeEnvironmentVariables). */
import type { core } from '../../api';
import { expanded } from './expansion';
import { hostnameOf, podField } from './fields';
import { resourceValue } from './quantities';
import type { References } from './references';
import { serviceVariables } from './service-variables';

type Container = Pick<core.Container, 'env' | 'envFrom' | 'resources'>;

/** PATH where an image says nothing. */
export const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export async function environmentOf(pod: core.Pod, container: Container, references: References): Promise<Map<string, string>> {
  const result = new Map([['PATH', usualPath], ['HOSTNAME', hostnameOf(pod)]]);
  // Where the API is, every container is told.
  const api = await references.apiService();
  const linked = pod.spec.enableServiceLinks === false ? [] : await references.services();
  const services = new Map(serviceVariables([...(api ? [api] : []), ...linked]));
  for (const source of container.envFrom ?? []) {
    for (const [key, value] of await allOf(source, references)) result.set((source.prefix ?? '') + key, value);
  }
  for (const variable of container.env ?? []) {
    const value = variable.valueFrom
      ? await valueFrom(pod, container, variable.valueFrom, references)
      : expanded(variable.value ?? '', (name) => result.get(name) ?? services.get(name));
    if (value !== undefined) result.set(variable.name, value);
  }
  // What the container says itself wins.
  for (const [name, value] of services) if (!result.has(name)) result.set(name, value);
  if (!result.has('HOME')) result.set('HOME', '/root');
  return result;
}

async function allOf({ configMapRef, secretRef }: core.EnvFromSource, { configMap, secret }: References): Promise<[string, string][]> {
  const map = configMapRef && (await configMap(configMapRef.name ?? ''));
  const hidden = secretRef && (await secret(secretRef.name ?? ''));
  return [...Object.entries(map?.data ?? {}), ...Object.entries(hidden?.data ?? {}).map(([key, value]): [string, string] => [key, decoded(value)])];
}

async function valueFrom(pod: core.Pod, container: Container, { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef }: core.EnvVarSource, references: References): Promise<string | undefined> {
  if (fieldRef) return podField(pod, fieldRef.fieldPath);
  if (resourceFieldRef) {
    const { containerName } = resourceFieldRef;
    const meant = containerName ? [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(({ name }) => name === containerName) : container;
    return resourceValue(meant, resourceFieldRef, references.allocatable);
  }
  if (configMapKeyRef) return (await references.configMap(configMapKeyRef.name ?? ''))?.data?.[configMapKeyRef.key];
  const value = secretKeyRef && (await references.secret(secretKeyRef.name ?? ''))?.data?.[secretKeyRef.key];
  return value === undefined ? undefined : decoded(value);
}

const decoded = (base64: string): string => Buffer.from(base64, 'base64').toString();
