/** How long things take by themselves, where no annotation says it. */
import type { core } from '../api';

/** What annotations override. In milliseconds. */
export interface Defaults {
  /** From the turn of a container that has not run yet to its image being there; 0: it is there already. */
  pullMs(container: core.Container): number;
  /** From its start to what its startup probe calls started. */
  startedDelayMs(container: core.Container): number;
  /** From then to being ready. */
  readinessDelayMs(container: core.Container): number;
  /** From the end of a preStop hook to the end of the container. */
  readonly stopMs: number;
  /** How long its preStop hook runs. */
  preStopMs(container: core.Container): number;
}

export type Preset = 'fast' | 'general';

const fast: Defaults = { pullMs: () => 0, startedDelayMs: () => 0, readinessDelayMs: () => 0, stopMs: 0, preStopMs: () => 0 };

/** When a probe that always succeeds has succeeded often enough (pkg/kubelet/prober/worker.go). */
const probed = (probe: core.Probe | undefined): number =>
  (probe ? 1000 * ((probe.initialDelaySeconds ?? 0) + ((probe.successThreshold ?? 1) - 1) * (probe.periodSeconds ?? 10)) : 0);

/** A hook that does something takes this long, unless it sleeps. */
const hookMs = 500;

function preStopMs({ lifecycle }: core.Container): number {
  if (!lifecycle?.preStop) return 0;
  return lifecycle.preStop.sleep ? 1000 * lifecycle.preStop.sleep.seconds : hookMs;
}

const general: Defaults = {
  pullMs: ({ imagePullPolicy }) => (imagePullPolicy === 'Never' ? 0 : 1000),
  startedDelayMs: ({ startupProbe }) => probed(startupProbe),
  readinessDelayMs: ({ readinessProbe }) => probed(readinessProbe),
  stopMs: 1000,
  preStopMs,
};

export const presets: Readonly<Record<Preset, Defaults>> = { fast, general };
