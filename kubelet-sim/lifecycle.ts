/**
 * The engine: takes each pod of a simulated node through its stages. It is a controller like any other, so that queueing,
 * back-off and restarts are the shared mechanism's; stages are the only place that knows what a pod's life looks like.
 */
import { ApiError, keyOf, kinds, parseKey, same, type core, type ObjectKey, type ResourceDefinition, type Resources } from '../api';
import type { Controller, ControllerFactory, EventRecorder, Lister, Watch } from '../client';
import { addressOf, placeOf, plannedAddress, podCidr } from './node-spec';
import type { Faults } from './faults';
import type { FunctionPods } from './functions';
import type { PodAddresses } from './pod-addresses';
import type { ScriptPods } from './scripts/pods';
import { Needs, type Lacking } from './needs';
import { PodMemory } from './pod-memory';
import type { Defaults } from './presets';
import type { PodEvent, Stage, Step } from './stage';
import { keyOfDefinition, Player, type PlayerDeps, type StageBook } from './stage-objects';

const workers = 64;

export interface Surroundings {
  /** A pod's life where there are no Stage objects for pods. */
  readonly stages: readonly Stage[];
  readonly defaults: Defaults;
  readonly book: StageBook;
  readonly deps: PlayerDeps;
  readonly addresses: PodAddresses;
  /** Which nodes are served just now. */
  readonly isServed: (node: core.Node) => boolean;
  readonly faults: Faults;
  readonly functions: FunctionPods;
  readonly scripts: ScriptPods;
}

const podKind = keyOfDefinition(kinds.pods);
const nodeKind = keyOfDefinition(kinds.nodes);

export const podLifecycle = ({ stages, defaults, book, deps, addresses, isServed, faults, functions, scripts }: Surroundings): ControllerFactory => ({ client, informers, clock, log, signal, recorder }) => {
  const nodes = informers.of(kinds.nodes);
  const pods = informers.of(kinds.pods);
  const memories = new Map<string, PodMemory>();
  let wake: (pod: string) => void = () => undefined;
  const needs = new Needs({ client, clock, log, signal }, (key) => wake(key));
  const player = new Player(kinds.pods as unknown as ResourceDefinition, deps);
  pods.addIndex(byNode, (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []));
  pods.on({
    added: (pod) => addresses.adopt(pod),
    updated: (pod) => addresses.adopt(pod),
    deleted(pod) {
      addresses.release(pod);
      player.forget(pod);
      functions.forget(pod);
      scripts.forget(pod);
      needs.forget(pod);
      memories.delete(pod.metadata.uid ?? '');
    },
  });

  /** The address under which a node is served; undefined: it is none of ours, or has none yet. Stages need not give it one. */
  const servedAt = (node: core.Node): string | undefined =>
    (isServed(node) ? (addressOf(node) ?? (book.of(nodeKind) && plannedAddress(node.metadata.name ?? ''))) : undefined);

  function memoryOf({ metadata: { uid = '' } }: core.Pod): PodMemory {
    const memory = memories.get(uid) ?? new PodMemory();
    memories.set(uid, memory);
    return memory;
  }

  function stepOf(pod: core.Pod, node: core.Node, hostIP: string, memory: PodMemory, lacking: Lacking | undefined): Step | undefined {
    const now = clock.now();
    const podIP = (): string => (pod.spec.hostNetwork ? hostIP : addresses.addressFor(pod, node.spec.podCIDR || podCidr(placeOf(node.metadata.name ?? ''))));
    const context = { now, defaults, hostIP, podIP, age: memory.look(now), lacking, ran: functions.look(pod) ?? scripts.look(pod) };
    return atOnce(faults.seen(pod, node), (seen) => stages.find((stage) => stage.applies(seen))?.next(seen, context));
  }

  const controller: Controller<core.Pod> = {
    name: 'kubelet',
    for: kinds.pods,
    watches: [nodeWatch(pods.lister, servedAt, needs)],
    triggers(add) {
      wake = (key) => {
        const pod = pods.lister.get(parseKey(key));
        if (pod) add(pod);
      };
      const leaving = [functions.on(wake), scripts.on(wake), whenOthersHold(book, faults, [podKind, nodeKind], () => pods.lister.list().forEach(add))];
      return () => leaving.forEach((leave) => leave());
    },
    concurrency: workers,
    async reconcile(key) {
      const pod = pods.lister.get(key);
      const node = pod?.spec.nodeName ? nodes.lister.get({ name: pod.spec.nodeName }) : undefined;
      const hostIP = node && servedAt(node);
      if (!pod || !hostIP) return;
      const objects = book.of(podKind);
      if (objects) return player.play(pod, objects);
      const memory = memoryOf(pod);
      const lacking = needs.concern(pod) ? await needs.look(pod, () => nodes.lister.get(keyOf(node)) ?? node) : undefined;
      if (lacking && !pods.lister.get(key)) return needs.forget(pod);
      const step = stepOf(pod, node, hostIP, memory, lacking);
      const events = memory.untold(step?.events ?? []);
      if (step?.type === 'wait') {
        memory.announce(events);
        record(recorder, pod, events);
        return { requeueAfterMs: step.ms };
      }
      if (!step || !(await take(client.of(kinds.pods), key, pod, step))) return;
      memory.stepTaken();
      record(recorder, pod, events);
    },
  };
  return controller;
};

