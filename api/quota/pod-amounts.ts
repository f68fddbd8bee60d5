/**
 * What a pod takes in all (k8s.io/component-helpers resource.PodRequests, PodLimits): its containers or what is said for the pod
 * as a whole (KEP-2837), and its overhead. While a resize is under way the most of what is wanted, given and in use (KEP-1287).
 */
import { isForPods } from '../kinds/core/pod-template/pod-resources';
import { sumOver } from '../kinds/core/pod-template/resource-sums';
import { isZeroQuantity } from '../quantity';
import type * as core from '../schema/types/core.v1';
import { added, greatest, masked, type Amounts } from './amounts';

type Part = 'requests' | 'limits';

export const isForWhole = ({ requests, limits }: core.ResourceRequirements = {}): boolean => Object.keys({ ...requests, ...limits }).some(isForPods);

/** What is wanted will never be given. */
const isInfeasible = ({ status }: core.Pod): boolean => status.conditions?.find(({ type }) => type === 'PodResizePending')?.reason === 'Infeasible';

const forWhole = (amounts: Amounts): Amounts => masked(amounts, Object.keys(amounts).filter(isForPods));

interface Given {
  readonly resources?: core.ResourceRequirements;
  readonly allocatedResources?: Amounts;
}

/** What one of them, or the pod, takes: only what is told of its resources speaks of a resize. */
function effective(wanted: Amounts | undefined, given: Given | undefined, part: Part, infeasible: boolean): Amounts {
  if (!given?.resources) return wanted ?? {};
  return greatest(infeasible ? undefined : wanted, given.resources[part], part === 'requests' ? given.allocatedResources : undefined);
}

function ofContainers(pod: core.Pod, part: Part, infeasible: boolean): Amounts {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status;
  const statuses = [...containerStatuses, ...initContainerStatuses].filter(({ resources }) => resources);
  return sumOver(pod.spec, ({ name, resources }) => effective(resources?.[part], statuses.find((status) => status.name === name), part, infeasible));
}

function withoutOverhead(pod: core.Pod, part: Part): Amounts {
  const infeasible = isInfeasible(pod);
  const sums = ofContainers(pod, part, infeasible);
  const whole = pod.spec.resources?.[part];
  return whole && Object.keys(whole).some(isForPods) ? { ...sums, ...forWhole(effective(whole, pod.status, part, infeasible)) } : sums;
}

export const podRequests = (pod: core.Pod): Amounts => added(withoutOverhead(pod, 'requests'), pod.spec.overhead ?? {});

/** Overhead comes on top of limits that there are. */
export function podLimits(pod: core.Pod): Amounts {
  const limits = withoutOverhead(pod, 'limits');
  const limited = Object.keys(limits).filter((name) => !isZeroQuantity(limits[name] ?? '0'));
  return added(limits, masked(pod.spec.overhead ?? {}, limited));
}
