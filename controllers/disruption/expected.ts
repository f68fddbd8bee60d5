/** How many of a budget's pods there should be, and how many of them healthy (upstream's pkg/controller/disruption getExpectedPodCount). */
import { controllerOf, kinds, scaledCount, type autoscaling, type core, type KubeObject, type OwnerReference, type policy, type Projection, type ResourceDefinition } from '../../api';

export interface Expectation {
  readonly expectedPods: number;
  readonly desiredHealthy: number;
  /** Pods that nobody controls: how many of them there should be cannot be known. */
  readonly unmanaged: readonly string[];
}

/** Both find an object by its reference, if it is still the same one. */
export interface Owners {
  find(definition: ResourceDefinition, namespace: string | undefined, reference: OwnerReference): KubeObject | undefined;
  /** One of another kind than those that are known here; throws when its kind has no scale. */
  read(namespace: string | undefined, reference: OwnerReference): Promise<number | undefined>;
}

/** Kinds whose objects say how many replicas they want. */
export const scalable: readonly ResourceDefinition[] = kinds.definitions.filter(({ subresources: { scale } }) => scale?.type === 'projection');

/** Throws when the pods' owners do not say how many they want. */
export async function expectationOf({ spec }: policy.PodDisruptionBudget, pods: readonly core.Pod[], owners: Owners): Promise<Expectation> {
  const { maxUnavailable, minAvailable } = spec;
  if (maxUnavailable !== undefined) {
    const scale = await expectedScale(pods, owners);
    return { ...scale, desiredHealthy: Math.max(0, scale.expectedPods - scaledCount(maxUnavailable, scale.expectedPods, 'up')) };
  }
  if (typeof minAvailable === 'string') {
    const scale = await expectedScale(pods, owners);
    return { ...scale, desiredHealthy: scaledCount(minAvailable, scale.expectedPods, 'up') };
  }
  return minAvailable === undefined ? { expectedPods: 0, desiredHealthy: 0, unmanaged: [] } : { expectedPods: pods.length, desiredHealthy: minAvailable, unmanaged: [] };
}

/** The sum of what the pods' controllers want, each counted once. */
async function expectedScale(pods: readonly core.Pod[], owners: Owners): Promise<Pick<Expectation, 'expectedPods' | 'unmanaged'>> {
  const wanted = new Map<string, number>();
  const counted = new Set<string>();
  const unmanaged: string[] = [];
  for (const pod of pods) {
    const { name = '', namespace } = pod.metadata;
    const owner = controllerOf(pod);
    if (!owner) unmanaged.push(name);
    else if (!counted.has(owner.uid)) {
      const scale = await scaleOf(owner, namespace, owners);
      if (!scale) throw new Error(`found no controllers for pod ${JSON.stringify(name)}`);
      counted.add(owner.uid);
      wanted.set(scale.uid, scale.replicas);
    }
  }
  return { expectedPods: [...wanted.values()].reduce((sum, replicas) => sum + replicas, 0), unmanaged };
}

interface Scaled { readonly uid: string; readonly replicas: number }

async function scaleOf(reference: OwnerReference, namespace: string | undefined, owners: Owners): Promise<Scaled | undefined> {
  const definition = scalable.find((each) => isOfKind(reference, each));
  if (definition) return knownScale(definition, reference, namespace, owners);
  const replicas = await owners.read(namespace, reference);
  return replicas === undefined ? undefined : { uid: reference.uid, replicas };
}

/** A set that a deployment controls wants what the deployment wants: while it rolls out, its sets want less or more. */
function knownScale(definition: ResourceDefinition, reference: OwnerReference, namespace: string | undefined, owners: Owners): Scaled | undefined {
  const owner = owners.find(definition, namespace, reference);
  if (!owner) return undefined;
  const above = controllerOf(owner);
  const higher = above && isOfKind(above, kinds.deployments) ? knownScale(kinds.deployments, above, namespace, owners) : undefined;
  return higher ?? { uid: reference.uid, replicas: replicasOf(definition, owner) };
}

function isOfKind({ apiVersion, kind }: OwnerReference, definition: Pick<ResourceDefinition, 'group' | 'kind'>): boolean {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return definition.group === group && definition.kind === kind;
}

const replicasOf = ({ subresources: { scale } }: ResourceDefinition, owner: KubeObject): number =>
  (scale as Projection<KubeObject, autoscaling.Scale>).read(owner).spec.replicas ?? 0;
