/** Pods: themselves and what they take, until they have ended (kubernetes pkg/quota/v1/evaluator/core/pods.go). */
import { isExtended, isHugePages, isNative } from '../kinds/core/resource-names';
import { qosClass } from '../kinds/core/pod/qos';
import type * as core from '../schema/types/core.v1';
import { added, sameAmounts, type Amounts } from './amounts';
import { countOf, type Evaluator } from './evaluator';
import { isForWhole, podLimits, podRequests } from './pod-amounts';
import { meets } from './scopes';

const count = countOf({ group: '', plural: 'pods' });
const compute = ['cpu', 'memory', 'ephemeral-storage'];
const names = new Set([count, 'pods', ...compute, ...compute.map((name) => `requests.${name}`), ...compute.map((name) => `limits.${name}`)]);

/** A device class, asked for as if it were an extended resource (KEP-5004). */
const ofDeviceClass = 'deviceclass.resource.kubernetes.io/';

const isOfDevices = (name: string): boolean => isExtended(name) || name.startsWith(ofDeviceClass);

const isTracked = (name: string): boolean =>
  names.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-') || (name.startsWith('requests.') && (!isNative(name) || name.startsWith(`requests.${ofDeviceClass}`)));

/** A request counts under its own name too, a limit does not; of devices there is no more than was asked for. */
function* computed(requests: Amounts, limits: Amounts): Generator<[string, string]> {
  yield ['pods', '1'];
  for (const [name, quantity] of Object.entries(requests)) {
    if (compute.includes(name) || isHugePages(name)) yield [name, quantity];
    if (compute.includes(name) || isHugePages(name) || isOfDevices(name)) yield [`requests.${name}`, quantity];
  }
  for (const name of compute) if (limits[name] !== undefined) yield [`limits.${name}`, limits[name]];
}

const ofPod = (requests: Amounts = {}, limits: Amounts = {}): Amounts => Object.fromEntries(computed(requests, limits));

/** Ended, or long past the end that it was given, on a node that does not say so. */
function isOver({ status, metadata: { deletionTimestamp, deletionGracePeriodSeconds } }: core.Pod, now: number): boolean {
  if (status.phase === 'Failed' || status.phase === 'Succeeded') return true;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return false;
  return now > Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000;
}

const endsByItself = ({ spec: { activeDeadlineSeconds } }: core.Pod): boolean => activeDeadlineSeconds !== undefined && activeDeadlineSeconds >= 0;

function reachesOut({ spec: { affinity } }: core.Pod): boolean {
  const sides = [affinity?.podAffinity, affinity?.podAntiAffinity].flatMap((side) => side ?? []);
  return sides.flatMap((side) => [
    ...(side.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(side.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
  ]).some(({ namespaces, namespaceSelector }) => namespaces?.length || namespaceSelector);
}

/** Who counts these wants them to be said; nothing else is to join them (upstream calls it a mistake). */
const mustBeSaid = ['cpu', 'memory'].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]);

function lacks(tracked: readonly string[], { spec }: core.Pod): string | undefined {
  if (isForWhole(spec.resources)) return undefined;
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const missing = mustBeSaid.filter((name) => tracked.includes(name)).sort().flatMap((resource) => {
    const silent = containers.filter(({ resources }) => ofPod(resources?.requests, resources?.limits)[resource] === undefined).map(({ name }) => name);
    return silent.length ? [`${resource} for: ${[...new Set(silent)].sort().join(',')}`] : [];
  });
  return missing.length ? `must specify ${missing.join('; ')}` : undefined;
}

const allocations = ({ status }: core.Pod): (Amounts | undefined)[] => (status.containerStatuses ?? []).map(({ allocatedResources }) => allocatedResources);

function isAllocatedOtherwise(pod: core.Pod, old: core.Pod): boolean {
  const [now, before] = [allocations(pod), allocations(old)];
  return now.length === before.length && now.some((amounts, i) => !sameAmounts(amounts, before[i]));
}

export const pods: Evaluator<core.Pod> = {
  handles({ operation, subresource, object, old }) {
    if (operation === 'CREATE') return subresource === '';
    if (operation !== 'UPDATE') return false;
    return subresource === 'resize' || (subresource === '' && object !== undefined && old !== undefined && endsByItself(object) !== endsByItself(old));
  },
  tracked: (wanted) => wanted.filter(isTracked),
  usage: (pod, now) => (isOver(pod, now) ? { [count]: '1' } : added({ [count]: '1' }, ofPod(podRequests(pod), podLimits(pod)))),
  isInScope(scope, pod) {
    switch (scope.scopeName) {
      case 'Terminating': return endsByItself(pod);
      case 'NotTerminating': return !endsByItself(pod);
      case 'BestEffort': return qosClass(pod.spec) === 'BestEffort';
      case 'NotBestEffort': return qosClass(pod.spec) !== 'BestEffort';
      case 'PriorityClass': return meets(scope, pod.spec.priorityClassName || undefined);
      case 'CrossNamespacePodAffinity': return reachesOut(pod);
      default: return false;
    }
  },
  lacks,
  frees: (pod, old, now) => isAllocatedOtherwise(pod, old) || (isOver(pod, now) && !isOver(old, now)) || endsByItself(pod) !== endsByItself(old),
};
