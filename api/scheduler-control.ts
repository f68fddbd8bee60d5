/**
 * What a scheduler tells of itself and lets itself be told, for whoever serves it over HTTP: the seam between `scheduler/`, which
 * implements it, and `apiserver/`, which may not import it.
 */
import type { KubeObject, ObjectKey } from './object';

/** KubeSchedulerConfiguration (kubescheduler.config.k8s.io/v1) as JSON: `scheduler/configuration` knows its fields. */
export type SchedulerConfiguration = Readonly<Record<string, unknown>>;

/** Where a pod went, or why nowhere: `scheduler/records` knows its fields. */
export type SchedulingDecision = Readonly<Record<string, unknown>>;

export interface WhatIfQuestion {
  /** The pod that stands in the cluster, or one that does not exist yet. */
  readonly pod: ObjectKey | KubeObject;
  /** What is changed before it is tried (nodes, pods, configuration), as JSON: judged by the scheduler. */
  readonly changes: Readonly<Record<string, unknown>>;
}

/** It may run in another thread. Everything rejects with ApiError ServiceUnavailable while none runs. */
export interface SchedulerControl {
  /** As last set, defaults filled in. */
  configuration(): Promise<SchedulerConfiguration>;
  /** As at the start of the process: what a reset goes back to. */
  initialConfiguration(): Promise<SchedulerConfiguration>;
  /** Goes on with another one, between two pods. Rejects with ApiError (Invalid, causes by field path) and goes on as before. */
  configure(configuration: unknown): Promise<void>;
  /** The latest decision about a pod; absent: it has not been tried, or is gone. */
  explain(pod: ObjectKey): Promise<SchedulingDecision | undefined>;
  /** Tries a pod on a copy of the cluster; nothing is written. Rejects with ApiError (BadRequest, Invalid, NotFound). */
  whatIf(question: WhatIfQuestion): Promise<Readonly<Record<string, unknown>>>;
}
