/** What is said of a Slurm job at each step. Pure. */
import { formatTime, type core, type meta, type minik8s, type Random } from '../../../api';
import { endedCondition, type End } from './life';
import { allocatedCpus } from './pod';

type Status = minik8s.SlurmJobStatus;

/** Slurm counts its jobs; here they are drawn. */
const firstId = 100_000;
const ids = 900_000;

export const submitted = ({ spec }: minik8s.SlurmJob, random: Random, now: number): Status => stated({}, 'PENDING', now, {
  jobID: String(firstId + random.int(ids)), account: spec.username ? `acct-${spec.username}` : 'default', allocCPUS: allocatedCpus(spec), exitCode: '0:0',
  ...(spec.partition !== undefined && { partition: spec.partition }),
});

export const running = (status: Status, pod: core.Pod, now: number): Status => stated(status, 'RUNNING', now, { startTime: startOf(pod) ?? formatTime(now) });

export const completing = (status: Status, { state, exitCode, message }: End, now: number): Status =>
  stated(status, 'COMPLETING', now, { exitCode, conditions: withCondition(status.conditions, { type: endedCondition, reason: state, message }, now) });

export function finished(status: Status, { state, exitCode, message }: End, now: number): Status {
  const type = state === 'COMPLETED' ? 'Complete' : 'Failed';
  return stated(status, state, now, { exitCode, completionTime: formatTime(now), conditions: withCondition(status.conditions, { type, reason: state, message }, now) });
}

const stated = (status: Status, state: minik8s.SlurmState, now: number, more: Status): Status => ({ ...status, ...more, state, updateTime: formatTime(now) });

const startOf = ({ status }: core.Pod): string | undefined =>
  status.containerStatuses?.map(({ state }) => state?.running?.startedAt ?? state?.terminated?.startedAt).find((time) => time !== undefined);

const withCondition = (conditions: readonly meta.Condition[] = [], condition: Pick<meta.Condition, 'type' | 'reason' | 'message'>, now: number): meta.Condition[] =>
  [...conditions.filter(({ type }) => type !== condition.type), { ...condition, status: 'True', lastTransitionTime: formatTime(now) }];
