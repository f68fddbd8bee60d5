/**
 * The contract of a stage: one step in a pod's simulated life, after the idea of kwok's Stage (kubernetes-sigs/kwok).
 *
 * A stage is pure: it looks at a pod and says whether it applies, how long the pod stays as it is, and what comes next.
 * The engine (lifecycle.ts) takes the first stage of the list that applies, waits, and writes what the stage returns.
 */
import type { core } from '../api';

export interface StageContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Address of the pod's node. */
  readonly hostIP: string;
  /** The pod's own address: the one it has, else a free one of its node. */
  readonly podIP: () => string;
  /** Milliseconds since this pod was first seen in this stage's situation (see `Stage.situation`). */
  readonly waited: number;
}

export interface PodEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** `spec.containers{web}`. */
  readonly fieldPath?: string;
}

export type Step =
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'status'; readonly status: core.PodStatus; readonly events?: readonly PodEvent[] }
  /** The pod is stopped: its object goes. */
  | { readonly type: 'remove'; readonly events?: readonly PodEvent[] };

export interface Stage {
  readonly name: string;
  /**
   * Names the situation in which the stage applies to the pod; undefined: it does not apply. Two different waits of one
   * stage (the second restart, the next init container) need different names, because `waited` counts per name.
   */
  situation(pod: core.Pod): string | undefined;
  next(pod: core.Pod, context: StageContext): Step;
}
