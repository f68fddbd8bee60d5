/**
 * What a workload is asked to have at once, where nobody runs its controller: the objects that the controller would make next, named by
 * number where it would leave the name to chance. Pure: whoever makes them asks again for those that have offspring of their own.
 */
import { kinds, type apps, type batch, type core, type KubeObject, type ResourceDefinition } from '../api';
import { jobFor } from './cronjob/jobs';
import { placementOf } from './daemonset/placement';
import { templateFor } from './daemonset/pods';
import { newReplicaSet } from './deployment/revision';
import { indexedPrefix, indexedTemplate, isIndexed } from './job/indexes';
import { isSuspended } from './job/plan';
import { podFromTemplate } from './pods/control';
import { firstOrdinal, replicasOf } from './statefulset/identity';
import { newPod } from './statefulset/pods';
import { claimsOf } from './statefulset/storage';
import { podTemplateHash } from './template-hash';

export interface World {
  readonly nodes: readonly core.Node[];
  readonly now: number;
}

type Offspring = (owner: KubeObject, world: World) => readonly KubeObject[];

const typeOf = ({ apiVersion, kind }: KubeObject): string => `${apiVersion} ${kind}`;

/** The type of the definition is that of the objects it is asked about. */
const of = <T extends KubeObject>({ group, version, kind }: ResourceDefinition<T>, make: (owner: T, world: World) => readonly KubeObject[]): readonly [string, Offspring] =>
  [`${group ? `${group}/` : ''}${version} ${kind}`, make as unknown as Offspring];

const times = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

const numbered = (pod: core.Pod, number: number): core.Pod => named(pod, `${pod.metadata.generateName}${number}`);

const named = (pod: core.Pod, name: string): core.Pod => ({ ...pod, metadata: { ...pod.metadata, name, generateName: undefined } });

function replicas(owner: KubeObject, count: number, template: core.PodTemplateSpec | undefined): core.Pod[] {
  return times(count).map((i) => numbered(podFromTemplate(owner, template ?? {}), i + 1));
}

const asClaim = (claim: core.PersistentVolumeClaim): core.PersistentVolumeClaim => ({ ...claim, apiVersion: 'v1', kind: 'PersistentVolumeClaim' });

function ofStatefulSet(set: apps.StatefulSet): KubeObject[] {
  const revision = `${set.metadata.name}-${podTemplateHash(set.spec.template, set.status.collisionCount)}`;
  return times(replicasOf(set)).map((i) => firstOrdinal(set) + i).flatMap((ordinal) => {
    const pod = newPod(set, set.spec.template, revision, ordinal);
    return [...claimsOf(set, ordinal).map(asClaim), named(pod, pod.metadata.name ?? '')];
  });
}

function ofDaemonSet(set: apps.DaemonSet, { nodes }: World): core.Pod[] {
  const hash = podTemplateHash(set.spec.template, set.status.collisionCount);
  const placement = placementOf(set);
  return nodes.filter((node) => placement(node).run).map(({ metadata: { name = '' } }) =>
    named(podFromTemplate(set, templateFor(set, name, hash)), `${set.metadata.name}-${name}`));
}

function ofJob(job: batch.Job): core.Pod[] {
  const { parallelism = 1, completions = parallelism, template } = job.spec;
  const count = isSuspended(job) ? 0 : Math.min(parallelism, completions);
  if (!isIndexed(job)) return replicas(job, count, template);
  return times(count).map((index) => named(podFromTemplate(job, indexedTemplate(job, index)), indexedPrefix(job.metadata.name ?? '', index).slice(0, -1)));
}

const makers = new Map([
  of<apps.Deployment>(kinds.deployments, (deployment) => [newReplicaSet(deployment, [])]),
  of<apps.ReplicaSet>(kinds.replicasets, (set) => replicas(set, set.spec.replicas ?? 1, set.spec.template)),
  of<core.ReplicationController>(kinds.replicationcontrollers, (controller) => replicas(controller, controller.spec.replicas ?? 1, controller.spec.template)),
  of<apps.StatefulSet>(kinds.statefulsets, ofStatefulSet),
  of<apps.DaemonSet>(kinds.daemonsets, ofDaemonSet),
  of<batch.Job>(kinds.jobs, ofJob),
  of<batch.CronJob>(kinds.cronjobs, (cron, { now }) => (cron.spec.suspend ? [] : [jobFor(cron, now)])),
]);

/** Undefined: it is none that has pods. The owner is as the API server keeps it: with its defaults and its uid. */
export const offspringOf = (owner: KubeObject, world: World): readonly KubeObject[] | undefined => makers.get(typeOf(owner))?.(owner, world);