const byNode = 'node';

/** Stages of these kinds are others now, or faults. */
export function whenOthersHold(book: StageBook, faults: Faults, about: readonly string[], act: () => void): () => void {
  const leaving = [book.on((kind) => { if (about.includes(kind)) act(); }), faults.on(act)];
  return () => leaving.forEach((leave) => leave());
}

/** Steps of one moment; more are somebody's mistake. */
const mostAtOnce = 64;

/** What a pod goes through in no time before it runs is written once. */
function atOnce(pod: core.Pod, next: (pod: core.Pod) => Step | undefined): Step | undefined {
  let step = next(pod);
  for (let i = 0; i < mostAtOnce && step?.type === 'status' && step.status.phase === 'Pending'; i++) {
    const then = next({ ...pod, status: step.status });
    if (then?.type !== 'status') break;
    step = { ...then, events: [...(step.events ?? []), ...(then.events ?? [])] };
  }
  return step;
}

/** Pods that are bound before their node is served begin to live when it is. */
const nodeWatch = (pods: Lister<core.Pod>, servedAt: (node: core.Node) => string | undefined, needs: Needs): Watch<core.Node> => ({
  definition: kinds.nodes,
  keys: (node, old) => (old && servedAt(old) === servedAt(node) ? needs.onNode(node).map(parseKey) : pods.byIndex(byNode, node.metadata.name ?? '').map(keyOf)),
});

function record(recorder: EventRecorder, pod: core.Pod, events: readonly PodEvent[]): void {
  for (const { type, reason, message, fieldPath } of events) recorder.event(pod, type, reason, message, fieldPath);
}

/** False: the pod is no longer what the step was worked out for. The informer will bring what it is now, and its key with it. */
async function take(pods: Resources<core.Pod>, key: ObjectKey, seen: core.Pod, step: Exclude<Step, { type: 'wait' }>): Promise<boolean> {
  try {
    if (step.type === 'remove') {
      await pods.delete(key, { gracePeriodSeconds: 0, preconditions: { uid: seen.metadata.uid } });
      return true;
    }
    let isTaken = false;
    await pods.update(key, (current) => {
      isTaken = sameSituation(seen, current);
      return isTaken ? { ...current, status: step.status } : current;
    }, { subresource: 'status' });
    return isTaken;
  } catch (error) {
    if (ApiError.is(error, 'NotFound') || ApiError.is(error, 'Conflict')) return false;
    throw error;
  }
}

const sameSituation = (seen: core.Pod, current: core.Pod): boolean =>
  seen.metadata.uid === current.metadata.uid && seen.metadata.deletionTimestamp === current.metadata.deletionTimestamp && same(seen.status, current.status);
