/** Writes into claims what was decided (kube-scheduler plugins/dynamicresources, bindClaim). */
import { formatTime, keyOf, kinds, type Client, type Clock, type resource } from '../../../api';
import type { PodInfo } from '../../framework';
import { idOf, type Claim } from './pod-claims';

/** Whoever allocates a claim sees to it that it is not deleted while it is in use. */
const finalizer = 'resource.kubernetes.io/delete-protection';

const consumerOf = ({ pod, key }: PodInfo): resource.ResourceClaimConsumerReference => ({ resource: 'pods', name: key.name, uid: pod.metadata.uid ?? '' });

function protectedClaim(claim: Claim): Claim {
  const { finalizers = [] } = claim.metadata;
  return finalizers.includes(finalizer) ? claim : { ...claim, metadata: { ...claim.metadata, finalizers: [...finalizers, finalizer] } };
}

function reserved(claim: Claim, pod: PodInfo, allocation: resource.AllocationResult | undefined, now: number): Claim {
  if (claim.metadata.deletionTimestamp) throw new Error(`claim ${idOf(claim)} got deleted in the meantime`);
  if (allocation && claim.status.allocation) throw new Error(`claim ${idOf(claim)} got allocated elsewhere in the meantime`);
  const given = allocation ?? claim.status.allocation;
  if (!given) throw new Error(`claim ${idOf(claim)} got deallocated elsewhere in the meantime`);
  const reservedFor = [...(claim.status.reservedFor ?? []), consumerOf(pod)];
  return { ...claim, status: { ...claim.status, allocation: { allocationTimestamp: formatTime(now), ...given }, reservedFor } };
}

/** The claim as it is then. `allocation`: what it shall have, where it has nothing yet. */
export async function reserve(claim: Claim, pod: PodInfo, { client, clock, allocation }: { client: Client; clock: Clock; allocation?: resource.AllocationResult }): Promise<Claim> {
  const claims = client.of<Claim>(kinds.resourceclaims);
  const key = keyOf(claim);
  if (allocation) await claims.update(key, protectedClaim);
  return claims.update(key, (current) => reserved(current, pod, allocation, clock.now()), { subresource: 'status' });
}

/** The pod does not need it after all; it keeps its devices for others. */
export const release = (claim: Claim, { pod }: PodInfo, client: Client): Promise<unknown> =>
  client.of<Claim>(kinds.resourceclaims).update(keyOf(claim), (current) =>
    ({ ...current, status: { ...current.status, reservedFor: current.status.reservedFor?.filter(({ uid }) => uid !== pod.metadata.uid) } }), { subresource: 'status' });

/** Its devices are where the pod cannot be: others may be elsewhere. Nobody else may have it meanwhile. */
export const deallocate = (claim: Claim, { pod }: PodInfo, client: Client): Promise<unknown> =>
  client.of<Claim>(kinds.resourceclaims).update(keyOf(claim), (current) => {
    if (current.metadata.uid !== claim.metadata.uid || current.status.reservedFor?.some(({ uid }) => uid !== pod.metadata.uid)) return current;
    return { ...current, status: {} };
  }, { subresource: 'status' });
