/** Makes the claims of a StatefulSet's pods and keeps their owners right (upstream's stateful_pod_control.go). */
import { ApiError, keyOf, type apps, type core, type Resources } from '../../api';
import type { Lister } from '../../client';
import { ifPresent, uidOf } from '../ownership';
import { textOf, type StatefulSetEvents } from './events';
import { ordinalOf } from './identity';
import { hasRightOwner, isLeftOver, withRightOwner } from './retention';
import { claimNames, claimsOf } from './storage';

type StatefulSet = apps.StatefulSet;
type Claim = core.PersistentVolumeClaim;

/** What Go prints of several errors together (k8s.io/apimachinery util/errors NewAggregate). */
const together = (faults: readonly string[]): string => (faults.length === 1 ? faults.join() : `[${faults.join(', ')}]`);

export class StatefulClaims {
  constructor(private readonly claims: Resources<Claim>, private readonly lister: Lister<Claim>, private readonly events: StatefulSetEvents) {}

  /** A claim of the pod goes with a predecessor of the same name, and has not gone yet. */
  areLeftOver(set: StatefulSet, pod: core.Pod): boolean {
    return this.existing(set, pod).some((claim) => isLeftOver(claim, set, pod));
  }

  haveRightOwner(set: StatefulSet, pod: core.Pod): boolean {
    return this.existing(set, pod).every((claim) => hasRightOwner(claim, set, pod));
  }

  /** Rejects when not all claims of the pod are there to stay. */
  async ensure(set: StatefulSet, pod: core.Pod): Promise<void> {
    const wanted = claimsOf(set, ordinalOf(pod));
    const faults = (await Promise.all(wanted.map((claim) => this.ensureOne(set, pod, claim)))).filter((fault) => fault !== undefined);
    if (faults.length > 0) throw new Error(together(faults));
  }

  async correctOwners(set: StatefulSet, pod: core.Pod): Promise<void> {
    const wrong = this.existing(set, pod).filter((claim) => !hasRightOwner(claim, set, pod));
    await Promise.all(wrong.map(async (claim) => {
      try {
        await ifPresent(this.claims.update(keyOf(claim), (current) => (uidOf(current) === uidOf(claim) ? withRightOwner(current, set, pod) : current)));
      } catch (error) {
        throw new Error(`could not update claim ${claim.metadata.name} for delete policy ownerRefs: ${textOf(error)}`, { cause: error });
      }
    }));
  }

  private existing(set: StatefulSet, pod: core.Pod): Claim[] {
    const { namespace } = set.metadata;
    return claimNames(set, ordinalOf(pod)).map((name) => this.lister.get({ namespace, name })).filter((claim) => claim !== undefined);
  }

  /** What is wrong, if anything is. */
  private async ensureOne(set: StatefulSet, pod: core.Pod, wanted: Claim): Promise<string | undefined> {
    const { name } = wanted.metadata;
    const claim = this.lister.get(keyOf(wanted)) ?? await this.create(set, pod, wanted);
    if (typeof claim === 'string') return `failed to create PVC ${name}: ${claim}`;
    return claim?.metadata.deletionTimestamp ? `pvc ${name} is being deleted` : undefined;
  }

  /** The claim, with its owner from the beginning; one that is there already although the informer has not shown it is taken. */
  private async create(set: StatefulSet, pod: core.Pod, wanted: Claim): Promise<Claim | string | undefined> {
    try {
      const created = await this.claims.create(withRightOwner(wanted, set, pod));
      this.events.claimCreated(set, pod, wanted);
      return created;
    } catch (error) {
      if (ApiError.is(error, 'AlreadyExists')) return ifPresent(this.claims.get(keyOf(wanted)));
      this.events.claimRefused(set, pod, wanted, error);
      return textOf(error);
    }
  }
}
