/**
 * HorizontalPodAutoscalers that are followed by the minik8s document's algorithm (docs/dialects/minik8s-autoscaling.md). Kubernetes' own
 * controller (`controllers/podautoscaler`) leaves them alone; metrics and scales are read as there.
 */
import { ApiError, documentHpa, formatTime, keyOf, kinds, type autoscalingV2 } from '../../../api';
import type { ControllerFactory } from '../../../client';
import { ifPresent, uidOf } from '../../ownership';
import { apiMetrics } from '../../podautoscaler/api-metrics';
import { finding, withCondition, type Finding } from '../../podautoscaler/conditions';
import { sameStatus } from '../../same-status';
import { Targets } from '../../scale-targets';
import { Turns } from '../../turns';
import { beyondBounds, meanOf, proposal, type Measured, type Proposal } from './algorithm';
import { usagesOf } from './usage';
import { NoWorkload, workloadOf, type Workload } from './workload';

type Hpa = autoscalingV2.HorizontalPodAutoscaler;

/** The document's; a longer interval of the object's own counts. */
const periodMs = 15_000;

/** What one look has found and done. */
interface Outcome {
  readonly current?: number;
  readonly desired?: number;
  readonly measured?: Measured;
  readonly rescaled?: boolean;
  readonly findings: readonly Finding[];
}

export const documentHpaController: ControllerFactory = ({ client, informers, clock, recorder, read }) => {
  const autoscalers = informers.of(kinds.horizontalpodautoscalers);
  const pods = informers.of(kinds.pods).lister;
  const nodes = informers.of(kinds.nodes).lister;
  const targets = new Targets(client, informers.of(kinds.customresourcedefinitions).lister);
  // Only metrics of pods are asked for: those of other objects would need names of their resources.
  const metrics = apiMetrics(read, () => undefined);
  const turns = new Turns(clock);
  autoscalers.on({ deleted: (hpa) => turns.forget(uidOf(hpa)) });

  /** What cannot be done is said on the object; it is tried again at its next turn. */
  async function look(hpa: Hpa): Promise<Outcome> {
    let current: number | undefined;
    try {
      const workload = await workloadOf(hpa, documentHpa.podSelectorOf(hpa), { targets, recorder, pods: client.of(kinds.pods), podsIn: (namespace) => pods.list(namespace) });
      ({ current } = workload);
      return await follow(hpa, workload);
    } catch (error) {
      if (!(error instanceof NoWorkload || error instanceof ApiError)) throw error;
      const reason = error instanceof NoWorkload ? error.reason : 'FailedRescale';
      recorder.event(hpa, 'Warning', reason, error.message);
      return { current, findings: [finding('AbleToScale', false, reason, error.message)] };
    }
  }

  async function follow(hpa: Hpa, workload: Workload): Promise<Outcome> {
    const { minReplicas: min, maxReplicas: max } = documentHpa.documentHpaOf(hpa);
    const { current } = workload;
    const beyond = beyondBounds(current, { min, max });
    if (beyond) return settle(hpa, workload, beyond, { findings: [], why: current < min ? 'below spec.minReplicas' : 'above spec.maxReplicas' });
    const measured = await measure(hpa, workload);
    if (measured instanceof Error) {
      recorder.event(hpa, 'Warning', 'FailedGetResourceMetric', measured.message);
      return { current, findings: [able, finding('ScalingActive', false, 'FailedGetResourceMetric', measured.message)] };
    }
    const wanted = proposal(current, measured, targetsOf(hpa), { min, max });
    const active = finding('ScalingActive', true, 'ValidMetricFound', 'what the pods use is known');
    return settle(hpa, workload, wanted, { findings: [active], measured, why: wanted.step > 0 ? 'above target' : 'below target' });
  }

  async function measure(hpa: Hpa, { pods: counted, selector }: Workload): Promise<Measured | Error> {
    try {
      const context = { metrics, selector, namespace: hpa.metadata.namespace ?? '', nodeNamed: (name: string) => nodes.get({ name }) };
      return meanOf(await usagesOf(counted, targetsOf(hpa), context));
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  async function settle(hpa: Hpa, workload: Workload, { expected, step }: Proposal, { findings, measured, why }: Pick<Outcome, 'findings' | 'measured'> & { readonly why: string }): Promise<Outcome> {
    const { current } = workload;
    if (step !== 0) {
      await workload.resize(step);
      recorder.event(hpa, 'Normal', 'SuccessfulRescale', `New size: ${current + step}; reason: ${why}`);
    }
    return { current, desired: expected, measured, rescaled: step !== 0, findings: [able, ...findings] };
  }

  async function writeStatus(hpa: Hpa, { current, desired, measured, rescaled, findings }: Outcome): Promise<void> {
    const now = clock.now();
    await ifPresent(client.of(kinds.horizontalpodautoscalers).update(keyOf(hpa), (latest) => {
      if (uidOf(latest) !== uidOf(hpa)) return latest;
      const status = {
        ...latest.status,
        currentReplicas: current ?? latest.status.currentReplicas,
        desiredReplicas: desired ?? latest.status.desiredReplicas,
        ...(measured && { currentMetrics: documentHpa.keptMetrics(measured.cpu, measured.mem) }),
        ...(rescaled && { lastScaleTime: formatTime(now) }),
        conditions: findings.reduce((all, one) => withCondition(all, one, now), latest.status.conditions ?? []),
      };
      return sameStatus(status, latest.status) ? latest : { ...latest, status };
    }, { subresource: 'status' }));
  }

  return {
    name: 'minik8s-hpa-controller',
    for: kinds.horizontalpodautoscalers,
    concerns: (object) => documentHpa.followsDocument(object),
    async reconcile(key) {
      const hpa = autoscalers.lister.get(key);
      if (!hpa || !documentHpa.followsDocument(hpa) || hpa.metadata.deletionTimestamp) return undefined;
      const period = Math.max(periodMs, documentHpa.documentHpaOf(hpa).adjustIntervalMs);
      const wait = turns.until(uidOf(hpa), period);
      if (wait > 0) return { requeueAfterMs: wait };
      await writeStatus(hpa, await look(hpa));
      return { requeueAfterMs: period };
    },
  };
};

const able = finding('AbleToScale', true, 'SucceededGetScale', 'there is something to scale');

function targetsOf(hpa: Hpa): Measured {
  const { cpuPercent, memPercent } = documentHpa.documentHpaOf(hpa);
  return { cpu: cpuPercent, mem: memPercent };
}
