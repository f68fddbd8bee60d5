/** How far and how fast. */
import type { autoscalingV2 } from '../../api';
import { beginning, withRecommendation, withRescale, type History } from './history';
import { limit } from './limits';

const now = Date.UTC(2026, 0, 1, 1);
const ago = (seconds: number): number => now - seconds * 1000;
const bounds = { min: 1, max: 100 };
const fresh = (replicas: number): History => beginning(replicas, ago(3000));
const policies = (...list: [string, number, number][]): autoscalingV2.HPAScalingPolicy[] => list.map(([type, value, periodSeconds]) => ({ type, value, periodSeconds }));
const behavior = (up: autoscalingV2.HPAScalingRules = {}, down: autoscalingV2.HPAScalingRules = {}): autoscalingV2.HorizontalPodAutoscalerBehavior => ({
  scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: policies(['Pods', 4, 15], ['Percent', 100, 15]), ...up },
  scaleDown: { selectPolicy: 'Max', policies: policies(['Percent', 100, 15]), ...down },
});

type Case = [string, autoscalingV2.HorizontalPodAutoscalerBehavior | undefined, number, number, History, number, string, string];

test.each<Case>([
  ['no change', undefined, 3, 3, fresh(3), 3, 'True ReadyForNewScale', 'False DesiredWithinRange'],
  ['up', undefined, 3, 5, fresh(3), 5, 'True ReadyForNewScale', 'False DesiredWithinRange'],
  ['too fast', undefined, 3, 50, fresh(3), 6, 'True ReadyForNewScale', 'True ScaleUpLimit'],
  ['small ones may grow to four', undefined, 1, 50, fresh(1), 4, 'True ReadyForNewScale', 'True ScaleUpLimit'],
  ['too many', undefined, 80, 150, fresh(80), 100, 'True ReadyForNewScale', 'True TooManyReplicas'],
  ['too few', undefined, 3, 0, fresh(3), 1, 'True ReadyForNewScale', 'True TooFewReplicas'],
  ['down, but not yet', undefined, 8, 2, withRecommendation(fresh(8), 6, ago(299)), 6, 'True ScaleDownStabilized', 'False DesiredWithinRange'],
  ['down', undefined, 8, 2, withRecommendation(fresh(8), 6, ago(301)), 2, 'True ReadyForNewScale', 'False DesiredWithinRange'],
  ['behaviour: the highest policy', behavior(), 10, 50, fresh(10), 20, 'True ReadyForNewScale', 'True ScaleUpLimit'],
  ['behaviour: the lowest policy', behavior({ selectPolicy: 'Min' }), 10, 50, fresh(10), 14, 'True ReadyForNewScale', 'True ScaleUpLimit'],
  ['behaviour: what was added counts', behavior({ policies: policies(['Pods', 4, 60]) }), 10, 50, withRescale(fresh(10), 7, 10, ago(30)), 11, 'True ReadyForNewScale', 'True ScaleUpLimit'],
  ['behaviour: not for ever', behavior({ policies: policies(['Pods', 4, 60]) }), 10, 50, withRescale(fresh(10), 7, 10, ago(61)), 14, 'True ReadyForNewScale', 'True ScaleUpLimit'],
  ['behaviour: no further for now', behavior({ policies: policies(['Pods', 4, 60]) }), 16, 50, withRescale(fresh(10), 10, 16, ago(30)), 16, 'True ReadyForNewScale', 'True ScaleUpLimit'],
  ['behaviour: never up', behavior({ selectPolicy: 'Disabled' }), 10, 50, fresh(10), 10, 'True ReadyForNewScale', 'True ScaleUpLimit'],
  ['behaviour: up only when it lasts', behavior({ stabilizationWindowSeconds: 60 }), 3, 9, withRecommendation(fresh(3), 4, ago(30)), 4, 'True ScaleUpStabilized', 'False DesiredWithinRange'],
  ['behaviour: down only when it lasts', behavior({}, { stabilizationWindowSeconds: 60 }), 9, 3, withRecommendation(fresh(9), 5, ago(30)), 5, 'True ScaleDownStabilized', 'False DesiredWithinRange'],
  ['behaviour: five minutes unless it says otherwise', behavior(), 9, 3, withRecommendation(fresh(9), 5, ago(290)), 5, 'True ScaleDownStabilized', 'False DesiredWithinRange'],
  ['behaviour: down, not too fast', behavior({}, { stabilizationWindowSeconds: 0, policies: policies(['Percent', 10, 60]) }), 20, 3, fresh(20), 18, 'True ReadyForNewScale', 'True ScaleDownLimit'],
  ['behaviour: down at least by one', behavior({}, { stabilizationWindowSeconds: 0, policies: policies(['Percent', 10, 60]) }), 4, 1, fresh(4), 3, 'True ReadyForNewScale', 'True ScaleDownLimit'],
  ['behaviour: the most careful', behavior({}, { stabilizationWindowSeconds: 0, selectPolicy: 'Min', policies: policies(['Pods', 1, 60], ['Percent', 50, 60]) }), 20, 3, fresh(20), 19, 'True ReadyForNewScale', 'True ScaleDownLimit'],
  ['behaviour: never down', behavior({}, { stabilizationWindowSeconds: 0, selectPolicy: 'Disabled' }), 20, 3, fresh(20), 20, 'True ReadyForNewScale', 'True ScaleDownLimit'],
  ['behaviour: too few', behavior({}, { stabilizationWindowSeconds: 0 }), 3, 0, fresh(3), 1, 'True ReadyForNewScale', 'True TooFewReplicas'],
  ['behaviour: too many', behavior(), 90, 150, fresh(90), 100, 'True ReadyForNewScale', 'True TooManyReplicas'],
])('%s', (_, rules, current, desired, history, replicas, able, limited) => {
  const result = limit(rules, bounds, current, desired, history, now);
  expect(result.replicas).toBe(replicas);
  expect(result.findings.map(({ type, status, reason }) => `${type} ${status} ${reason}`)).toEqual([`AbleToScale ${able}`, `ScalingLimited ${limited}`]);
  expect(result.history.recommendations.at(-1)).toEqual({ replicas: desired, at: now });
});
