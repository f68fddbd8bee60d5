/** What an Allocation says of itself. Pure. */
import { formatTime, ledgerName, omit, type globalscheduler } from '../../../../api';
import type { Explanation } from '../engine';

type Status = globalscheduler.AllocationStatus;

/** Reasons that an object shows: its reader wants to know what is against it, not ten thousand times the same. */
const mostReasons = 20;

const placedCondition = 'Placed';

export function placedStatus(old: Status = {}, sequence: number, { phase, resource_groups }: Pick<globalscheduler.Intent, 'phase' | 'resource_groups'>, now: number): Status {
  return {
    ...omit(old, 'unscheduled', 'message'), phase, sequence, resource_groups,
    cluster_names: [...new Set(resource_groups.flatMap(({ selected }) => selected.map(({ node_id }) => node_id)))],
    scheduler_name: ledgerName,
    conditions: withCondition(old, { status: 'True', reason: 'Fits', message: '' }, now),
  };
}

export interface Refusal {
  readonly reason: string;
  readonly explanation?: Explanation;
}

export function refusedStatus(old: Status = {}, refusal: Refusal, now: number): Status {
  const message = refusalText(refusal);
  const unscheduled = refusal.explanation?.rejected.slice(0, mostReasons).map(({ siteId, plugin, reason }) => ({ node_id: siteId, plugin, reason })) ?? [];
  return {
    ...omit(old, 'unscheduled'), phase: 'NotScheduled', message, scheduler_name: ledgerName,
    ...(unscheduled.length && { unscheduled }),
    conditions: withCondition(old, { status: 'False', reason: 'Unschedulable', message }, now),
  };
}

/** `0/3 sites take it: 2 Flavor, 1 Volume.` */
export function refusalText({ reason, explanation }: Refusal): string {
  if (!explanation || explanation.scored.length) return reason;
  const { rejected } = explanation;
  const counts = new Map<string, number>();
  for (const { plugin } of rejected) counts.set(plugin, (counts.get(plugin) ?? 0) + 1);
  const each = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([plugin, count]) => `${count} ${plugin}`);
  return `0/${rejected.length} sites take it${each.length ? `: ${each.join(', ')}` : ''}.`;
}

function withCondition({ conditions = [] }: Status, { status, reason, message }: { status: string; reason: string; message: string }, now: number): NonNullable<Status['conditions']> {
  const old = conditions.find(({ type }) => type === placedCondition);
  const since = old?.status === status ? old.lastTransitionTime : formatTime(now);
  return [...conditions.filter(({ type }) => type !== placedCondition), { type: placedCondition, status, reason, message, lastTransitionTime: since }];
}
