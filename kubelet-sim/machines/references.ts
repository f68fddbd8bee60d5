/** The objects that a container is made of, read when somebody looks into it. */
import { ApiError, kinds, type Client, type core } from '../../api';
import type { PodTokens } from './tokens';

/** By name, of the pod's namespace; undefined: not there, or not to be read. */
export interface References {
  configMap(name: string): Promise<core.ConfigMap | undefined>;
  secret(name: string): Promise<core.Secret | undefined>;
  services(): Promise<readonly core.Service[]>;
  /** The Service `kubernetes`, of another namespace. */
  apiService(): Promise<core.Service | undefined>;
  token(projection: core.ServiceAccountTokenProjection): Promise<string | undefined>;
  readonly allocatable: Readonly<Record<string, string>>;
}

export function referencesOf(client: Client, pod: core.Pod, node: core.Node | undefined, tokens: PodTokens): References {
  const { namespace = '' } = pod.metadata;
  const [configMaps, secrets] = [new Map<string, Promise<core.ConfigMap | undefined>>(), new Map<string, Promise<core.Secret | undefined>>()];
  return {
    configMap: (name) => once(configMaps, name, () => client.of(kinds.configmaps).get({ namespace, name })),
    secret: (name) => once(secrets, name, () => client.of(kinds.secrets).get({ namespace, name })),
    services: async () => (await client.of(kinds.services).list({ namespace }).catch(orNothing))?.items ?? [],
    apiService: () => client.of(kinds.services).get({ namespace: 'default', name: 'kubernetes' }).catch(orNothing),
    token: (projection) => tokens.token(pod, projection),
    allocatable: node?.status.allocatable ?? {},
  };
}

function once<T>(known: Map<string, Promise<T | undefined>>, name: string, read: () => Promise<T>): Promise<T | undefined> {
  const reading = known.get(name) ?? read().catch(orNothing);
  known.set(name, reading);
  return reading;
}

function orNothing(error: unknown): undefined {
  if (!(error instanceof ApiError)) throw error;
}
