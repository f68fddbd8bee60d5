/** One pass over a DaemonSet (upstream's syncDaemonSet, pkg/controller/daemon/daemon_controller.go). */
import type { apps, core } from '../../api';
import type { EventRecorder } from '../../client';
import { uidOf } from '../ownership';
import type { PodBatches } from '../pods/batch';
import { allowsSurge } from './bounds';
import type { FailedPods } from './failed-pods';
import { needsOf } from './manage';
import { placementOf } from './placement';
import { podsByNode, templateFor } from './pods';
import { nextStep, type Step } from './rolling';
import { daemonSetStatus, type Observation } from './status';

/** Upstream's BurstReplicas: the most pods created or deleted before the controller looks again. */
const burst = 250;

export interface World {
  readonly set: apps.DaemonSet;
  readonly nodes: readonly core.Node[];
  /** Pods of the set. */
  readonly owned: readonly core.Pod[];
  /** Of the current revision. */
  readonly hash: string;
  readonly collisionCount: number;
  /** The informer shows what this controller did last. */
  readonly settled: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Tools {
  readonly batches: PodBatches;
  readonly failedPods: FailedPods;
  readonly recorder: EventRecorder;
}

export interface Outcome {
  readonly status: apps.DaemonSetStatus;
  /** After so many milliseconds time alone changes something. */
  readonly waitMs?: number;
  /** Why not everything could be done. */
  readonly error?: unknown;
}

export async function syncDaemonSet(world: World, tools: Tools): Promise<Outcome> {
  const { set, settled } = world;
  const observation: Observation = { ...world, verdictOn: placementOf(set), pods: podsByNode(world.owned) };
  const status = daemonSetStatus(set, observation);
  if (!settled) return { status };
  const plan = manage(world, observation, tools);
  const isStill = plan.remove.length === 0 && plan.createOn.length === 0;
  const step = isStill && set.spec.updateStrategy?.type === 'RollingUpdate' ? rollOut(world, observation) : plan;
  const error = await take(step, world, tools);
  return { status: { ...status, observedGeneration: set.metadata.generation }, ...(plan.waitMs !== undefined && { waitMs: plan.waitMs }), error };
}

/** Every node gets the pod that it should have; a failed one is replaced when its time has come. */
function manage({ set, nodes, hash, now }: World, { verdictOn, pods }: Observation, tools: Tools): Step & { readonly waitMs?: number } {
  const rules = { hash, surge: allowsSurge(set), minReadySeconds: set.spec.minReadySeconds ?? 0, now };
  const known = new Set(nodes.map(({ metadata }) => metadata.name ?? ''));
  const remove: core.Pod[] = [];
  const createOn: string[] = [];
  const waits: number[] = [];
  for (const node of nodes) {
    const name = node.metadata.name ?? '';
    const needs = needsOf(verdictOn(node), pods.get(name), rules);
    if (needs.create) createOn.push(name);
    for (const pod of needs.failed) {
      const wait = replaceFailed(set, pod, name, now, tools);
      if (wait > 0) waits.push(wait);
      else remove.push(pod);
    }
    for (const pod of needs.succeeded) tools.recorder.event(set, 'Normal', 'SucceededDaemonPod', `Found succeeded daemon pod ${full(pod)} on node ${name}, will try to delete it`);
    remove.push(...needs.succeeded, ...needs.remove);
  }
  // Nobody else would ever remove what waits for a node that is gone.
  for (const [name, there] of pods) if (!known.has(name)) remove.push(...there.filter(({ spec }) => !spec.nodeName));
  return { remove, createOn, ...(waits.length > 0 && { waitMs: Math.min(...waits) }) };
}

const full = ({ metadata }: core.Pod): string => `${metadata.namespace}/${metadata.name}`;

/** Milliseconds to wait; 0: its turn is now. */
function replaceFailed(set: apps.DaemonSet, pod: core.Pod, node: string, now: number, { failedPods, recorder }: Tools): number {
  const wait = failedPods.replaceAfter(uidOf(set), set.status.observedGeneration ?? 0, node, now);
  if (wait === 0) recorder.event(set, 'Warning', 'FailedDaemonPod', `Found failed daemon pod ${full(pod)} on node ${node}, will try to kill it`);
  return wait;
}

function rollOut({ set, nodes, hash, now }: World, { verdictOn, pods }: Observation): Step {
  const wanted = new Set(nodes.filter((node) => verdictOn(node).run).map(({ metadata }) => metadata.name ?? ''));
  return nextStep({ set, hash, pods, wanted, now });
}

async function take({ remove, createOn }: Step, { set, hash }: World, { batches }: Tools): Promise<unknown> {
  const [created, deleted] = await Promise.all([
    batches.create(set, Math.min(createOn.length, burst), (i) => templateFor(set, createOn[i] ?? '', hash)),
    batches.delete(set, remove.slice(0, burst)),
  ]);
  return created ?? deleted;
}
