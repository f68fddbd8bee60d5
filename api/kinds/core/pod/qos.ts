/** Quality of service class (kubernetes pkg/apis/core/v1/helper/qos). */
import { compareQuantities } from '../../../quantity';
import type * as core from '../../../schema/types/core.v1';
import { allContainers } from '../pod-template/default';

type Class = NonNullable<core.PodStatus['qosClass']>;

const counted = ['cpu', 'memory'] as const;

/** Guaranteed: every container asks for exactly what it is limited to; BestEffort: none asks for anything. */
export function qosClass(spec: core.PodSpec): Class {
  const all = spec.resources ? [spec.resources] : allContainers(spec).map(({ resources }) => resources ?? {});
  if (all.every(asksNothing)) return 'BestEffort';
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}

const isPositive = (quantity: string | undefined): quantity is string => quantity !== undefined && compareQuantities(quantity, '0') > 0;

const asksNothing = ({ requests, limits }: core.ResourceRequirements): boolean =>
  counted.every((name) => !isPositive(requests?.[name]) && !isPositive(limits?.[name]));

const isGuaranteed = ({ requests, limits }: core.ResourceRequirements): boolean =>
  counted.every((name) => {
    const limit = limits?.[name];
    return isPositive(limit) && compareQuantities(requests?.[name] ?? limit, limit) === 0;
  });
