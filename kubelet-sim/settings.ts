/**
 * What a pod's annotations say about its simulated life (docs/pod-life.md). Durations as Go writes them (`500ms`, `1m30s`)
 * or plain seconds.
 *
 * `minikapi.dev/<setting>` holds for every container, `minikapi.dev/<setting>.<container>` for one. A value that makes no
 * sense counts as absent; `settingFaults` says so.
 */
import { controllerOf, jobPods, parseGoDuration, type core } from '../api';
import { parseTargets, type LoopbackTarget } from './ports/targets';
import { endingOf, type Ending } from './programs';
import type { Defaults } from './presets';

const prefix = 'minikapi.dev/';

export interface ContainerSettings {
  /** From the pod's binding (or the end of the init container before) to its start, its image apart. */
  readonly startDelayMs: number;
  /** How long its image is pulled before its first start. */
  readonly pullMs: number;
  /** From its start to what its startup probe calls started. */
  readonly startedDelayMs: number;
  /** From its start to being ready. */
  readonly readinessDelayMs: number;
  /** From its start to its exit; undefined, or Infinity: runs until it is killed. */
  readonly runTimeMs: number | undefined;
  readonly exitCode: number;
  /** Why it ended; undefined: as its exit code says. */
  readonly reason: string | undefined;
  /** What is said of that. */
  readonly message?: string;
  /** How likely a run ends badly, from 0 to 1; undefined: as the exit code says. */
  readonly failureProbability: number | undefined;
  /** From its start to its liveness probe failing. */
  readonly unhealthyAfterMs: number | undefined;
}

/** A pod of a Job that says nothing ends after this long, so that Jobs complete. */
const jobEnding: Ending = { runTimeMs: 1000, exitCode: 0 };

/** So does an init container, that the pod may go on. */
const initEnding: Ending = { runTimeMs: 0, exitCode: 0 };

/** Milliseconds of a Go duration (or of plain seconds); undefined for anything else. */
export const parseDuration = (text: string): number | undefined => (/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : parseGoDuration(text));

export function parseExitCode(text: string): number | undefined {
  return /^\d{1,3}$/.test(text) && Number(text) <= 255 ? Number(text) : undefined;
}

const parseProbability = (text: string): number | undefined => (/^(0|1|0?\.\d+|[01]\.\d*)$/.test(text) && Number(text) <= 1 ? Number(text) : undefined);
const parseReason = (text: string): string | undefined => (/^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/.test(text) ? text : undefined);

const parseAmount = (text: string): string | undefined => (/^\d+(\.\d+)?([numkMGTPE]|[KMGTPE]i)?$/.test(text) && text.length <= 20 ? text : undefined);

const parseText = (text: string): string | undefined => (text.length > 0 && text.length <= 1024 ? text : undefined);
const parseResource = (text: string): string | undefined => (text === 'memory' || text === 'ephemeral-storage' ? text : undefined);

interface Setting<V> { readonly parse: (text: string) => V | undefined; readonly meaning: string }

const duration: Setting<number> = { parse: parseDuration, meaning: 'a duration such as 500ms, 90s or 1m30s' };
const exitCode: Setting<number> = { parse: parseExitCode, meaning: 'an exit code from 0 to 255' };
const probability: Setting<number> = { parse: parseProbability, meaning: 'a probability from 0 to 1' };
const anyText: Setting<string> = { parse: (text) => text, meaning: 'a text' };
const reason: Setting<string> = { parse: parseReason, meaning: 'a reason such as OOMKilled or Error' };

const amount: Setting<string> = { parse: parseAmount, meaning: 'a quantity such as 250m or 64Mi' };

const words: Setting<string> = { parse: parseText, meaning: 'a text of up to 1024 characters' };
const truth: Setting<string> = { parse: (text) => (text === 'true' || text === 'false' ? text : undefined), meaning: 'true or false' };
const scarce: Setting<string> = { parse: parseResource, meaning: 'memory or ephemeral-storage' };

const targets: Setting<ReadonlyMap<number, LoopbackTarget>> = { parse: parseTargets, meaning: 'a list of ports and loopback addresses such as 8080=127.0.0.1:3000' };

const perContainer = {
  'start-delay': duration, 'pull-time': duration, 'started-delay': duration, 'readiness-delay': duration, 'run-time': duration, 'exit-code': exitCode, 'failure-probability': probability, 'termination-reason': reason,
  'unhealthy-after': duration, 'cpu-usage': amount, 'memory-usage': amount, 'disk-usage': amount, 'pull-error': words,
  log: anyText, 'log-interval': duration,
} as const;
const perPod = { 'termination-time': duration, 'evicted-after': duration, forward: targets, 'eviction-resource': scarce, 'eviction-message': anyText, 'ignore-missing': truth } as const;

type Name = keyof typeof perContainer;
type Value<N extends Name> = ReturnType<(typeof perContainer)[N]['parse']>;

/** Of one container by name, else of all; `own`: only by name. */
function read<N extends Name>(pod: core.Pod, setting: N, container: string, own: boolean): Value<N> | undefined {
  const annotations = pod.metadata.annotations;
  if (!annotations) return undefined;
  const text = annotations[`${prefix}${setting}.${container}`] ?? (own ? undefined : annotations[prefix + setting]);
  return text === undefined ? undefined : (perContainer[setting].parse(text) as Value<N>);
}

