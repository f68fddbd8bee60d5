/**
 * The attempts of late, the newest of each pod: bounded, so that the oldest go first. What is no longer here is worked
 * out again when somebody asks.
 */
import type { Clock } from '../../api';
import type { Cycle, PodInfo } from '../framework';
import { Attempt, type Cast, type Ending } from './attempt';

/** Numbers kept in all (some 8 bytes each): a few megabytes, however large the cluster. */
const maxWeight = 2_000_000;

/** Told of each attempt that has ended. */
export type OnEnd = (attempt: Attempt) => void;

export class Book {
  private readonly latest = new Map<string, Attempt>();
  private readonly byCycle = new WeakMap<Cycle, Attempt>();
  private current: { readonly cycle: Cycle; readonly attempt: Attempt } | undefined;
  private weight = 0;

  constructor(private readonly clock: Clock, private readonly onEnd?: OnEnd, private readonly capacity = maxWeight) {}

  /** Most often asked by the cycle that goes on; what is only tried out (a fork of a cycle) is nobody's attempt. */
  readonly attemptOf = (cycle: Cycle): Attempt | undefined => (this.current?.cycle === cycle ? this.current.attempt : this.byCycle.get(cycle));

  /** The newest attempt of the pod with this uid, if it is still kept. */
  of(uid: string): Attempt | undefined {
    return this.latest.get(uid);
  }

  begin(cycle: Cycle, cast: Cast): Attempt {
    const attempt = new Attempt(cycle, cast, this.clock.now());
    this.current = { cycle, attempt };
    this.byCycle.set(cycle, attempt);
    return attempt;
  }

  /** The pod takes a node: the attempt goes on beside others, and can be told of already. */
  took(cycle: Cycle, node: string): void {
    const attempt = this.attemptOf(cycle);
    if (!attempt) return;
    attempt.selected = node;
    this.keep(attempt);
  }

  private keep(attempt: Attempt): void {
    this.forget(attempt.pod.uid);
    this.latest.set(attempt.pod.uid, attempt);
    this.weight += attempt.weight;
    for (const uid of this.latest.keys()) {
      if (this.weight <= this.capacity || uid === attempt.pod.uid) break;
      this.forget(uid);
    }
  }

  /** The attempt that began last is over, if it is the pod's. */
  end({ uid }: PodInfo, ending: Ending): void {
    if (this.current?.attempt.pod.uid === uid) this.close(this.current.attempt, ending);
  }

  /** An attempt that went on beside others is over. */
  endOf(cycle: Cycle, ending: Ending): void {
    const attempt = this.attemptOf(cycle);
    if (attempt) this.close(attempt, ending);
  }

  private close(attempt: Attempt, ending: Ending): void {
    attempt.ending = ending;
    this.keep(attempt);
    this.onEnd?.(attempt);
  }

  /** The pod is gone. */
  forget(uid: string): void {
    const attempt = this.latest.get(uid);
    if (!attempt) return;
    this.latest.delete(uid);
    this.weight -= attempt.weight;
  }
}
