/**
 * The contract of a stage: one step in a pod's simulated life, after the idea of kwok's Stage (kubernetes-sigs/kwok).
 *
 * A stage is pure: it looks at a pod and says whether it applies, how long the pod stays as it is, and what comes next.
 * The engine (lifecycle.ts) takes the first stage of the list that applies, waits, and writes what the stage returns.
 */
import type { core } from '../api';
import type { Lacking } from './needs';
import type { FunctionView } from './functions';
import type { Defaults } from './presets';

export interface StageContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** How long things take where no annotation says it. */
  readonly defaults: Defaults;
  /** Address of the pod's node. */
  readonly hostIP: string;
  /** The pod's own address: the one it has, else a free one of its node. */
  readonly podIP: () => string;
  /**
   * Milliseconds since the engine first saw this pod with this mark: 0 the first time. Marks are a stage's own words
   * (`stopping`, a container's id); one that a stage no longer asks for is forgotten.
   */
  readonly age: (mark: string) => number;
  /** What it names and does not find; absent: all is there. */
  readonly lacking?: Lacking;
  /** How its container is doing that is really run; absent: there is none. */
  readonly ran?: FunctionView;
}

export interface PodEvent {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** `spec.containers{web}`. */
  readonly fieldPath?: string;
  /** The same is told again when this has grown. */
  readonly nth?: number;
}

/** `events` are recorded once, also when a wait and what comes after it name the same. */
export type Step =
  | { readonly type: 'wait'; readonly ms: number; readonly events?: readonly PodEvent[] }
  | { readonly type: 'status'; readonly status: core.PodStatus; readonly events?: readonly PodEvent[] }
  /** The pod is stopped: its object goes. */
  | { readonly type: 'remove'; readonly events?: readonly PodEvent[] };

export interface Stage {
  readonly name: string;
  applies(pod: core.Pod): boolean;
  /** Undefined: the pod stays as it is until somebody changes it. */
  next(pod: core.Pod, context: StageContext): Step | undefined;
}

/**
 * Milliseconds for which something has lasted that the engine sees under `mark` and that began at `since` (RFC 3339) as
 * stored. Stored times have whole seconds, so what the engine has seen itself is exact, and what began before the engine
 * did is counted a second short rather than too long.
 */
export const lasted = ({ now, age }: StageContext, mark: string, since: string | undefined): number => {
  const stored = since === undefined ? NaN : now - Date.parse(since) - 1000;
  return Math.max(age(mark), Number.isNaN(stored) ? 0 : stored);
};
