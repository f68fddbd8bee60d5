/** Who runs a workflow: one controller says so in its status, and goes on saying so; one that has fallen silent is gone. Pure. */
import { formatMicroTime, type minik8s } from '../../../api';

/** Silence after which another may take over. */
const claimMs = 15_000;
/** A claim is renewed so often. */
export const renewMs = 5000;

export const claimFor = (holder: string, now: number): minik8s.WorkflowClaim => ({ holder, renewTime: formatMicroTime(now) });

export const isHeldBy = (holder: string, { status }: minik8s.Workflow): boolean => status?.claim?.holder === holder;

/** Milliseconds for which the workflow is another's; 0: it may be claimed. */
export function heldByOthersMs(holder: string, workflow: minik8s.Workflow, now: number): number {
  const { claim } = workflow.status ?? {};
  if (!claim || claim.holder === holder) return 0;
  const left = Date.parse(claim.renewTime) + claimMs - now;
  // One from the future was set by a clock that is wrong: it is not waited for longer than any other.
  return Math.min(Math.max(left, 0), claimMs) || 0;
}
