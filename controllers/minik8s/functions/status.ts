/** What a function's status says of its pods. Pure. */
import { formatTime, functionPods, type apps, type core, type meta, type minik8s } from '../../../api';
import { isPodReady } from '../../pods/state';
import { nextScale } from './scaling';

type Conditions = readonly meta.Condition[] | undefined;

export interface Observation {
  readonly hash: string;
  /** Of the current content, when there is one. */
  readonly current: apps.ReplicaSet | undefined;
  readonly old: readonly apps.ReplicaSet[];
  /** Of the current content. */
  readonly pods: readonly core.Pod[];
  /** Why there can be no pods; undefined: there can. */
  readonly obstacle?: Told;
  readonly now: number;
}

interface Told {
  readonly reason: string;
  readonly message: string;
}

type Verdict = Told & { readonly status: 'True' | 'False' | 'Unknown' };

/** The status as it should be, given what it is; what others say in it stays. */
export function functionStatus({ metadata: { generation }, spec }: minik8s.Function, status: minik8s.FunctionStatus, seen: Observation): minik8s.FunctionStatus {
  const sets = [...(seen.current ? [seen.current] : []), ...seen.old];
  const scale = nextScale(spec, status, seen.now);
  const compiled = compiledVerdict(status, seen);
  const verdicts = { Ready: readyVerdict(scale.desiredReplicas, compiled, seen), Compiled: compiled };
  return {
    ...status, ...scale, observedGeneration: generation, contentHash: seen.hash,
    replicas: sum(sets, ({ status: { replicas } }) => replicas), readyReplicas: sum(sets, ({ status: { readyReplicas } }) => readyReplicas),
    conditions: Object.entries(verdicts).map(([type, verdict]) => condition(type, verdict, generation, status.conditions, seen.now)),
  };
}

export const conditionOf = (conditions: Conditions, type: string): meta.Condition | undefined => conditions?.find((each) => each.type === type);

const sum = (sets: readonly apps.ReplicaSet[], count: (set: apps.ReplicaSet) => number | undefined): number => sets.reduce((total, set) => total + (count(set) ?? 0), 0);

/** Of a content that has been tried it stays known while there are no pods. */
function compiledVerdict({ contentHash, conditions }: minik8s.FunctionStatus, { hash, pods }: Observation): Verdict {
  const fault = pods.flatMap(({ status }) => status.containerStatuses ?? []).map(compileFault).find((message) => message !== undefined);
  if (fault !== undefined && !pods.some(isPodReady)) return { status: 'False', reason: functionPods.compileErrorReason, message: fault };
  if (pods.some(isPodReady)) return { status: 'True', reason: 'Compiled', message: 'an instance has started with it' };
  const known = contentHash === hash ? conditionOf(conditions, 'Compiled') : undefined;
  return known ? { ...known, status: known.status as Verdict['status'] } : { status: 'Unknown', reason: 'NotTried', message: 'no instance has started with it yet' };
}

const compileFault = ({ state, lastState }: core.ContainerStatus): string | undefined =>
  [state?.waiting, state?.terminated, lastState?.terminated].find((each) => each?.reason === functionPods.compileErrorReason)?.message;

function readyVerdict(desired: number, compiled: Verdict, { current, obstacle }: Observation): Verdict {
  const ready = current?.status.readyReplicas ?? 0;
  const failure = obstacle ?? current?.status.conditions?.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  if (compiled.status === 'False') return { status: 'False', reason: compiled.reason, message: compiled.message };
  if (ready > 0 && desired > 0) return { status: 'True', reason: 'InstancesReady', message: `${ready} of ${desired} instances are ready` };
  if (failure) return { status: 'False', reason: failure.reason ?? 'FailedCreate', message: failure.message ?? '' };
  if (desired === 0) return { status: 'True', reason: 'ScaledToZero', message: 'the next call starts an instance' };
  return { status: 'False', reason: 'InstancesStarting', message: `none of ${desired} instances is ready yet` };
}

function condition(type: string, { status, reason, message }: Verdict, generation: number | undefined, before: Conditions, now: number): meta.Condition {
  const known = conditionOf(before, type);
  return {
    type, status, ...(generation !== undefined && { observedGeneration: generation }), reason, message,
    lastTransitionTime: known?.status === status ? known.lastTransitionTime : formatTime(now),
  };
}
