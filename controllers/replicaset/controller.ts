/** Keeps as many pods as the ReplicaSet asks for (upstream's pkg/controller/replicaset). */
import { controllerOf, keyOf, kinds, selectorOf, type apps, type core, type ObjectKey } from '../../api';
import type { ControllerFactory, Informer } from '../../client';
import { Expectations } from '../expectations';
import { claim, dependentsOf, ifPresent, indexOwnership, uidOf } from '../ownership';
import { isNamespaceTerminating, podControl } from '../pods/control';
import { expectPods } from '../pods/expect';
import { podsToDelete } from '../pods/ranking';
import { isPodActive } from '../pods/state';
import { sameStatus } from '../same-status';
import { slowStart } from '../slow-start';
import { replicaSetStatus, untilNextAvailable } from './status';

/** Upstream's BurstReplicas: the most pods created or deleted before the controller looks again. */
const burst = 500;

export const replicaSetController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const sets = informers.of(kinds.replicasets);
  const pods = informers.of(kinds.pods);
  indexOwnership(sets);
  indexOwnership(pods);
  const expectations = new Expectations(clock);
  expectPods(pods, expectations);
  sets.on({ deleted: (set) => expectations.forget(uidOf(set)) });
  const control = podControl(client.of(kinds.pods), recorder);

  async function createPods(set: apps.ReplicaSet, missing: number): Promise<unknown> {
    const count = Math.min(missing, burst);
    const owner = uidOf(set);
    expectations.expectCreations(owner, count);
    const { skipped, error } = await slowStart(count, 1, async () => {
      try {
        await control.create(set, set.spec.template ?? {});
      } catch (failure) {
        expectations.creationObserved(owner);
        if (!isNamespaceTerminating(failure)) throw failure;
      }
    });
    expectations.creationObserved(owner, skipped);
    return error;
  }

  async function deletePods(set: apps.ReplicaSet, active: readonly core.Pod[], surplus: number): Promise<unknown> {
    const doomed = podsToDelete(active, relatedPods(sets, pods, set), Math.min(surplus, burst), clock.now());
    const owner = uidOf(set);
    expectations.expectDeletions(owner, doomed.map(uidOf));
    const results = await Promise.allSettled(doomed.map(async (pod) => {
      try {
        await control.delete(set, pod);
      } catch (error) {
        expectations.deletionObserved(owner, uidOf(pod));
        throw error;
      }
    }));
    return results.find((result) => result.status === 'rejected')?.reason;
  }

  /** Resolves to the first failure. */
  async function scale(set: apps.ReplicaSet, active: readonly core.Pod[]): Promise<unknown> {
    const difference = active.length - (set.spec.replicas ?? 1);
    if (difference < 0) return createPods(set, -difference);
    if (difference > 0) return deletePods(set, active, difference);
    return undefined;
  }

  async function writeStatus(set: apps.ReplicaSet, status: apps.ReplicaSetStatus): Promise<void> {
    if (sameStatus(status, set.status)) return;
    const isNewer = (current: apps.ReplicaSet): boolean => (current.status.observedGeneration ?? 0) > (status.observedGeneration ?? 0);
    await ifPresent(client.of(kinds.replicasets).update(
      keyOf(set), (current) => (uidOf(current) !== uidOf(set) || isNewer(current) ? current : { ...current, status }), { subresource: 'status' }));
  }

  return {
    name: 'replicaset-controller',
    for: kinds.replicasets,
    owns: [kinds.pods],
    watches: [{ definition: kinds.pods, keys: (pod) => setsThatWouldAdopt(sets, pod as core.Pod) }],
    concurrency: 5,
    async reconcile(key) {
      const set = sets.lister.get(key);
      if (!set) return undefined;
      const settled = expectations.satisfied(uidOf(set));
      const owned = await claim({
        owner: set, owners: client.of(kinds.replicasets), selector: selectorOf(set.spec.selector), lister: pods.lister, dependents: client.of(kinds.pods),
      });
      const failure = settled && !set.metadata.deletionTimestamp ? await scale(set, owned.filter(isPodActive)) : undefined;
      const now = clock.now();
      await writeStatus(set, replicaSetStatus(set, { pods: owned, failure, now }));
      if (failure !== undefined) throw failure;
      const requeueAfterMs = untilNextAvailable(set, owned, now);
      return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
    },
  };
};

/** Pods of all ReplicaSets with the same controller: the revisions of one Deployment share their nodes. */
function relatedPods(sets: Informer<apps.ReplicaSet>, pods: Informer<core.Pod>, set: apps.ReplicaSet): core.Pod[] {
  const controller = controllerOf(set);
  const siblings = controller ? dependentsOf(sets.lister, controller.uid) : [set];
  return siblings.flatMap((sibling) => dependentsOf(pods.lister, uidOf(sibling)).filter(isPodActive));
}

function setsThatWouldAdopt(sets: Informer<apps.ReplicaSet>, pod: core.Pod): ObjectKey[] {
  if (controllerOf(pod) || pod.metadata.deletionTimestamp) return [];
  return sets.lister.list(pod.metadata.namespace).filter((set) => selectorOf(set.spec.selector).matches(pod.metadata.labels)).map(keyOf);
}
