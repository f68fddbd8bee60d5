/** One pass over an autoscaler (upstream's reconcileAutoscaler, pkg/controller/podautoscaler/horizontal.go). */
import { formatTime, keyOf, type autoscaling, type autoscalingV2, type Clock, type ObjectKey, type ResourceDefinition } from '../../api';
import { finding, withCondition, type Condition, type Finding } from './conditions';
import { beginning, withRescale, type History } from './history';
import { limit, type Bounds } from './limits';
import { recommend, type RecommendContext } from './recommend';
import type { Targets } from '../scale-targets';
import { tolerancesOf } from './tolerances';

type Autoscaler = autoscalingV2.HorizontalPodAutoscaler;
type Status = autoscalingV2.HorizontalPodAutoscalerStatus;

export interface AutoscaleContext extends Omit<RecommendContext, 'tolerances' | 'now'> {
  readonly clock: Clock;
  readonly targets: Targets;
}

export interface AutoscalePass {
  readonly status: Status;
  readonly history: History | undefined;
  /** Why not all was done. */
  readonly error?: unknown;
}

interface Found { readonly definition: ResourceDefinition; readonly key: ObjectKey; readonly scale: autoscaling.Scale }

/** What is to be done, and what is to be said of it. */
interface Decision {
  readonly findings: readonly Finding[];
  readonly metrics: Status['currentMetrics'];
  readonly history: History;
  /** Absent: it cannot be said how many there should be. */
  readonly wanted?: { readonly replicas: number; readonly reason: string };
  readonly error?: Error;
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export async function syncAutoscaler(hpa: Autoscaler, before: History | undefined, context: AutoscaleContext): Promise<AutoscalePass> {
  const now = context.clock.now();
  const found = await findScale(hpa, context);
  if (found instanceof Error) {
    const conditions = conditionsWith(hpa, [finding('AbleToScale', false, 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${found.message}`)], now);
    return { status: { ...hpa.status, conditions }, history: before, error: found };
  }
  const current = found.scale.spec?.replicas ?? 0;
  const decision = await decide(hpa, found.scale, before ?? beginning(current, now), context, now);
  const got = finding('AbleToScale', true, 'SucceededGetScale', "the HPA controller was able to get the target's current scale");
  const pass: Pass = { hpa, current, findings: [got, ...decision.findings], metrics: decision.metrics, history: decision.history, error: decision.error, now };
  if (!decision.wanted) {
    context.recorder.event(hpa, 'Warning', 'FailedComputeMetricsReplicas', decision.error?.message ?? '');
    return ended(pass, hpa.status.desiredReplicas);
  }
  return decision.wanted.replicas === current ? ended(pass, current) : rescale(pass, found, decision.wanted, context);
}

async function findScale(hpa: Autoscaler, { targets, recorder }: AutoscaleContext): Promise<Found | Error> {
  const reference = hpa.spec.scaleTargetRef;
  try {
    const definition = targets.definitionOf(reference);
    const key = { namespace: keyOf(hpa).namespace, name: reference.name };
    return { definition, key, scale: await targets.read(definition, key) };
  } catch (error) {
    recorder.event(hpa, 'Warning', 'FailedGetScale', textOf(error));
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function decide(hpa: Autoscaler, scale: autoscaling.Scale, history: History, context: AutoscaleContext, now: number): Promise<Decision> {
  const current = scale.spec?.replicas ?? 0;
  const bounds: Bounds = { min: hpa.spec.minReplicas ?? 1, max: hpa.spec.maxReplicas };
  const plain = (replicas: number, reason: string, findings: Finding[] = []): Decision => ({ findings, metrics: null, history, wanted: { replicas, reason } });
  if (current === 0 && bounds.min !== 0) return plain(0, '', [finding('ScalingActive', false, 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero')]);
  if (current > bounds.max) return plain(bounds.max, 'Current number of replicas above Spec.MaxReplicas');
  if (current < bounds.min) return plain(bounds.min, 'Current number of replicas below Spec.MinReplicas');
  const { best, statuses, finding: active, error } = await recommend(hpa, scale, { ...context, tolerances: tolerancesOf(hpa.spec.behavior), now });
  if (!best) return { findings: [active], metrics: statuses, history, error };
  const limited = limit(hpa.spec.behavior, bounds, current, best.replicas, history, now);
  const reason = best.replicas > current ? `${best.name} above target` : best.replicas < current ? 'All metrics below target' : '';
  return { findings: [active, ...limited.findings], metrics: statuses, history: limited.history, wanted: { replicas: limited.replicas, reason }, error };
}

interface Pass extends Pick<Decision, 'findings' | 'metrics' | 'history' | 'error'> {
  readonly hpa: Autoscaler;
  readonly current: number;
  readonly now: number;
}

async function rescale(pass: Pass, { definition, key, scale }: Found, { replicas, reason }: { replicas: number; reason: string }, { targets, recorder }: AutoscaleContext): Promise<AutoscalePass> {
  const { hpa, current, findings, history, now } = pass;
  try {
    await targets.write(definition, key, scale, replicas);
  } catch (error) {
    recorder.event(hpa, 'Warning', 'FailedRescale', `New size: ${replicas}; reason: ${reason}; error: ${textOf(error)}`);
    const failed = finding('AbleToScale', false, 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${textOf(error)}`);
    return { ...ended({ ...pass, findings: [...findings, failed] }, hpa.status.desiredReplicas), error };
  }
  recorder.event(hpa, 'Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`);
  const done = finding('AbleToScale', true, 'SucceededRescale', `the HPA controller was able to update the target scale to ${replicas}`);
  const { status, ...rest } = ended({ ...pass, findings: [...findings, done], history: withRescale(history, current, replicas, now) }, replicas);
  return { ...rest, status: { ...status, lastScaleTime: formatTime(now) } };
}

function ended({ hpa, current, findings, metrics, history, error, now }: Pass, desired: number): AutoscalePass {
  const { lastScaleTime } = hpa.status;
  const status: Status = { ...(lastScaleTime && { lastScaleTime }), currentReplicas: current, desiredReplicas: desired, currentMetrics: metrics, conditions: conditionsWith(hpa, findings, now) };
  return { status, history, error };
}

const conditionsWith = (hpa: Autoscaler, findings: readonly Finding[], now: number): Condition[] =>
  findings.reduce<Condition[]>((conditions, one) => withCondition(conditions, one, now), [...(hpa.status.conditions ?? [])]);
