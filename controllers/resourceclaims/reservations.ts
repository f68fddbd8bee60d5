/** Claims that nobody needs any more give their devices back (kubernetes pkg/controller/resourceclaim, syncClaim). */
import { keyOf, kinds, type core, type resource } from '../../api';
import type { ControllerFactory } from '../../client';
import { ifPresent, uidOf } from '../ownership';
import { claimsOf, isDone, owningPod, protection, type Claim } from './facts';

type Consumer = resource.ResourceClaimConsumerReference;

/** Of the pods that still need it alone; without any it has no devices, if the scheduler gave it some. */
function released(claim: Claim, gone: ReadonlySet<string>): Claim {
  const reservedFor = claim.status.reservedFor?.filter(({ uid }) => !gone.has(uid)) ?? [];
  if (reservedFor.length) return { ...claim, status: { ...claim.status, reservedFor } };
  return claim.metadata.finalizers?.includes(protection) ? { ...claim, status: {} } : { ...claim, status: { ...claim.status, reservedFor } };
}

const unprotected = (claim: Claim): Claim => (claim.status.allocation ? claim
  : { ...claim, metadata: { ...claim.metadata, finalizers: claim.metadata.finalizers?.filter((name) => name !== protection) } });

export const resourceClaimReservations: ControllerFactory = ({ client, informers }) => {
  const pods = informers.of(kinds.pods);
  const claims = informers.of<Claim>(kinds.resourceclaims);
  const resources = client.of<Claim>(kinds.resourceclaims);

  /** A pod that the informer has not heard of yet counts too. */
  async function needs({ metadata: { namespace } }: Claim, { name, uid, apiGroup, resource: kind }: Consumer): Promise<boolean> {
    if (apiGroup || kind !== 'pods') throw new Error(`unsupported ReservedFor entry: ${kind}`);
    const key = { namespace, name };
    const pod: core.Pod | undefined = pods.lister.get(key) ?? (await ifPresent(client.of(kinds.pods).get(key)));
    return pod !== undefined && uidOf(pod) === uid && !isDone(pod);
  }

  async function goneFrom(claim: Claim): Promise<ReadonlySet<string>> {
    const gone = new Set<string>();
    for (const consumer of claim.status.reservedFor ?? []) if (!(await needs(claim, consumer))) gone.add(consumer.uid);
    return gone;
  }

  async function release(claim: Claim, gone: ReadonlySet<string>): Promise<Claim> {
    const key = keyOf(claim);
    const now = await resources.update(key, (current) => (uidOf(current) === uidOf(claim) ? released(current, gone) : current), { subresource: 'status' });
    return now.status.allocation || !now.metadata.finalizers?.includes(protection) ? now : resources.update(key, unprotected);
  }

  /** It was made for a pod that will not run any more; that may stay for long. */
  async function removeIfDone(claim: Claim): Promise<void> {
    const owner = owningPod(claim);
    const pod = owner && pods.lister.get(owner.key);
    if (pod && (uidOf(pod) !== owner.uid || isDone(pod))) await resources.delete(keyOf(claim), { preconditions: { uid: uidOf(claim) } });
  }

  async function look(claim: Claim): Promise<void> {
    const gone = await goneFrom(claim);
    const count = claim.status.reservedFor?.length ?? 0;
    const isOnItsWay = claim.metadata.deletionTimestamp !== undefined && claim.metadata.finalizers?.includes(protection) === true;
    const now = gone.size || (count === 0 && isOnItsWay) ? await release(claim, gone) : claim;
    if (gone.size === count && !now.metadata.deletionTimestamp) await removeIfDone(now);
  }

  return {
    name: 'resource-claim-reservations',
    eventSource: 'resource_claim',
    for: kinds.resourceclaims,
    watches: [{ definition: kinds.pods, keys: (pod) => claimsOf(pod as core.Pod) }],
    async reconcile(key) {
      const claim = claims.lister.get(key);
      if (claim) await ifPresent(look(claim));
    },
  };
};
