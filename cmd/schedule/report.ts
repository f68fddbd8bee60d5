/** What came of it, in the shape that `--output json` prints: docs/schedule-command.md. */
import { formatKey, keyOf, kinds, type core, type ObjectKey } from '../../api';
import { poolsOf, type PoolReport } from './pools';
import type { Said } from './placing';
import type { Wanted, World } from './world';

export const reportVersion = 'minikapi.dev/v1alpha1';

/**
 * - Placed: it has a node.
 * - Unschedulable: the scheduler has found none, or could not bind the pod there.
 * - Refused: the API server does not take the pod.
 * - NotTried: no scheduler of the configuration may place it now.
 * - Preempted: it had a node, and was sent away for another pod that was asked for.
 */
export type OutcomeOfPod = 'Placed' | 'Unschedulable' | 'Refused' | 'NotTried' | 'Preempted';

export interface PodReport {
  readonly namespace: string;
  readonly name: string;
  readonly workload?: string;
  /** It waited in the snapshot already. */
  readonly waiting?: true;
  readonly outcome: OutcomeOfPod;
  readonly node?: string;
  /** It was the so-manieth to get one. */
  readonly turn?: number;
  /** As the scheduler's event says it, or the API server's answer. */
  readonly reason?: string;
  /** The same in plain words. With `--explain` also why it has its node. */
  readonly explanation?: string;
  /** With `--explain`: the nodes that had as many points as the one that it has, which was drawn among them. */
  readonly equals?: readonly string[];
  /** With `--explain`: how many points these are; absent: there was no other node. */
  readonly points?: number;
  /** Kept for it: who is there is leaving. */
  readonly nominatedNode?: string;
}

/** A pod of the snapshot that lost its node. */
export interface EvictionReport {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  /** `namespace/name` of the pod that it made room for. */
  readonly by: string;
}

export interface Report {
  readonly apiVersion: typeof reportVersion;
  readonly kind: 'ScheduleReport';
  readonly seed: number;
  /** The file; absent: the default configuration. */
  readonly configuration?: string;
  readonly summary: Readonly<Record<OutcomeOfPod, number>> & { readonly pods: number };
  readonly pods: readonly PodReport[];
  readonly preempted: readonly EvictionReport[];
  readonly poolLabel: string;
  readonly pools: readonly PoolReport[];
  readonly notes: readonly string[];
}

export interface Subject {
  readonly seed: number;
  readonly configuration?: string;
  readonly poolLabel: string;
  readonly notes: readonly string[];
  /** Pods that have a node are explained, too. */
  readonly explain?: 'all';
}

/** The pods of a world before they are placed. */
export const podsIn = async ({ registry }: World): Promise<readonly core.Pod[]> => (await registry.of(kinds.pods).list()).items;

export async function reportOn(world: World, before: readonly core.Pod[], said: Said, subject: Subject): Promise<Report> {
  const { items: after } = await world.registry.of(kinds.pods).list();
  const { items: nodes } = await world.registry.of(kinds.nodes).list();
  const found = new Map(after.map((pod) => [idOf(keyOf(pod)), pod]));
  const asked = askedFor(world, before);
  const pods = asked.map((one) => podReport(one, found.get(idOf(one.key)), said));
  const own = new Set(asked.map(({ key }) => idOf(key)));
  return {
    apiVersion: reportVersion, kind: 'ScheduleReport', seed: subject.seed, ...(subject.configuration !== undefined && { configuration: subject.configuration }),
    summary: summaryOf(pods), pods, preempted: evictions(before, said, own), poolLabel: subject.poolLabel,
    pools: poolsOf({ nodes, before, after }, subject.poolLabel), notes: subject.notes,
  };
}

type Asked = Wanted & { readonly waiting?: true };

const idOf = (key: ObjectKey): string => formatKey(key);

/** Pods that wait in the snapshot are placed as well. */
function askedFor({ wanted }: World, before: readonly core.Pod[]): readonly Asked[] {
  const own = new Set(wanted.map(({ key }) => idOf(key)));
  const waiting = before.filter((pod) => !pod.spec.nodeName && !own.has(idOf(keyOf(pod))) && pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed');
  return [...waiting.map((pod) => ({ key: keyOf(pod), waiting: true as const })), ...wanted];
}

function podReport({ key, workload, waiting, refused }: Asked, pod: core.Pod | undefined, said: Said): PodReport {
  return { namespace: key.namespace ?? '', name: key.name, ...(workload && { workload }), ...(waiting && { waiting }), ...(refused === undefined ? verdict(pod, said) : { outcome: 'Refused', reason: refused }) };
}

type VerdictOnPod = Omit<PodReport, 'namespace' | 'name' | 'workload' | 'waiting'>;

function verdict(pod: core.Pod | undefined, { failures, turns, explanations }: Said): VerdictOnPod {
  if (!pod) return { outcome: 'Preempted', reason: 'preempted by a pod of higher priority' };
  const { spec, status, metadata: { uid = '' } } = pod;
  const { sentence, equals, points } = explanations.get(uid) ?? {};
  const explained = { ...(sentence !== undefined && { explanation: sentence }), ...(equals && { equals }), ...(points !== undefined && { points }) };
  if (spec.nodeName) return { outcome: 'Placed', node: spec.nodeName, turn: turns.get(uid), ...explained };
  const reason = failures.get(uid);
  if (reason === undefined) return { outcome: 'NotTried', reason: untried(spec) };
  return { outcome: 'Unschedulable', reason, ...explained, ...(status.nominatedNodeName && { nominatedNode: status.nominatedNodeName }) };
}

function untried({ schedulingGates = [], schedulerName }: core.PodSpec): string {
  if (schedulingGates.length) return `waiting for scheduling gates: ${schedulingGates.map(({ name }) => name).join(', ')}`;
  return `no scheduler called ${JSON.stringify(schedulerName)} has placed it`;
}

function evictions(before: readonly core.Pod[], { victims }: Said, own: ReadonlySet<string>): EvictionReport[] {
  const names = new Map(before.map((pod) => [pod.metadata.uid, idOf(keyOf(pod))]));
  return [...victims.values()].filter(({ pod }) => !own.has(idOf(keyOf(pod)))).map(({ pod: { metadata, spec }, by }) =>
    ({ namespace: metadata.namespace ?? '', name: metadata.name ?? '', node: spec.nodeName ?? '', by: names.get(by) ?? by }));
}

function summaryOf(pods: readonly PodReport[]): Report['summary'] {
  const count = (outcome: OutcomeOfPod): number => pods.filter((pod) => pod.outcome === outcome).length;
  return { pods: pods.length, Placed: count('Placed'), Unschedulable: count('Unschedulable'), Refused: count('Refused'), NotTried: count('NotTried'), Preempted: count('Preempted') };
}

export const allPlaced = ({ summary }: Report): boolean => summary.Placed === summary.pods;
