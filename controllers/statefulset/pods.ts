/** The pods of StatefulSets: how one is made from a revision, and how they come, change and go (upstream's stateful_pod_control.go). */
import { ApiError, keyOf, type apps, type core, type Resources } from '../../api';
import type { Expectations } from '../expectations';
import { ifPresent, uidOf } from '../ownership';
import { podFromTemplate } from '../pods/control';
import type { StatefulClaims } from './claims';
import type { StatefulSetEvents } from './events';
import { firstOrdinal, hasIdentity, ordinalOf, podName, withIdentity, withRevision } from './identity';
import { hasStorage, withStorage } from './storage';

type StatefulSet = apps.StatefulSet;

/** A pod that is still to be made. */
export function newPod(set: StatefulSet, template: core.PodTemplateSpec, revision: string, ordinal: number): core.Pod {
  const { metadata, spec, ...rest } = podFromTemplate(set, template);
  const pod = { ...rest, metadata, spec: { ...spec, hostname: podName(set, ordinal), subdomain: set.spec.serviceName } };
  return withRevision(withStorage(set, withIdentity(set, pod, ordinal), ordinal), revision);
}

/** Whether a pod that is missing comes back as it was: below the partition, or, without one, as long as there are that many current pods. */
export function comesFromCurrent(set: StatefulSet, ordinal: number): boolean {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (rollingUpdate) return ordinal < firstOrdinal(set) + (rollingUpdate.partition ?? 0);
  return type === 'RollingUpdate' && ordinal < firstOrdinal(set) + (set.status.currentReplicas ?? 0);
}

export class StatefulPods {
  constructor(
    private readonly pods: Resources<core.Pod>,
    readonly claims: StatefulClaims,
    private readonly expectations: Expectations,
    private readonly events: StatefulSetEvents,
  ) {}

  /** Its claims come first. */
  async create(set: StatefulSet, pod: core.Pod): Promise<void> {
    try {
      await this.claims.ensure(set, pod);
      await this.createExpecting(set, pod);
      this.events.done('create', set, pod);
    } catch (error) {
      // Somebody else's pod has the name, which only they can change.
      if (!ApiError.is(error, 'AlreadyExists')) this.events.failed('create', set, pod, error);
      throw error;
    }
  }

  /** Whether identity, storage and the owners of its claims are as they should be. */
  isRight(set: StatefulSet, pod: core.Pod): boolean {
    return hasIdentity(set, pod) && hasStorage(set, pod, ordinalOf(pod)) && this.claims.haveRightOwner(set, pod);
  }

  async correct(set: StatefulSet, pod: core.Pod): Promise<void> {
    try {
      const ordinal = ordinalOf(pod);
      if (!hasStorage(set, pod, ordinal)) await this.claims.ensure(set, pod);
      await this.claims.correctOwners(set, pod);
      await ifPresent(this.pods.update(keyOf(pod), (current) =>
        (uidOf(current) === uidOf(pod) ? withStorage(set, withIdentity(set, current, ordinal), ordinal) : current)));
      this.events.done('update', set, pod);
    } catch (error) {
      this.events.failed('update', set, pod, error);
      throw error;
    }
  }

  /** Of a pod that waits for a node: claims may have been deleted since it was made. */
  async ensureClaims(set: StatefulSet, pod: core.Pod): Promise<void> {
    await this.claims.ensure(set, pod);
    try {
      await this.claims.correctOwners(set, pod);
    } catch (error) {
      this.events.failed('update', set, pod, error);
      throw error;
    }
  }

  /** A pod that is gone, or whose name another has, needs no deleting. */
  async delete(set: StatefulSet, pod: core.Pod): Promise<void> {
    const owner = uidOf(set);
    this.expectations.expectDeletions(owner, [uidOf(pod)]);
    try {
      await this.pods.delete(keyOf(pod), { preconditions: { uid: uidOf(pod) } });
      this.events.done('delete', set, pod);
    } catch (error) {
      this.expectations.deletionObserved(owner, uidOf(pod));
      if (ApiError.is(error, 'NotFound') || ApiError.is(error, 'Conflict')) return;
      this.events.failed('delete', set, pod, error);
      throw error;
    }
  }

  private async createExpecting(set: StatefulSet, pod: core.Pod): Promise<void> {
    this.expectations.expectCreations(uidOf(set), 1);
    try {
      await this.pods.create(pod);
    } catch (error) {
      this.expectations.creationObserved(uidOf(set));
      throw error;
    }
  }
}
