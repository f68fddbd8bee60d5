/** One pass over a Deployment (upstream's syncDeployment, pkg/controller/deployment/deployment_controller.go). */
import type { apps, core } from '../../api';
import { isPodFinished } from '../pods/state';
import { revisionAnnotation } from './annotations';
import { findCondition } from './conditions';
import { surplusHistory } from './history';
import { pausedConditions, rolloutStatus, untilDeadline } from './progress';
import { refreshed, sortOut } from './revision';
import { growNew, shrinkOld } from './rolling';
import { isScalingEvent, scaledSizes } from './scaling';
import { actual, isActive, isComplete, isRolling, replicasOf } from './sizes';
import { deploymentStatus, type Sets } from './status';
import type { DeploymentWriter } from './writer';

type Deployment = apps.Deployment;
type ReplicaSet = apps.ReplicaSet;

export interface World {
  readonly deployment: Deployment;
  /** All sets the Deployment controls. */
  readonly sets: readonly ReplicaSet[];
  podsOf(set: ReplicaSet): readonly core.Pod[];
}

/** Resolves to the milliseconds after which the progress has to be looked at again, if it has to. */
export async function syncDeployment(world: World, writer: DeploymentWriter): Promise<number | undefined> {
  const now = writer.now();
  if (world.deployment.metadata.deletionTimestamp) {
    await writer.writeStatus(world.deployment, deploymentStatus(world.deployment, sortOut(world.deployment, world.sets), now));
    return undefined;
  }
  const conditions = pausedConditions(world.deployment, now);
  const deployment = conditions ? await writer.writeStatus(world.deployment, { ...world.deployment.status, conditions }) : world.deployment;
  const current = { ...world, deployment };
  if (deployment.spec.paused || isScalingEvent(deployment, world.sets)) return scale(current, writer);
  return isRolling(deployment) ? rollOut(current, writer) : recreate(current, writer);
}

interface Rollout {
  readonly deployment: Deployment;
  readonly sets: Sets;
}

/** Sizes change, the rollout stands still. */
async function scale(world: World, writer: DeploymentWriter): Promise<undefined> {
  const { deployment, sets } = await findNewSet(world, writer);
  await writer.resize(deployment, scaledSizes(deployment, sets.newSet, sets.old));
  if (deployment.spec.paused) await cleanUp(deployment, sets, writer);
  await writer.writeStatus(deployment, deploymentStatus(deployment, sets, writer.now()));
}

/** One step: up if there is room, else down if there is spare. */
async function rollOut(world: World, writer: DeploymentWriter): Promise<number | undefined> {
  const { deployment, sets, newSet } = await ensureNewSet(world, writer);
  const moved = await writer.resize(deployment, growNew(deployment, newSet, sets.old))
    || await writer.resize(deployment, shrinkOld(deployment, newSet, sets.old));
  return finish({ deployment, sets }, moved, writer);
}

/** The old pods go, all of them, before the new ones come. */
async function recreate(world: World, writer: DeploymentWriter): Promise<number | undefined> {
  const found = await findNewSet(world, writer);
  const zero = new Map(found.sets.old.filter(isActive).map((set) => [set, 0]));
  const moved = await writer.resize(found.deployment, zero);
  if (moved || areRunning(found.sets.old, world)) return finish(found, true, writer);
  const { deployment, sets, newSet } = await ensureNewSet({ ...world, deployment: found.deployment }, writer);
  await writer.resize(deployment, new Map([[newSet, replicasOf(deployment)]]));
  return finish({ deployment, sets }, false, writer);
}

const areRunning = (old: readonly ReplicaSet[], world: World): boolean =>
  actual(old) > 0 || old.some((set) => world.podsOf(set).some((pod) => !isPodFinished(pod)));

async function finish({ deployment, sets }: Rollout, moved: boolean, writer: DeploymentWriter): Promise<number | undefined> {
  if (!moved && isComplete(deployment, deployment.status)) await cleanUp(deployment, sets, writer);
  const status = rolloutStatus(deployment, sets, writer.now());
  await writer.writeStatus(deployment, status);
  return untilDeadline(deployment, status, writer.now());
}

async function cleanUp(deployment: Deployment, sets: Sets, writer: DeploymentWriter): Promise<void> {
  await Promise.all(surplusHistory(deployment, sets.old).map((set) => writer.delete(set)));
}

async function ensureNewSet(world: World, writer: DeploymentWriter): Promise<Rollout & { readonly newSet: ReplicaSet }> {
  const found = await findNewSet(world, writer);
  if (found.sets.newSet) return { ...found, newSet: found.sets.newSet };
  const { deployment, newSet } = await writer.createSet(found.deployment, found.sets.old);
  return { deployment, sets: { newSet, old: found.sets.old }, newSet };
}

/** The set of the current template, if there is one, with its annotations and the Deployment's revision up to date. */
async function findNewSet({ deployment, sets: all }: World, writer: DeploymentWriter): Promise<Rollout> {
  const { newSet, old } = sortOut(deployment, all);
  if (!newSet) return { deployment, sets: { newSet, old } };
  const wanted = refreshed(deployment, newSet, old);
  const current = wanted === newSet ? newSet : await writer.updateSet(wanted);
  const isFirstSeen = !findCondition(deployment.status.conditions, 'Progressing');
  const condition = isFirstSeen ? { status: 'True', reason: 'FoundNewReplicaSet', message: `Found new replica set "${current.metadata.name}"` } : undefined;
  const updated = await writer.writeProgress(deployment, current.metadata.annotations?.[revisionAnnotation], condition);
  return { deployment: updated, sets: { newSet: current, old } };
}
