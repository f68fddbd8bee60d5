/** Quality of service class (kubernetes pkg/apis/core/v1/helper/qos). */
import { compareQuantities } from '../../../quantity';
import type * as core from '../../../schema/types/core.v1';
import { allContainers } from '../pod-template/default';
import { isForPods } from '../pod-template/pod-resources';

type Class = NonNullable<core.PodStatus['qosClass']>;

const counted = ['cpu', 'memory'] as const;

/** Guaranteed: every container asks for exactly what it is limited to; BestEffort: none asks for anything. */
export function qosClass(spec: core.PodSpec): Class {
  const all = isGivenAsWhole(spec.resources) ? [spec.resources] : allContainers(spec).map(({ resources }) => resources ?? {});
  if (all.every(asksNothing)) return 'BestEffort';
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

const isGivenAsWhole = (resources: core.ResourceRequirements | undefined): resources is core.ResourceRequirements =>
  resources !== undefined && Object.keys({ ...resources.requests, ...resources.limits }).some(isForPods);

const isPositive = (quantity: string | undefined): quantity is string => quantity !== undefined && compareQuantities(quantity, '0') > 0;

const asksNothing = ({ requests, limits }: core.ResourceRequirements): boolean =>
  counted.every((name) => !isPositive(requests?.[name]) && !isPositive(limits?.[name]));

const isGuaranteed = ({ requests, limits }: core.ResourceRequirements): boolean =>
  counted.every((name) => {
    const limit = limits?.[name];
    return isPositive(limit) && compareQuantities(requests?.[name] ?? limit, limit) === 0;
  });
