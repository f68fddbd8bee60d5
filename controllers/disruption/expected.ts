/** How many of a budget's pods there should be, and how many of them healthy (upstream's pkg/controller/disruption getExpectedPodCount). */
import { controllerOf, kinds, scaledCount, type autoscaling, type core, type KubeObject, type OwnerReference, type policy, type Projection, type ResourceDefinition } from '../../api';

export interface Expectation {
  readonly expectedPods: number;
  readonly desiredHealthy: number;
  /** Pods that nobody controls: how many of them there should be cannot be known. */
  readonly unmanaged: readonly string[];
}

/** Finds an object by its reference, if it is still the same one. */
export type FindOwner = (definition: ResourceDefinition, namespace: string | undefined, reference: OwnerReference) => KubeObject | undefined;

/** Kinds whose objects say how many replicas they want. */
export const scalable: readonly ResourceDefinition[] = kinds.definitions.filter(({ subresources: { scale } }) => scale?.type === 'projection');

/** Throws when the pods' owners do not say how many they want. */
export function expectationOf({ spec }: policy.PodDisruptionBudget, pods: readonly core.Pod[], find: FindOwner): Expectation {
  const { maxUnavailable, minAvailable } = spec;
  if (maxUnavailable !== undefined) {
    const scale = expectedScale(pods, find);
    return { ...scale, desiredHealthy: Math.max(0, scale.expectedPods - scaledCount(maxUnavailable, scale.expectedPods, 'up')) };
  }
  if (typeof minAvailable === 'string') {
    const scale = expectedScale(pods, find);
    return { ...scale, desiredHealthy: scaledCount(minAvailable, scale.expectedPods, 'up') };
  }
  return minAvailable === undefined ? { expectedPods: 0, desiredHealthy: 0, unmanaged: [] } : { expectedPods: pods.length, desiredHealthy: minAvailable, unmanaged: [] };
}

/** The sum of what the pods' controllers want, each counted once. */
function expectedScale(pods: readonly core.Pod[], find: FindOwner): Pick<Expectation, 'expectedPods' | 'unmanaged'> {
  const wanted = new Map<string, number>();
  const counted = new Set<string>();
  const unmanaged: string[] = [];
  for (const pod of pods) {
    const { name = '', namespace } = pod.metadata;
    const owner = controllerOf(pod);
    if (!owner) unmanaged.push(name);
    else if (!counted.has(owner.uid)) {
      const scale = scaleOf(owner, namespace, find);
      if (!scale) throw new Error(`found no controllers for pod ${JSON.stringify(name)}`);
      counted.add(owner.uid);
      wanted.set(scale.uid, scale.replicas);
    }
  }
  return { expectedPods: [...wanted.values()].reduce((sum, replicas) => sum + replicas, 0), unmanaged };
}

interface Scaled { readonly uid: string; readonly replicas: number }

/** A set that a deployment controls wants what the deployment wants: while it rolls out, its sets want less or more. */
function scaleOf(reference: OwnerReference, namespace: string | undefined, find: FindOwner): Scaled | undefined {
  const definition = scalableKind(reference);
  const owner = find(definition, namespace, reference);
  if (!owner) return undefined;
  const above = controllerOf(owner);
  const higher = above && above.kind === 'Deployment' ? scaleOf(above, namespace, find) : undefined;
  return higher ?? { uid: reference.uid, replicas: replicasOf(definition, owner) };
}

function scalableKind({ apiVersion, kind }: OwnerReference): ResourceDefinition {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const ofKind = ({ group: g, kind: k }: ResourceDefinition): boolean => g === group && k === kind;
  const found = scalable.find(ofKind);
  if (found) return found;
  const known = kinds.definitions.find(ofKind);
  throw new Error(known ? `${known.names.plural}${group && `.${group}`} does not implement the scale subresource` : `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
}

const replicasOf = ({ subresources: { scale } }: ResourceDefinition, owner: KubeObject): number =>
  (scale as Projection<KubeObject, autoscaling.Scale>).read(owner).spec.replicas ?? 0;
