/** `kubectl get pods`. */
import type { Column } from '../../../definition';
import type * as core from '../../../schema/types/core.v1';
import { ageColumn, agingColumn, column, nameColumn, none, wideColumn } from '../../columns';
import { since } from '../../duration';
import { summarize } from './summary';

export const podColumns: readonly Column<core.Pod>[] = [
  nameColumn(),
  column('Ready', 'Containers that are ready, of all that should be.', (pod) => {
    const { ready, total } = summarize(pod);
    return `${ready}/${total}`;
  }),
  column('Status', 'What the pod is up to, or what keeps it from running.', (pod) => summarize(pod).reason),
  agingColumn('Restarts', 'How often containers restarted, and when the last one did.', (pod, now) => {
    const { restarts, lastRestart } = summarize(pod);
    return restarts && lastRestart ? `${restarts} (${since(lastRestart, now)} ago)` : String(restarts);
  }),
  ageColumn(),
  wideColumn('IP', 'Address of the pod; its first one if it has several.', ({ status }) => status.podIPs?.[0]?.ip || status.podIP || none),
  wideColumn('Node', 'Node the pod was assigned to.', ({ spec }) => spec.nodeName || none),
  wideColumn('Nominated Node', 'Node kept for the pod while lower-priority pods leave it.', ({ status }) => status.nominatedNodeName || none),
  wideColumn('Readiness Gates', 'Extra conditions for readiness that hold, of all that are asked for.', readinessGates),
];

function readinessGates({ spec, status }: core.Pod): string {
  const gates = spec.readinessGates ?? [];
  if (!gates.length) return none;
  const held = gates.filter((gate) => status.conditions?.some(({ type, status: value }) => type === gate.conditionType && value === 'True'));
  return `${held.length}/${gates.length}`;
}

const completed = { type: 'Completed', status: 'True' } as const;

/** `kubectl get` can leave finished pods out by this. */
export function podRowConditions({ status }: core.Pod): readonly { type: string; status: string; reason: string; message: string }[] {
  if (status.phase === 'Succeeded') return [{ ...completed, reason: 'Succeeded', message: 'The pod has completed successfully.' }];
  if (status.phase === 'Failed') return [{ ...completed, reason: 'Failed', message: 'The pod failed.' }];
  return [];
}
