/**
 * One workflow is run by one controller: what is to be called stands in the status before it is called, and what it has answered stands there
 * before anything else is called. A workflow that another has claimed meanwhile is let be.
 */
import { keyOf, omit, sleep, type Clock, type Logger, type minik8s, type Resources } from '../../../api';
import type { EventRecorder, FunctionAnswer, NodeCalls } from '../../../client';
import type { OwnWrites } from '../../own-writes';
import { ifPresent, uidOf } from '../../ownership';
import { claimFor, heldByOthersMs, isHeldBy, renewMs } from './claim';
import type { Fault } from './choose';
import { answered, begun, callOf, failed, isOver, waiting, waitingSince, type FunctionCall } from './progress';

export interface RunDeps {
  readonly workflows: Resources<minik8s.Workflow>;
  readonly own: OwnWrites<minik8s.Workflow>;
  readonly nodeCalls: NodeCalls;
  readonly clock: Clock;
  readonly log: Logger;
  readonly recorder: EventRecorder;
  /** Whose claims are ours. */
  readonly identity: string;
}

/** A function that is not there may be on its way; after so long it is not waited for any more. */
const missingMs = 60_000;
/** Between two attempts at a function that cannot be called: as long as it has been waited for, within these. */
const leastWaitMs = 1000;
const mostWaitMs = 10_000;

type Change = (workflow: minik8s.Workflow, now: number) => minik8s.WorkflowStatus;

/** It is another's, or gone, or over: nothing was written. */
class Lost extends Error {}

/** Resolves to the milliseconds after which to come back; undefined: it is over, or nothing of ours. */
export async function runWorkflow(workflow: minik8s.Workflow, deps: RunDeps, signal: AbortSignal): Promise<number | undefined> {
  try {
    return await new WorkflowRun(workflow, deps).go(signal);
  } catch (error) {
    if (error instanceof Lost) return undefined;
    throw error;
  }
}

class WorkflowRun {
  constructor(private workflow: minik8s.Workflow, private readonly deps: RunDeps) {}

  async go(signal: AbortSignal): Promise<number | undefined> {
    await this.claim();
    for (let call = callOf(this.workflow); call; call = callOf(this.workflow)) {
      const waitMs = await this.take(await this.call(call, signal));
      if (waitMs !== undefined) return waitMs;
    }
    this.tellEnd();
    return undefined;
  }

  private async claim(): Promise<void> {
    const { identity, recorder } = this.deps;
    const isFirst = !this.workflow.status?.phase;
    await this.write(
      (current, now) => this.claimed(begun(current, now), now),
      (current, now) => !isOver(current) && heldByOthersMs(identity, current, now) === 0,
    );
    if (isFirst) recorder.event(this.workflow, 'Normal', 'Started', `Started at node ${this.workflow.spec.entryNodeName}`);
  }

  private async call({ namespace, name, body }: FunctionCall, signal: AbortSignal): Promise<FunctionAnswer> {
    const lost = new AbortController();
    const over = new AbortController();
    const renewing = this.renew(lost, over.signal);
    try {
      return await this.deps.nodeCalls.invoke(namespace, name, body, AbortSignal.any([signal, lost.signal]));
    } catch (error) {
      if (lost.signal.aborted) throw new Lost('claimed by another', { cause: error });
      // Whoever comes next need not wait until our silence is long enough.
      if (signal.aborted) await this.write(({ status = {} }) => omit(status, 'claim'));
      throw signal.aborted ? new Lost('stopped', { cause: error }) : error;
    } finally {
      over.abort();
      await renewing;
    }
  }

  /** Whoever is gone for long is taken to be gone for good. */
  private async renew(lost: AbortController, over: AbortSignal): Promise<void> {
    const { clock, log } = this.deps;
    for (await sleep(clock, renewMs, over); !over.aborted; await sleep(clock, renewMs, over)) {
      try {
        await this.write(({ status = {} }, now) => this.claimed(status, now));
      } catch (error) {
        if (error instanceof Lost) return lost.abort();
        log.warn('the claim of a workflow could not be renewed', { workflow: this.workflow.metadata.name, error: String(error) });
      }
    }
  }

  private claimed(status: minik8s.WorkflowStatus, now: number): minik8s.WorkflowStatus {
    return status.phase === 'running' ? { ...status, claim: claimFor(this.deps.identity, now) } : status;
  }

  /** What has been answered becomes part of the status. Resolves to how long to wait before the function is called again. */
  private async take(answer: FunctionAnswer): Promise<number | undefined> {
    if (answer.type === 'data') await this.write((current, now) => this.claimed(answered(current, answer.json, now), now));
    else if (answer.type === 'failed') await this.fail({ reason: 'FunctionFailed', message: answer.message });
    else return this.wait({ reason: answer.type === 'missing' ? 'FunctionNotFound' : 'FunctionUnavailable', message: answer.message });
    return undefined;
  }

  private async wait(fault: Fault): Promise<number | undefined> {
    const { clock, recorder } = this.deps;
    const waitedMs = clock.now() - (waitingSince(this.workflow.status ?? {}) ?? clock.now());
    if (fault.reason === 'FunctionNotFound' && waitedMs >= missingMs) {
      await this.fail(fault);
      return undefined;
    }
    recorder.event(this.workflow, 'Warning', fault.reason, fault.message);
    await this.write(({ status = {} }, now) => omit(waiting(status, fault, now), 'claim'));
    return Math.min(Math.max(waitedMs, leastWaitMs), mostWaitMs);
  }

  private async fail(fault: Fault): Promise<void> {
    await this.write(({ status = {} }, now) => failed(status, fault, now));
  }

  private tellEnd(): void {
    const { status = {} } = this.workflow;
    const fault = status.conditions?.find(({ type }) => type === 'Failed');
    if (fault) this.deps.recorder.event(this.workflow, 'Warning', fault.reason, fault.message);
    else this.deps.recorder.event(this.workflow, 'Normal', 'Completed', 'Completed');
  }

  /** Compare-and-swap. Throws Lost when the workflow as it is now is not ours. */
  private async write(change: Change, isOurs = (current: minik8s.Workflow, _now: number): boolean => isHeldBy(this.deps.identity, current)): Promise<void> {
    const { workflows, own, clock } = this.deps;
    const uid = uidOf(this.workflow);
    const written = await ifPresent(workflows.update(keyOf(this.workflow), (current) => {
      const now = clock.now();
      if (uidOf(current) !== uid || current.metadata.deletionTimestamp || !isOurs(current, now)) throw new Lost('not ours');
      return { ...current, status: change(current, now) };
    }, { subresource: 'status' }));
    if (!written) throw new Lost('gone');
    this.workflow = own.note(written);
  }
}
