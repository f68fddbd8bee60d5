/**
 * What a fault does to a pod, in the words in which annotations speak of a pod's life (settings.ts): the pod is lived as if its owner had
 * written them. So stages know no faults, and where there are none nothing is done.
 */
import type { core } from '../../api';
import { chance } from '../container-life';
import { presets } from '../presets';
import type { FaultSpec } from '../resources/fault';
import { containerSettings, initContainerSettings, parseDuration, type ContainerSettings } from '../settings';
import type { Victim } from './evictions';
import type { Selection } from './selection';

export interface PodFault {
  readonly spec: FaultSpec;
  readonly selection: Selection;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** By name of the annotation, without its prefix; undefined: as if it were not there. */
type Words = Record<string, string | undefined>;

const prefix = 'minikapi.dev/';

/** What befalls it because of its node. */
export interface Fates {
  /** Since when its node was down before it came back. */
  readonly goneSince: number | undefined;
  /** It is to make room. */
  readonly victim: Victim | undefined;
}

/** The pod with what the faults say in its annotations. */
export function afflicted(pod: core.Pod, faults: readonly PodFault[], { goneSince, victim }: Fates): core.Pod {
  const words: Words = {};
  for (const fault of faults) Object.assign(words, wordsOf(fault, pod));
  if (goneSince !== undefined) Object.assign(words, gone(pod, goneSince));
  if (victim) Object.assign(words, { 'evicted-after': '0s', 'eviction-resource': victim.resource, 'eviction-message': victim.details });
  const entries = Object.entries(words);
  if (entries.length === 0) return pod;
  const annotations: Record<string, string> = { ...pod.metadata.annotations };
  for (const [name, value] of entries) {
    if (value === undefined) delete annotations[prefix + name];
    else annotations[prefix + name] = value;
  }
  return { ...pod, metadata: { ...pod.metadata, annotations } };
}

function wordsOf({ spec, selection, since }: PodFault, pod: core.Pod): Words {
  if (!selection.pod(pod)) return {};
  const words: Words = {};
  for (const [container, own] of containersOf(pod)) {
    if (selection.container(container)) Object.assign(words, containerWords(spec, { pod, container, own, since }));
  }
  return words;
}

interface Target {
  readonly pod: core.Pod;
  readonly container: core.Container;
  /** What is said of it without the fault. */
  readonly own: ContainerSettings;
  readonly since: number;
}

function containersOf(pod: core.Pod): [core.Container, ContainerSettings][] {
  const { containers, initContainers = [] } = pod.spec;
  return [
    ...containers.map((container): [core.Container, ContainerSettings] => [container, containerSettings(pod, container, presets.fast)]),
    ...initContainers.map((container): [core.Container, ContainerSettings] => [container, initContainerSettings(pod, container, presets.fast)]),
  ];
}

const defaultMessage = (image: string): string => `failed to pull and unpack image ${JSON.stringify(image)}: failed to resolve reference ${JSON.stringify(image)}: not found`;

function containerWords(spec: FaultSpec, target: Target): Words {
  const { container: { name, image = '' }, own } = target;
  switch (spec.type) {
    case 'SlowStart': return { [`start-delay.${name}`]: millis(own.startDelayMs + msOf(spec.delay, 0)) };
    case 'ImagePullError': return { [`pull-error.${name}`]: spec.message ?? defaultMessage(image) };
    case 'OOM': return endsAfter(target, msOf(spec.delay, 1000), { code: 137, reason: 'OOMKilled' });
    case 'CrashRate': return spec.meanTime === undefined ? { [`failure-probability.${name}`]: spec.probability } : endsAfter(target, drawn(target, msOf(spec.meanTime, 0)), { code: 1, reason: undefined });
    default: return {};
  }
}

const millis = (ms: number): string => `${Math.round(ms)}ms`;
const msOf = (text: string | undefined, otherwise: number): number => parseDuration(text ?? '') ?? otherwise;

const statusOf = ({ status: { containerStatuses = [], initContainerStatuses = [] } }: core.Pod, name: string): core.ContainerStatus | undefined =>
  containerStatuses.find((status) => status.name === name) ?? initContainerStatuses.find((status) => status.name === name);

const startOf = (pod: core.Pod, name: string): number => Date.parse(statusOf(pod, name)?.state?.running?.startedAt ?? '');

/** So long after the fault began, or the container did, whichever was later; unless it comes to an end of its own before. */
function endsAfter({ pod, container: { name }, own, since }: Target, ms: number, { code, reason }: { readonly code: number; readonly reason: string | undefined }): Words {
  const runTimeMs = Math.max(0, since - (startOf(pod, name) || since)) + ms;
  if ((own.runTimeMs ?? Infinity) <= runTimeMs) return {};
  return { [`run-time.${name}`]: millis(runTimeMs), [`exit-code.${name}`]: String(code), [`termination-reason.${name}`]: reason, ...unlikely(name) };
}

/** Nothing is left to chance. */
const unlikely = (name: string): Words => ({ [`failure-probability.${name}`]: undefined, 'failure-probability': undefined });

/** A crash is as likely in each moment as in the next. Each run draws once, by its id. */
function drawn({ pod, container: { name } }: Target, meanMs: number): number {
  const id = statusOf(pod, name)?.containerID ?? name;
  return -Math.log(1 - chance(`${id}/${pod.metadata.uid ?? ''}`)) * meanMs;
}

/** Containers that ran when their node went down are no more; what runs now began afterwards. */
function gone(pod: core.Pod, since: number): Words {
  const second = Math.floor(since / 1000) * 1000;
  const words: Words = {};
  for (const [{ name }] of containersOf(pod)) {
    if (startOf(pod, name) <= second) Object.assign(words, { [`run-time.${name}`]: '0s', [`exit-code.${name}`]: '255', [`termination-reason.${name}`]: 'Unknown', ...unlikely(name) });
  }
  return words;
}
