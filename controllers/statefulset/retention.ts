/**
 * What becomes of claims whose pod is scaled away or whose set is deleted (KEP-1847): owners written into the claims
 * let the garbage collector take them, or not (upstream's stateful_set_utils.go). Pure.
 */
import type { apps, core, KubeObject, OwnerReference } from '../../api';
import { controllerReference, uidOf } from '../ownership';
import { isWanted } from './identity';

type StatefulSet = apps.StatefulSet;
type Claim = core.PersistentVolumeClaim;

interface Policy { readonly whenScaled: boolean; readonly whenDeleted: boolean }

/** Which of the two ends takes the claims along. */
const policyOf = ({ spec: { persistentVolumeClaimRetentionPolicy: policy } }: StatefulSet): Policy =>
  ({ whenScaled: policy?.whenScaled === 'Delete', whenDeleted: policy?.whenDeleted === 'Delete' });

export const takesClaims = (set: StatefulSet): boolean => policyOf(set).whenScaled || policyOf(set).whenDeleted;

/** Who is to own the claims of the pod; nobody: they are kept. */
function ownerOfClaims(set: StatefulSet, pod: core.Pod): KubeObject | undefined {
  const { whenScaled, whenDeleted } = policyOf(set);
  if (whenScaled && !isWanted(set, pod)) return pod;
  return whenDeleted ? set : undefined;
}

const refersTo = (reference: OwnerReference, { apiVersion, kind, metadata }: KubeObject): boolean =>
  reference.apiVersion === apiVersion && reference.kind === kind && reference.name === metadata.name;

const ownersOf = (claim: Claim): readonly OwnerReference[] => claim.metadata.ownerReferences ?? [];

const isOwnedBy = (claim: Claim, owner: KubeObject): boolean => ownersOf(claim).some(({ uid }) => uid === uidOf(owner));

/** Owned by a namesake that is gone. */
const isOwnedByPredecessor = (claim: Claim, owner: KubeObject): boolean =>
  ownersOf(claim).some((reference) => refersTo(reference, owner) && reference.uid !== uidOf(owner));

function hasForeignController(claim: Claim, set: StatefulSet, pod: core.Pod): boolean {
  if (!takesClaims(set)) return false;
  return ownersOf(claim).some((reference) => {
    const own = [set, pod].find((owner) => refersTo(reference, owner));
    return own ? reference.uid !== uidOf(own) : reference.controller === true;
  });
}

/** Nothing is to be done about the owners of the claim; also where they are in a state that is none of ours. */
export function hasRightOwner(claim: Claim, set: StatefulSet, pod: core.Pod): boolean {
  const own = [set, pod];
  if (own.some((owner) => isOwnedByPredecessor(claim, owner))) return true;
  if (hasForeignController(claim, set, pod)) return !own.some((owner) => isOwnedBy(claim, owner));
  if (ownersOf(claim).some(({ uid, controller }) => !controller && own.some((owner) => uidOf(owner) === uid))) return false;
  const wanted = ownerOfClaims(set, pod);
  return own.every((owner) => isOwnedBy(claim, owner) === (owner === wanted));
}

/** A claim with a foreign controller gets none of ours beside it. */
export function withRightOwner(claim: Claim, set: StatefulSet, pod: core.Pod): Claim {
  const others = ownersOf(claim).filter((reference) => !refersTo(reference, set) && !refersTo(reference, pod));
  const wanted = hasForeignController(claim, set, pod) ? undefined : ownerOfClaims(set, pod);
  const ownerReferences = wanted ? [...others, controllerReference(wanted)] : others;
  return { ...claim, metadata: { ...claim.metadata, ownerReferences } };
}

/** The claim goes with a pod of the same name that went before: a new pod has to wait for it to be gone. */
export const isLeftOver = (claim: Claim, set: StatefulSet, pod: core.Pod): boolean => policyOf(set).whenScaled && isOwnedByPredecessor(claim, pod);
