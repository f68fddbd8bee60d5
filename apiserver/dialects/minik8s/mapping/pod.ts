/** Pods, in both forms. */
import { formatTime, nodeWishAnnotation, policyAnnotation, schedulerNameFor, strictWishAnnotation, withPodCondition, type core } from '../../../../api';
import { BadValue } from '../shape';
import type { PodSpec } from '../objects/common';
import type { Pod, PodStatus } from '../objects/pod';
import { storedContainerStatuses, writtenContainerState } from './container-states';
import { amountIn, annotated, annotationOf, recallObject, recallStatus, rememberObject, rememberStatus, storedMeta, usageAnnotations, withSentMeta, writtenMeta } from './metadata';
import { storedPodSpec, writtenPodSpec } from './pod-spec';

/** Where a pod of this API goes is said by a policy; the node that it names is a wish (D-12). Also of templates. */
export function placedPod({ spec = {}, annotations }: { spec?: PodSpec; annotations?: Readonly<Record<string, string>> }, at: string): { spec: core.PodSpec; annotations: Readonly<Record<string, string | undefined>> } {
  const schedulerName = schedulerNameFor(annotations);
  if (!schedulerName) throw new BadValue('', `there is no scheduling policy ${JSON.stringify(annotations?.[policyAnnotation])}`);
  const { nodeName } = spec;
  const strict = nodeName && annotations?.[strictWishAnnotation] === 'true';
  return { spec: { ...storedPodSpec(spec, at), schedulerName, ...(strict && { affinity: onlyOn(nodeName) }) }, annotations: { [nodeWishAnnotation]: nodeName || undefined } };
}

/** As a DaemonSet says it of its pods: whatever else a node has to fulfil, it has to. */
const onlyOn = (node: string): core.Affinity =>
  ({ nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }] } } });

export function storedPod({ metadata = {}, spec = {} }: Pod): core.Pod {
  const placed = placedPod({ spec, annotations: metadata.annotations }, 'spec');
  const pod: core.Pod = annotated({ apiVersion: 'v1', kind: 'Pod', metadata: storedMeta(metadata), spec: placed.spec, status: {} } as core.Pod, placed.annotations);
  return rememberObject(pod, { spec }, { spec: writtenSpec(pod) });
}

const writtenSpec = (pod: core.Pod): PodSpec => ({ ...writtenPodSpec(pod.spec), nodeName: pod.spec.nodeName ?? annotationOf(pod, nodeWishAnnotation) });

export function writtenPod(pod: core.Pod): Pod {
  const { spec } = recallObject(pod, { spec: writtenSpec(pod) });
  return { apiVersion: 'v1', kind: 'Pod', metadata: writtenMeta(pod.metadata), spec, status: recallStatus(pod, statusOf(pod)) };
}

const phases: ReadonlySet<string> = new Set(['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown']);

const statusOf = (pod: core.Pod): PodStatus => ({
  podIP: pod.status.podIP,
  phase: pod.metadata.deletionTimestamp ? 'Terminating' : pod.status.phase,
  containerStatuses: pod.status.containerStatuses?.map(writtenContainerState),
  lastUpdateTime: annotationOf(pod, usageAnnotations.updated) ?? latestOf(pod),
  cpuPercent: amountIn(annotationOf(pod, usageAnnotations.cpu)),
  memPercent: amountIn(annotationOf(pod, usageAnnotations.mem)),
});

/** Kubernetes says of each condition when it changed. */
const latestOf = ({ status }: core.Pod): string | undefined => (status.conditions ?? []).map(({ lastTransitionTime }) => lastTransitionTime ?? '').sort().at(-1) || undefined;

/** Labels, annotations and, as long as there is none, the node that is wished for. */
export function replacePod(current: core.Pod, { metadata, spec: { nodeName } = {} }: Pod): core.Pod {
  const pod = withSentMeta(current, metadata);
  return nodeName && !current.spec.nodeName ? annotated(pod, { [nodeWishAnnotation]: nodeName }) : pod;
}

export function reportPod(current: core.Pod, sent: PodStatus, now: string): core.Pod {
  const { phase, podIP, containerStatuses } = sent;
  if (phase && phase !== 'Terminating' && !phases.has(phase)) throw new BadValue('status.phase', `unknown phase ${JSON.stringify(phase.slice(0, 64))}`);
  if ((sent.cpuPercent ?? 0) < 0 || (sent.memPercent ?? 0) < 0) throw new BadValue('status', 'what is used must not be negative');
  const before = recallStatus(current, statusOf(current));
  const merged: PodStatus = { ...before, ...sent, phase: phase || before.phase, podIP: podIP || before.podIP, lastUpdateTime: now };
  const reported = annotated({ ...current, status: {
    ...(phase ? withPhase(current, phase, Date.parse(now)) : current.status),
    ...(podIP && { podIP, podIPs: [{ ip: podIP }] }),
    ...(containerStatuses && { containerStatuses: storedContainerStatuses(containerStatuses, current) }),
  } }, {
    [usageAnnotations.updated]: now,
    ...(sent.cpuPercent !== undefined && { [usageAnnotations.cpu]: String(sent.cpuPercent) }),
    ...(sent.memPercent !== undefined && { [usageAnnotations.mem]: String(sent.memPercent) }),
  });
  return rememberStatus(reported, merged, statusOf(reported));
}

/** Services send nobody to pods that are not ready. */
function withPhase(current: core.Pod, phase: string, now: number): core.PodStatus {
  const runs = phase === 'Running';
  const status = runs && !current.status.startTime ? { ...current.status, startTime: formatTime(now) } : current.status;
  const conditions = runs ? ['Initialized', 'ContainersReady', 'Ready'] : ['ContainersReady', 'Ready'];
  const judged = conditions.reduce((pod: core.Pod, type) => ({ ...pod, status: withPodCondition(pod, { type, status: runs ? 'True' : 'False' }, now) }), { ...current, status });
  return { ...judged.status, ...(phases.has(phase) && { phase: phase as core.PodStatus['phase'] }) };
}
