/**
 * What a pod's annotations say about its simulated life. Durations as Go writes them (`500ms`, `1m30s`).
 *
 * `minikapi.dev/<setting>` holds for every container, `minikapi.dev/<setting>.<container>` for one.
 */
import { controllerOf, type core } from '../api';

export const annotationPrefix = 'minikapi.dev/';

export interface ContainerSettings {
  /** From the pod's binding (or the end of the init container before) to its start. */
  readonly startDelayMs: number;
  /** From its start to being ready. */
  readonly readinessDelayMs: number;
  /** From its start to its exit; undefined: runs until it is killed. */
  readonly runTimeMs: number | undefined;
  readonly exitCode: number;
}

/** A pod of a Job that says nothing ends after this long, so that Jobs complete. */
const jobRunTimeMs = 1000;

const units: Record<string, number> = { ns: 1e-6, us: 1e-3, 'µs': 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a Go duration (or of plain seconds); undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) return undefined;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? 0), 0);
}

function setting(pod: core.Pod, name: string, container: string): string | undefined {
  const annotations = pod.metadata.annotations ?? {};
  return annotations[`${annotationPrefix}${name}.${container}`] ?? annotations[`${annotationPrefix}${name}`];
}

function duration(pod: core.Pod, name: string, container: string): number | undefined {
  const text = setting(pod, name, container);
  return text === undefined ? undefined : parseDuration(text);
}

export function containerSettings(pod: core.Pod, container: string): ContainerSettings {
  const exitCode = Number(setting(pod, 'exit-code', container) ?? 0);
  return {
    startDelayMs: duration(pod, 'start-delay', container) ?? 0,
    readinessDelayMs: duration(pod, 'readiness-delay', container) ?? 0,
    runTimeMs: duration(pod, 'run-time', container) ?? (controllerOf(pod)?.kind === 'Job' ? jobRunTimeMs : undefined),
    exitCode: Number.isInteger(exitCode) && exitCode >= 0 && exitCode <= 255 ? exitCode : 1,
  };
}

/** An init container runs to its end at once, unless `minikapi.dev/run-time.<name>` or `exit-code.<name>` say otherwise. */
export function initContainerSettings(pod: core.Pod, container: string): ContainerSettings {
  const annotations = pod.metadata.annotations ?? {};
  const own = (name: string): string | undefined => annotations[`${annotationPrefix}${name}.${container}`];
  return {
    startDelayMs: parseDuration(own('start-delay') ?? '') ?? 0,
    readinessDelayMs: parseDuration(own('readiness-delay') ?? '') ?? 0,
    runTimeMs: parseDuration(own('run-time') ?? '') ?? 0,
    exitCode: Number(own('exit-code') ?? 0),
  };
}

/** How long a pod takes to stop once asked to; never longer than its grace period. */
export function terminationMs(pod: core.Pod): number {
  const wanted = parseDuration(pod.metadata.annotations?.[`${annotationPrefix}termination-time`] ?? '') ?? 0;
  return Math.min(wanted, (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000);
}
