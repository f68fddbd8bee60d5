/**
 * What a pod's annotations say about its simulated life (docs/pod-life.md). Durations as Go writes them (`500ms`, `1m30s`)
 * or plain seconds.
 *
 * `minikapi.dev/<setting>` holds for every container, `minikapi.dev/<setting>.<container>` for one. A value that makes no
 * sense counts as absent; `settingFaults` says so.
 */
import { controllerOf, parseGoDuration, type core } from '../api';

const prefix = 'minikapi.dev/';

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

/** Milliseconds of a Go duration (or of plain seconds); undefined for anything else. */
export const parseDuration = (text: string): number | undefined => (/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : parseGoDuration(text));

export function parseExitCode(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) <= 255 ? Number(text) : undefined;
}

const duration = { parse: parseDuration, meaning: 'a duration such as 500ms, 90s or 1m30s' };
const exitCode = { parse: parseExitCode, meaning: 'an exit code from 0 to 255' };

const perContainer = { 'start-delay': duration, 'readiness-delay': duration, 'run-time': duration, 'exit-code': exitCode } as const;
const perPod = { 'termination-time': duration } as const;

type Setting = keyof typeof perContainer;

/** Of one container by name, else of all; `own`: only by name. */
function read(pod: core.Pod, setting: Setting, container: string, own = false): number | undefined {
  const annotations = pod.metadata.annotations ?? {};
  const text = annotations[`${prefix}${setting}.${container}`] ?? (own ? undefined : annotations[prefix + setting]);
  return text === undefined ? undefined : perContainer[setting].parse(text);
}

export const containerSettings = (pod: core.Pod, container: string): ContainerSettings => ({
  startDelayMs: read(pod, 'start-delay', container) ?? 0,
  readinessDelayMs: read(pod, 'readiness-delay', container) ?? 0,
  runTimeMs: read(pod, 'run-time', container) ?? (controllerOf(pod)?.kind === 'Job' ? jobRunTimeMs : undefined),
  exitCode: read(pod, 'exit-code', container) ?? 0,
});

/** An init container heeds only what is said of it by name: without that it ends well at once, a sidecar runs on. */
export const initContainerSettings = (pod: core.Pod, { name, restartPolicy }: core.Container): ContainerSettings => ({
  startDelayMs: read(pod, 'start-delay', name, true) ?? 0,
  readinessDelayMs: read(pod, 'readiness-delay', name, true) ?? 0,
  runTimeMs: read(pod, 'run-time', name, true) ?? (restartPolicy === 'Always' ? undefined : 0),
  exitCode: read(pod, 'exit-code', name, true) ?? 0,
});

/** How long a pod takes to stop once asked to; never longer than its grace period. */
export function terminationMs(pod: core.Pod): number {
  const wanted = parseDuration(pod.metadata.annotations?.[`${prefix}termination-time`] ?? '') ?? 0;
  return Math.min(wanted, (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000);
}

/** What of the annotations is not heeded, and why. */
export function settingFaults(pod: core.Pod): string[] {
  const containers = new Set([...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ name }) => name));
  return Object.entries(pod.metadata.annotations ?? {}).filter(([key]) => key.startsWith(prefix)).flatMap(([key, text]) => {
    const fault = faultOf(key.slice(prefix.length), text, containers);
    return fault ? [`${key}: ${fault}`] : [];
  });
}

function faultOf(name: string, text: string, containers: ReadonlySet<string>): string | undefined {
  const [setting = '', container] = name.split('.', 2);
  if (container === undefined && Object.hasOwn(perPod, setting)) return meaningFault(perPod[setting as keyof typeof perPod], text);
  if (!Object.hasOwn(perContainer, setting)) return 'there is no such setting';
  if (container !== undefined && !containers.has(container)) return `the pod has no container ${JSON.stringify(container)}`;
  return meaningFault(perContainer[setting as Setting], text);
}

const meaningFault = ({ parse, meaning }: typeof duration, text: string): string | undefined =>
  (parse(text) === undefined ? `${JSON.stringify(text)} is not ${meaning}` : undefined);
