/** The claims of devices that a pod names, or that were made for it; or why it must wait (k8s.io/dynamic-resource-allocation resourceclaim). */
import { controllerOf, type core, type resource } from '../../../api';
import type { Lister, PodInfo } from '../../framework';

export type Claim = resource.ResourceClaim;

const mostConsumers = 256;

export const idOf = ({ metadata: { namespace = '', name = '' } }: Claim): string => `${namespace}/${name}`;

export const isReservedFor = ({ status }: Claim, { pod }: PodInfo): boolean => status.reservedFor?.some(({ uid }) => uid === pod.metadata.uid) ?? false;

export const canBeReserved = ({ status }: Claim): boolean => (status.reservedFor?.length ?? 0) < mostConsumers;

interface Named { readonly name: string; readonly generated: boolean }

/** `undefined`: none is needed. */
function nameOf({ pod, id }: PodInfo, { name, resourceClaimName, resourceClaimTemplateName }: core.PodResourceClaim): Named | string | undefined {
  if (resourceClaimName !== undefined) return { name: resourceClaimName, generated: false };
  if (resourceClaimTemplateName === undefined) return `pod ${JSON.stringify(id)}, spec.resourceClaim ${JSON.stringify(name)}: none of the supported fields are set`;
  const status = pod.status?.resourceClaimStatuses?.find((each) => each.name === name);
  if (!status) return `pod ${JSON.stringify(id)}: ResourceClaim not created yet`;
  return status.resourceClaimName === undefined ? undefined : { name: status.resourceClaimName, generated: true };
}

function wrong(pod: PodInfo, { name, generated }: Named, claim: Claim | undefined): string | undefined {
  if (!claim) return `could not find ResourceClaim "${pod.key.namespace ?? ''}/${name}"`;
  if (claim.metadata.deletionTimestamp) return `resourceclaim ${JSON.stringify(name)} is being deleted`;
  if (generated && controllerOf(claim)?.uid !== pod.pod.metadata.uid) return `ResourceClaim ${idOf(claim)} was not created for pod ${pod.id} (pod is not owner)`;
  return undefined;
}

/** A text: why they are not all there. */
export function podClaims(pod: PodInfo, claims: Lister<Claim>): readonly Claim[] | string {
  const found: Claim[] = [];
  for (const entry of pod.pod.spec?.resourceClaims ?? []) {
    const named = nameOf(pod, entry);
    if (named === undefined) continue;
    if (typeof named === 'string') return named;
    const claim = claims.get({ namespace: pod.key.namespace, name: named.name });
    const problem = wrong(pod, named, claim);
    if (!claim || problem !== undefined) return problem ?? '';
    found.push(claim);
  }
  return found;
}
