/** What pods name: an object of their namespace, and what is wrong with it. */
import { kinds, type core, type KubeObject, type ObjectKey, type ResourceDefinition } from '../../api';
import type { Found } from './reads';

export interface Thing {
  readonly definition: ResourceDefinition;
  readonly key: ObjectKey;
}

/** Why something cannot be had, in a kubelet's words, and what has to change first. */
export interface Fault {
  readonly why: string;
  readonly of: Thing;
}

/** Where the objects that pods name are looked up. */
export interface Look {
  configMap(name: string): Promise<Found<core.ConfigMap>>;
  secret(name: string): Promise<Found<core.Secret>>;
  claim(name: string): Promise<Found<core.PersistentVolumeClaim>>;
  readonly namespace: string;
}

/** Every namespace has it, by a controller that comes in its own time: pods do not wait for it (ServiceAccount admission makes each of them name it). */
export const givenConfigMap = 'kube-root-ca.crt';

interface Reference {
  readonly name?: string;
  readonly optional?: boolean;
}

type Kind = 'ConfigMap' | 'Secret';

const definitions: Readonly<Record<Kind, ResourceDefinition>> = {
  ConfigMap: kinds.configmaps as unknown as ResourceDefinition, Secret: kinds.secrets as unknown as ResourceDefinition,
};

export const thingOf = (kind: Kind, { name = '' }: Reference, { namespace }: Look): Thing => ({ definition: definitions[kind], key: { namespace, name } });

/** The contents of a ConfigMap or a Secret by their keys; undefined: it may be missing, and is. */
export type Contents = Pick<core.ConfigMap, 'data' | 'binaryData'>;

/** What a reference leads to: contents, a fault, or nothing where it is optional. */
export async function contentsOf(kind: Kind, reference: Reference, look: Look): Promise<{ readonly contents?: Contents; readonly fault?: Fault }> {
  const { name = '', optional = false } = reference;
  if (kind === 'ConfigMap' && name === givenConfigMap) return {};
  const found: Found<KubeObject & Contents> = await (kind === 'ConfigMap' ? look.configMap(name) : look.secret(name));
  if (found.object) return { contents: found.object };
  const isMissing = found.error.reason === 'NotFound';
  if (isMissing && optional) return {};
  // Kubelets read through a cache of their own, which names the kind (pkg/kubelet/util/manager).
  const why = isMissing ? `${kind.toLowerCase()} ${JSON.stringify(name)} not found` : found.error.message;
  return { fault: { why, of: thingOf(kind, reference, look) } };
}
