/**
 * How far and how fast replicas may follow their metrics (KEP-853; upstream's normalizeDesiredReplicas and
 * normalizeDesiredReplicasWithBehaviors, pkg/controller/podautoscaler/horizontal.go). Pure.
 */
import type { autoscalingV2 } from '../../api';
import { finding, type Finding } from './conditions';
import { atPeriodStart, withRecommendation, type History } from './history';

/** Upstream's --horizontal-pod-autoscaler-downscale-stabilization. */
const downscaleWindowMs = 5 * 60_000;
/** Without a behaviour of its own an autoscaler at most doubles, but may always go to four. */
const upFactor = 2;
const upMinimum = 4;

type Rules = autoscalingV2.HPAScalingRules;
type Behavior = autoscalingV2.HorizontalPodAutoscalerBehavior;

export interface Bounds { readonly min: number; readonly max: number }

export interface Limited {
  readonly replicas: number;
  readonly history: History;
  readonly findings: readonly Finding[];
}

interface Clipped { readonly replicas: number; readonly reason: string; readonly message: string }

const inRange = (replicas: number): Clipped => ({ replicas, reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' });
const tooFast = (replicas: number, direction: 'Up' | 'Down'): Clipped =>
  ({ replicas, reason: `Scale${direction}Limit`, message: `the desired replica count is ${direction === 'Up' ? 'increasing' : 'decreasing'} faster than the maximum scale rate` });
const tooMany = (replicas: number): Clipped => ({ replicas, reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' });
const tooFew = (replicas: number): Clipped => ({ replicas, reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' });

const downStabilized = finding('AbleToScale', true, 'ScaleDownStabilized', 'recent recommendations were higher than current one, applying the highest recent recommendation');
const upStabilized = finding('AbleToScale', true, 'ScaleUpStabilized', 'recent recommendations were lower than current one, applying the lowest recent recommendation');
const readyForNewScale = finding('AbleToScale', true, 'ReadyForNewScale', 'recommended size matches current size');

export function limit(behavior: Behavior | undefined, bounds: Bounds, current: number, desired: number, history: History, now: number): Limited {
  const stable = behavior ? stabilizedBy(behavior, current, desired, history, now) : stabilized(desired, history, now);
  const clipped = behavior ? clippedBy(behavior, bounds, current, stable, history, now) : clippedPlainly(bounds, current, stable);
  const held = behavior && desired >= current ? upStabilized : downStabilized;
  return {
    replicas: clipped.replicas,
    history: withRecommendation(history, desired, now),
    findings: [stable === desired ? readyForNewScale : held, finding('ScalingLimited', clipped.replicas !== stable, clipped.reason, clipped.message)],
  };
}

/** The highest of late. */
const stabilized = (desired: number, { recommendations }: History, now: number): number =>
  Math.max(desired, ...recommendations.filter(({ at }) => at >= now - downscaleWindowMs).map(({ replicas }) => replicas));

/** As near to what there is as the recommendations of late allow. */
function stabilizedBy({ scaleUp, scaleDown }: Behavior, current: number, desired: number, { recommendations }: History, now: number): number {
  const since = (ms: number): number[] => recommendations.filter(({ at }) => at > now - ms).map(({ replicas }) => replicas);
  const { stabilizationWindowSeconds: down } = scaleDown ?? {};
  const lowest = Math.min(desired, ...since((scaleUp?.stabilizationWindowSeconds ?? 0) * 1000));
  const highest = Math.max(desired, ...since(down === undefined ? downscaleWindowMs : down * 1000));
  return Math.min(Math.max(current, lowest), highest);
}

function clippedPlainly({ min, max }: Bounds, current: number, desired: number): Clipped {
  const fastest = Math.max(upFactor * current, upMinimum);
  if (desired < min) return tooFew(min);
  if (desired > Math.min(max, fastest)) return max > fastest ? tooFast(fastest, 'Up') : tooMany(max);
  return inRange(desired);
}

function clippedBy({ scaleUp, scaleDown }: Behavior, { min, max }: Bounds, current: number, desired: number, history: History, now: number): Clipped {
  if (desired > current) {
    const fastest = Math.max(current, furthest(scaleUp, current, 'Up', history, now));
    if (desired > Math.min(max, fastest)) return max > fastest ? tooFast(fastest, 'Up') : tooMany(max);
  } else if (desired < current) {
    const fastest = Math.min(current, furthest(scaleDown, current, 'Down', history, now));
    if (desired < Math.max(min, fastest)) return min < fastest ? tooFast(fastest, 'Down') : tooFew(min);
  }
  return inRange(desired);
}

/** What the policies together allow now. */
function furthest(rules: Rules | undefined, current: number, direction: 'Up' | 'Down', history: History, now: number): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  const allowed = (rules?.policies ?? []).map((policy) => allowedBy(policy, atPeriodStart(current, history, policy, now), direction));
  // The most change is the highest number on the way up, the lowest on the way down.
  return (rules?.selectPolicy === 'Min') === (direction === 'Up') ? Math.min(...allowed) : Math.max(...allowed);
}

function allowedBy({ type, value }: autoscalingV2.HPAScalingPolicy, start: number, direction: 'Up' | 'Down'): number {
  const sign = direction === 'Up' ? 1 : -1;
  if (type === 'Pods') return start + sign * value;
  const scaled = start * (1 + (sign * value) / 100);
  // Rounded such that there is always some change.
  return direction === 'Up' ? Math.ceil(scaled) : Math.trunc(scaled);
}