/** `usual`: how it ends when neither annotations nor its own program tell. */
function settings(pod: core.Pod, container: core.Container, defaults: Defaults, own: boolean, usual: Ending | undefined): ContainerSettings {
  const of = <N extends Name>(setting: N): Value<N> | undefined => read(pod, setting, container.name, own);
  const why = of('termination-reason');
  const ending = endingOf(pod, container) ?? usual;
  const startedDelayMs = of('started-delay') ?? defaults.startedDelayMs(container);
  return {
    startDelayMs: of('start-delay') ?? 0,
    pullMs: of('pull-time') ?? defaults.pullMs(container),
    startedDelayMs,
    readinessDelayMs: of('readiness-delay') ?? startedDelayMs + defaults.readinessDelayMs(container),
    runTimeMs: of('run-time') ?? ending?.runTimeMs,
    exitCode: of('exit-code') ?? (why === undefined ? (ending?.exitCode ?? 0) : codeOf(why)),
    reason: why,
    failureProbability: of('failure-probability'),
    unhealthyAfterMs: of('unhealthy-after'),
  };
}

/** 128 + SIGKILL is what the kernel's memory killer leaves. */
const codeOf = (why: string): number => (why === 'Completed' ? 0 : why === 'OOMKilled' ? 137 : 1);

export const containerSettings = (pod: core.Pod, container: core.Container, defaults: Defaults): ContainerSettings =>
  settings(pod, container, defaults, false, controllerOf(pod)?.kind === 'Job' || container.image === jobPods.slurmImage ? jobEnding : undefined);

/** An init container heeds only what is said of it by name, and its own program: without that it ends well at once, a sidecar runs on. */
export const initContainerSettings = (pod: core.Pod, container: core.Container, defaults: Defaults): ContainerSettings =>
  settings(pod, container, defaults, true, container.restartPolicy === 'Always' ? undefined : initEnding);

export interface LogSettings {
  /** What its log says; undefined: what containers of its kind might say. */
  readonly text: string | undefined;
  /** Between two lines of a log that is made up. */
  readonly intervalMs: number | undefined;
}

export const logSettings = (pod: core.Pod, container: string): LogSettings =>
  ({ text: read(pod, 'log', container, false), intervalMs: read(pod, 'log-interval', container, false) });

const podDuration = ({ metadata: { annotations } }: core.Pod, setting: 'termination-time' | 'evicted-after'): number | undefined => parseDuration(annotations?.[prefix + setting] ?? '');

/** How long a pod takes to stop once asked to; more than its grace period: it is killed when that ends. */
export function terminationMs(pod: core.Pod, defaults: Defaults): number {
  return Math.max(0, ...pod.spec.containers.map(defaults.preStopMs)) + (podDuration(pod, 'termination-time') ?? defaults.stopMs);
}

/** How much of a resource a container uses; undefined: nothing is said. */
export const usageSetting = (pod: core.Pod, container: string, resource: 'cpu' | 'memory' | 'disk'): string | undefined => read(pod, `${resource}-usage`, container, false);

/** Why the image of a container cannot be pulled; undefined: it can. */
export const pullError = (pod: core.Pod, container: string): string | undefined => read(pod, 'pull-error', container, false);

/** Of what the node has too little when the pod is evicted. */
export const evictionResource = ({ metadata: { annotations } }: core.Pod): string => parseResource(annotations?.[`${prefix}eviction-resource`] ?? '') ?? 'memory';

/** What is said behind that. */
export const evictionDetails = ({ metadata: { annotations } }: core.Pod): string => annotations?.[`${prefix}eviction-message`] ?? '';

/** Whether it starts without the ConfigMaps, Secrets and claims that it names. */
export const ignoresMissing = ({ metadata: { annotations } }: core.Pod): boolean => annotations?.[`${prefix}ignore-missing`] === 'true';

/** Who on this machine answers for ports of the pod. */
export const forwardSetting = ({ metadata: { annotations } }: core.Pod): ReadonlyMap<number, LoopbackTarget> | undefined => parseTargets(annotations?.[`${prefix}forward`] ?? '');

/** From its start to its eviction; undefined: never. */
export const evictedAfterMs = (pod: core.Pod): number | undefined => podDuration(pod, 'evicted-after');

/** What of the annotations is not heeded, and why. */
export function settingFaults(pod: core.Pod): string[] {
  const { ephemeralContainers = [], initContainers = [], containers } = pod.spec;
  const names = new Set([...initContainers, ...containers, ...ephemeralContainers].map(({ name }) => name));
  return Object.entries(pod.metadata.annotations ?? {}).filter(([key]) => key.startsWith(prefix)).flatMap(([key, text]) => {
    const fault = faultOf(key.slice(prefix.length), text, names);
    return fault ? [`${key}: ${fault}`] : [];
  });
}

function faultOf(name: string, text: string, containers: ReadonlySet<string>): string | undefined {
  const [setting = '', container] = name.split('.', 2);
  if (container === undefined && Object.hasOwn(perPod, setting)) return meaningFault(perPod[setting as keyof typeof perPod], text);
  if (!Object.hasOwn(perContainer, setting)) return 'there is no such setting';
  if (container !== undefined && !containers.has(container)) return `the pod has no container ${JSON.stringify(container)}`;
  return meaningFault(perContainer[setting as Name], text);
}

const meaningFault = ({ parse, meaning }: Setting<unknown>, text: string): string | undefined =>
  (parse(text) === undefined ? `${JSON.stringify(text)} is not ${meaning}` : undefined);
