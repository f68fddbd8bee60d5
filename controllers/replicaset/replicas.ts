/**
 * Keeps as many pods as asked for, whatever the kind that asks (upstream's pkg/controller/replicaset, which
 * pkg/controller/replication wraps in the same way).
 */
import { controllerOf, keyOf, kinds, type apps, type core, type KubeObject, type LabelSelector, type ResourceDefinition } from '../../api';
import type { ControllerFactory, Informer } from '../../client';
import { Expectations } from '../expectations';
import { claim, dependentsOf, ifPresent, indexOwnership, uidOf, wouldAdopt } from '../ownership';
import { PodBatches } from '../pods/batch';
import { podControl } from '../pods/control';
import { expectPods } from '../pods/expect';
import { podsToDelete } from '../pods/ranking';
import { isPodActive, untilNextAvailable } from '../pods/state';
import { sameStatus } from '../same-status';
import { replicaSetStatus } from './status';

/** Upstream's BurstReplicas: the most pods created or deleted before the controller looks again. */
const burst = 500;

/** What an object must have to be kept by this mechanism. */
export interface Replicated extends KubeObject {
  spec: { replicas?: number; minReadySeconds?: number; template?: core.PodTemplateSpec };
  status: { observedGeneration?: number; conditions?: apps.ReplicaSetCondition[] };
}

export interface ReplicatedKind<T extends Replicated> {
  /** The controller's name. */
  readonly name: string;
  readonly definition: ResourceDefinition<T>;
  selectorOf(object: T): LabelSelector;
  /** The status as the kind writes it. */
  statusOf(status: apps.ReplicaSetStatus): T['status'];
}

export const replicaController = <T extends Replicated>(kind: ReplicatedKind<T>): ControllerFactory => ({ client, informers, clock, recorder }) => {
  const sets = informers.of(kind.definition);
  const pods = informers.of(kinds.pods);
  indexOwnership(sets);
  indexOwnership(pods);
  const expectations = new Expectations(clock);
  expectPods(pods, expectations);
  sets.on({ deleted: (set) => expectations.forget(uidOf(set)) });
  const batches = new PodBatches(podControl(client.of(kinds.pods), recorder), expectations);

  /** Resolves to the first failure. */
  async function scale(set: T, active: readonly core.Pod[]): Promise<unknown> {
    const difference = active.length - (set.spec.replicas ?? 1);
    if (difference < 0) return batches.create(set, Math.min(-difference, burst), () => set.spec.template ?? {});
    if (difference > 0) return batches.delete(set, podsToDelete(active, relatedPods(sets, pods, set), Math.min(difference, burst), clock.now()));
    return undefined;
  }

  async function writeStatus(set: T, status: T['status']): Promise<void> {
    if (sameStatus(status, set.status)) return;
    const isNewer = (current: T): boolean => (current.status.observedGeneration ?? 0) > (status.observedGeneration ?? 0);
    await ifPresent(client.of(kind.definition).update(
      keyOf(set), (current) => (uidOf(current) !== uidOf(set) || isNewer(current) ? current : { ...current, status }), { subresource: 'status' }));
  }

  return {
    name: kind.name,
    for: kind.definition,
    owns: [kinds.pods],
    watches: [{ definition: kinds.pods, keys: (pod) => wouldAdopt(sets.lister, kind.selectorOf, pod) }],
    concurrency: 5,
    async reconcile(key) {
      const set = sets.lister.get(key);
      if (!set) return undefined;
      const settled = expectations.satisfied(uidOf(set));
      const owned = await claim({
        owner: set, owners: client.of(kind.definition), selector: kind.selectorOf(set), lister: pods.lister, dependents: client.of(kinds.pods),
      });
      const failure = settled && !set.metadata.deletionTimestamp ? await scale(set, owned.filter(isPodActive)) : undefined;
      const now = clock.now();
      await writeStatus(set, kind.statusOf(replicaSetStatus(set, { pods: owned, failure, now })));
      if (failure !== undefined) throw failure;
      const requeueAfterMs = untilNextAvailable(owned, set.spec.minReadySeconds ?? 0, now);
      return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
    },
  };
};

/** Pods of all siblings, the sets with the same controller: the revisions of one Deployment share their nodes. */
function relatedPods<T extends Replicated>(sets: Informer<T>, pods: Informer<core.Pod>, set: T): core.Pod[] {
  const controller = controllerOf(set);
  const siblings = controller ? dependentsOf(sets.lister, controller.uid) : [set];
  return siblings.flatMap((sibling) => dependentsOf(pods.lister, uidOf(sibling)).filter(isPodActive));
}
