/** The conditions of a pod as they follow from its containers (pkg/kubelet/status/generate.go). */
import { formatTime, type core } from '../api';

type Condition = core.PodCondition;
type Derived = Pick<Condition, 'status' | 'reason' | 'message'>;

const holds: Derived = { status: 'True' };

export function podConditions(pod: core.Pod, status: core.PodStatus, now: number): Condition[] {
  const finished = status.phase === 'Succeeded' || status.phase === 'Failed';
  const containersReady = containersReadiness(pod, status);
  return withConditions(status.conditions, now, pod.metadata.generation, {
    PodReadyToStartContainers: { status: status.podIP && !finished ? 'True' : 'False' },
    Initialized: initialization(pod, status),
    Ready: containersReady.status === 'True' ? gates(pod, status) : containersReady,
    ContainersReady: containersReady,
    PodScheduled: holds,
  });
}

/** In the order given, then those of others. A condition that says the same stays the same; its time moves with its status. */
function withConditions(existing: readonly Condition[] = [], now: number, observedGeneration: number | undefined, wanted: Record<string, Derived>): Condition[] {
  const ours = Object.entries(wanted).map(([type, derived]): Condition => {
    const old = existing.find((condition) => condition.type === type);
    const lastTransitionTime = old?.status === derived.status ? old.lastTransitionTime : formatTime(now);
    const next: Condition = { type, observedGeneration, ...derived, lastTransitionTime };
    return old && old.status === next.status && old.reason === next.reason && old.message === next.message && old.observedGeneration === observedGeneration ? old : next;
  });
  return [...ours, ...existing.filter(({ type }) => !Object.hasOwn(wanted, type))];
}

/** As Go prints a list of strings. */
const list = (names: readonly string[]): string => `[${names.join(' ')}]`;

const statusOf = (statuses: readonly core.ContainerStatus[] | undefined, { name }: core.Container): core.ContainerStatus | undefined =>
  statuses?.find((status) => status.name === name);

function containersReadiness(pod: core.Pod, { phase, containerStatuses, initContainerStatuses }: core.PodStatus): Derived {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const all = [
    ...sidecars.map((container) => ({ name: container.name, status: statusOf(initContainerStatuses, container) })),
    ...pod.spec.containers.map((container) => ({ name: container.name, status: statusOf(containerStatuses, container) })),
  ];
  const unknown = all.filter(({ status }) => !status).map(({ name }) => name);
  const unready = all.filter(({ status }) => status && !status.ready).map(({ name }) => name);
  return unmet('ContainersNotReady', unknown, 'unready', unready);
}

function unmet(reason: string, unknown: readonly string[], what: string, others: readonly string[]): Derived {
  const messages = [
    ...(unknown.length ? [`containers with unknown status: ${list(unknown)}`] : []),
    ...(others.length ? [`containers with ${what} status: ${list(others)}`] : []),
  ];
  return messages.length ? { status: 'False', reason, message: messages.join(', ') } : holds;
}

/** What others have to say before the pod is ready (KEP-580). */
function gates({ spec }: core.Pod, { conditions = [] }: core.PodStatus): Derived {
  const messages = (spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = conditions.find(({ type }) => type === conditionType);
    if (!condition) return [`corresponding condition of pod readiness gate ${JSON.stringify(conditionType)} does not exist.`];
    return condition.status === 'True' ? [] : [`the status of pod readiness gate ${JSON.stringify(conditionType)} is not "True", but ${condition.status}`];
  });
  return messages.length ? { status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') } : holds;
}

function initialization(pod: core.Pod, status: core.PodStatus): Derived {
  if (status.phase === 'Succeeded') return { status: 'True', reason: 'PodCompleted' };
  // Once its containers have run, a pod stays initialized, whatever its sidecars do.
  if (status.containerStatuses?.some(({ state, lastState }) => state?.running ?? state?.terminated ?? lastState?.terminated)) return holds;
  const unknown = (pod.spec.initContainers ?? []).filter((container) => !statusOf(status.initContainerStatuses, container)).map(({ name }) => name);
  return unmet('ContainersNotInitialized', unknown, 'incomplete', uninitialized(pod, status).filter((name) => !unknown.includes(name)));
}

/** Init containers that are not done (or, for sidecars, not started) yet. */
export const uninitialized = (pod: core.Pod, status: core.PodStatus): string[] =>
  (pod.spec.initContainers ?? []).filter((container) => {
    const found = statusOf(status.initContainerStatuses, container);
    return container.restartPolicy === 'Always' ? !found?.started : found?.state?.terminated?.exitCode !== 0;
  }).map(({ name }) => name);
