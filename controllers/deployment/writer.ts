/**
 * The writes of the deployment controller. All but creations are made against the very state that was decided on:
 * when somebody else was faster the answer is Conflict, and the decision is taken again.
 */
import { ApiError, keyOf, kinds, same, type apps, type Client, type Clock } from '../../api';
import type { EventRecorder } from '../../client';
import { ifPresent, isControlledBy, uidOf } from '../ownership';
import type { OwnWrites } from '../own-writes';
import { isNamespaceTerminating } from '../pods/control';
import { sameStatus } from '../same-status';
import { revisionAnnotation, withSizes } from './annotations';
import { newCondition, withCondition, type Condition } from './conditions';
import { hasDeadline } from './progress';
import { newReplicaSet, sameTemplate } from './revision';
import type { Sizes } from './rolling';
import { replicasOf } from './sizes';

type Deployment = apps.Deployment;
type ReplicaSet = apps.ReplicaSet;

export interface WriterContext {
  readonly client: Client;
  readonly clock: Clock;
  readonly recorder: EventRecorder;
  readonly deployments: OwnWrites<Deployment>;
  readonly sets: OwnWrites<ReplicaSet>;
}

export class DeploymentWriter {
  constructor(private readonly context: WriterContext) {}

  now(): number {
    return this.context.clock.now();
  }

  /** The Deployment as it is after the write; nothing is written when nothing changes. */
  async writeStatus(deployment: Deployment, status: apps.DeploymentStatus, revision?: string): Promise<Deployment> {
    const annotations = revision === undefined ? deployment.metadata.annotations : { ...deployment.metadata.annotations, [revisionAnnotation]: revision };
    if (sameStatus(status, deployment.status) && same(annotations, deployment.metadata.annotations)) return deployment;
    const { client, deployments } = this.context;
    const wanted = { ...deployment, metadata: { ...deployment.metadata, annotations }, status };
    return deployments.note(await client.of(kinds.deployments).update(keyOf(deployment), () => wanted, { subresource: 'status' }));
  }

  /** Adds a Progressing condition where there is a deadline for the progress. */
  async writeProgress(deployment: Deployment, revision: string | undefined, condition: Omit<Condition, 'type'> & { reason: string; message: string } | undefined): Promise<Deployment> {
    if (!condition || !hasDeadline(deployment)) return this.writeStatus(deployment, deployment.status, revision);
    const progressing = newCondition('Progressing', condition.status, condition.reason, condition.message, this.now());
    return this.writeStatus(deployment, { ...deployment.status, conditions: withCondition(deployment.status.conditions, progressing) }, revision);
  }

  async updateSet(set: ReplicaSet): Promise<ReplicaSet> {
    const { client, sets } = this.context;
    return sets.note(await client.of(kinds.replicasets).update(keyOf(set), () => set));
  }

  /** Whether any set changed its size. */
  async resize(deployment: Deployment, sizes: Sizes): Promise<boolean> {
    let resized = false;
    for (const [set, size] of sizes) {
      const annotations = withSizes(set.metadata.annotations, deployment);
      const current = replicasOf(set);
      if (size === current && same(annotations, set.metadata.annotations)) continue;
      await this.updateSet({ ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas: size } });
      if (size === current) continue;
      this.scaled(deployment, set, current, size);
      resized = true;
    }
    return resized;
  }

  async delete(set: ReplicaSet): Promise<void> {
    await ifPresent(this.context.client.of(kinds.replicasets).delete(keyOf(set), { preconditions: { uid: uidOf(set) } }));
  }

  /** The set of the current template; one that exists already although the informer has not shown it is taken. */
  async createSet(deployment: Deployment, old: readonly ReplicaSet[]): Promise<{ readonly deployment: Deployment; readonly newSet: ReplicaSet }> {
    const wanted = newReplicaSet(deployment, old);
    const { client, sets } = this.context;
    try {
      const newSet = sets.note(await client.of(kinds.replicasets).create(wanted));
      if (replicasOf(newSet) > 0) this.scaled(deployment, newSet, 0, replicasOf(newSet));
      const condition = { status: 'True', reason: 'NewReplicaSetCreated', message: `Created new replica set "${newSet.metadata.name}"` };
      return { deployment: await this.writeProgress(deployment, newSet.metadata.annotations?.[revisionAnnotation], condition), newSet };
    } catch (error) {
      if (!ApiError.is(error, 'AlreadyExists')) return this.createFailed(deployment, wanted, error);
    }
    const existing = await client.of(kinds.replicasets).get(keyOf(wanted));
    if (isControlledBy(existing, deployment) && existing.spec.template && sameTemplate(existing.spec.template, deployment.spec.template)) {
      return { deployment, newSet: existing };
    }
    const collisionCount = (deployment.status.collisionCount ?? 0) + 1;
    return this.createSet(await this.writeStatus(deployment, { ...deployment.status, collisionCount }), old);
  }

  private async createFailed(deployment: Deployment, wanted: ReplicaSet, error: unknown): Promise<never> {
    if (isNamespaceTerminating(error) || ApiError.is(error, 'Conflict')) throw error;
    const message = `Failed to create new replica set "${wanted.metadata.name}": ${error instanceof Error ? error.message : String(error)}`;
    await this.writeProgress(deployment, undefined, { status: 'False', reason: 'ReplicaSetCreateError', message });
    this.context.recorder.event(deployment, 'Warning', 'ReplicaSetCreateError', message);
    throw error;
  }

  private scaled(deployment: Deployment, set: ReplicaSet, from: number, to: number): void {
    const direction = from < to ? 'up' : 'down';
    this.context.recorder.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${direction} replica set ${set.metadata.name} from ${from} to ${to}`);
  }
}
