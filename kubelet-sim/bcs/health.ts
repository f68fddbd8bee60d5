/** Health checks of taskgroups: carried out where they run, told on their pod, and whoever fails too often in a row is ended. */
import { ApiError, bcsRules, keyOf, kinds, type core } from '../../api';
import type { Controller, Informers } from '../../client';
import { statusOf } from '../logs/runs';
import { isHealthy } from './checks';
import type { ExecutorDeps } from './executor';

const { marks } = bcsRules;

const killMessage = 'health check consecutive failure times over, kill by scheduler';
/** 128 + SIGKILL. */
const killed = 137;

/** A check may take its time, and must not hold up the others. */
const workers = 32;

interface Due { readonly container: core.Container; readonly status: core.ContainerStatus; readonly at: number }

export function healthController(informers: Informers, deps: ExecutorDeps): Controller<core.Pod> {
  const { clock } = deps;
  const pods = informers.of(kinds.pods);
  /** When containers are looked at next, by the pod's uid and their name. */
  const times = new Map<string, { readonly run: string | undefined; readonly at: number }>();
  pods.on({ deleted: (pod) => pod.spec.containers.forEach((container) => times.delete(placeOf(pod, container))) });

  function timeOf(pod: core.Pod, container: core.Container, { containerID, state }: core.ContainerStatus): number {
    const known = times.get(placeOf(pod, container));
    return known?.run === containerID && known ? known.at : Date.parse(state?.running?.startedAt ?? '') + 1000 * (container.readinessProbe?.initialDelaySeconds ?? 0);
  }

  return {
    name: 'bcs-health',
    for: kinds.pods,
    concurrency: workers,
    concerns: ({ metadata: { annotations }, spec, status }) => annotations?.[marks.taskgroupAnnotation] !== undefined && status.phase === 'Running' && spec.containers.some(({ readinessProbe }) => readinessProbe),
    async reconcile(key) {
      const pod = pods.lister.get(key);
      if (!pod || pod.metadata.deletionTimestamp || !deps.world.serves(pod.spec.nodeName ?? '')) return undefined;
      const checked = checkedIn(pod).map((each): Due => ({ ...each, at: timeOf(pod, each.container, each.status) }));
      for (const { container, status, at } of checked) {
        if (at > clock.now()) continue;
        await look(pod, container, status);
        times.set(placeOf(pod, container), { run: status.containerID, at: clock.now() + 1000 * (container.readinessProbe?.periodSeconds ?? 10) });
      }
      const next = Math.min(...checked.map(({ container, status }) => timeOf(pod, container, status)));
      return Number.isFinite(next) ? { requeueAfterMs: next - clock.now() } : undefined;
    },
  };

  async function look(pod: core.Pod, container: core.Container, status: core.ContainerStatus): Promise<void> {
    const healthy = await isHealthy(deps, pod, container.name, container.readinessProbe ?? {});
    if (healthy === undefined) return;
    const failures = healthy ? 0 : (bcsRules.localHealth(pods.lister.get(keyOf(pod)) ?? pod, status)?.failures ?? 0) + 1;
    await told(pod, (current) => bcsRules.withHealthReport(current, container.name, { run: status.containerID ?? '', healthy, failures }));
    if (container.livenessProbe && failures >= (container.livenessProbe.failureThreshold ?? 3)) await deps.machines.end(pod, container.name, killed, killMessage);
  }

  async function told(pod: core.Pod, change: (current: core.Pod) => core.Pod): Promise<void> {
    try {
      await deps.client.of(kinds.pods).update(keyOf(pod), (current) => (current.metadata.uid === pod.metadata.uid ? change(current) : current));
    } catch (error) {
      if (!ApiError.is(error, 'NotFound')) throw error;
    }
  }
}

const placeOf = ({ metadata: { uid = '' } }: core.Pod, { name }: core.Container): string => `${uid}/${name}`;

function checkedIn(pod: core.Pod): Pick<Due, 'container' | 'status'>[] {
  return pod.spec.containers.flatMap((container) => {
    const status = statusOf(pod, container.name);
    return container.readinessProbe && status?.state?.running ? [{ container, status }] : [];
  });
}
