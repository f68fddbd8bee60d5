/** How pods and their claims of devices name each other (k8s.io/dynamic-resource-allocation resourceclaim). Pure. */
import { controllerOf, type core, type ObjectKey, type resource } from '../../api';
import { isPodFinished } from '../pods/state';

export type Claim = resource.ResourceClaim;

/** On a claim that was made from a template: for which entry of the pod. */
export const entryAnnotation = 'resource.kubernetes.io/pod-claim-name';

/** Whoever allocates a claim keeps it from being deleted while it is in use. */
export const protection = 'resource.kubernetes.io/delete-protection';

/** What the pod says of the entry; undefined: nothing yet. */
export const statusOf = ({ status }: core.Pod, { name }: core.PodResourceClaim): core.PodResourceClaimStatus | undefined =>
  status.resourceClaimStatuses?.find((each) => each.name === name);

const nameOf = (pod: core.Pod, entry: core.PodResourceClaim): string | undefined => entry.resourceClaimName ?? statusOf(pod, entry)?.resourceClaimName;

/** Claims that there are, or should be. */
export const claimsOf = (pod: core.Pod): ObjectKey[] => (pod.spec.resourceClaims ?? []).flatMap((entry) => {
  const name = nameOf(pod, entry);
  return name === undefined ? [] : [{ namespace: pod.metadata.namespace, name }];
});

/** None of its containers runs, or will. */
export const isDone = (pod: core.Pod): boolean => isPodFinished(pod) || (pod.metadata.deletionTimestamp !== undefined && !pod.spec.nodeName);

export function owningPod(claim: Claim): { readonly key: ObjectKey; readonly uid: string } | undefined {
  const owner = controllerOf(claim);
  return owner?.apiVersion === 'v1' && owner.kind === 'Pod' ? { key: { namespace: claim.metadata.namespace, name: owner.name }, uid: owner.uid } : undefined;
}

export const isReservedFor = ({ status }: Claim, { metadata }: core.Pod): boolean => status.reservedFor?.some(({ uid }) => uid === metadata.uid) ?? false;
