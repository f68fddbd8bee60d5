/** /status of pods (kubernetes pkg/registry/core/pod/strategy.go podStatusStrategy, ValidatePodStatusUpdate). */
import { forbidden, invalid, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, given, ipAddress, qualifiedName, subdomain, when } from '../../checks';
import { duplicate } from '../../../field-error';
import { isSidecar } from '../pod-template/containers';

/** What a writer leaves out, because it does not know it, stays as it was. */
export function keepReported(pod: core.Pod, old: core.Pod): void {
  const { qosClass, observedGeneration } = old.status;
  pod.status = { ...pod.status };
  if (qosClass && !pod.status.qosClass) pod.status.qosClass = qosClass;
  if (observedGeneration && !pod.status.observedGeneration) pod.status.observedGeneration = observedGeneration;
}

export function validatePodStatus(pod: core.Pod, old: core.Pod): FieldError[] {
  const { status } = pod;
  return [
    ...each(status.conditions, 'metadata.conditions', ({ type }, at) => (systemConditions.includes(type) ? [] : qualifiedName(type, `${at}.Type`))),
    ...given(status.nominatedNodeName, (name) => subdomain(name, 'status.nominatedNodeName')),
    ...when(status.qosClass !== old.status.qosClass, () => invalid('status.qosClass', status.qosClass, 'field is immutable')),
    ...revived(status.containerStatuses, old.status.containerStatuses, old.spec, 'status.containerStatuses'),
    ...revived(status.initContainerStatuses, old.status.initContainerStatuses, old.spec, 'status.initContainerStatuses'),
    ...each(status.podIPs, 'status.podIPs', ({ ip }, at) => ipAddress(ip ?? '', at)),
    ...duplicates(status.podIPs, ({ ip }) => ip, (i, ip) => duplicate(`status.podIPs[${i}]`, { ip })),
    ...hostIPs(status),
  ];
}

const systemConditions = ['PodScheduled', 'Ready', 'Initialized'];

/** A container that ended for good does not run again. */
function revived(statuses: readonly core.ContainerStatus[] | undefined, old: readonly core.ContainerStatus[] | undefined, spec: core.PodSpec, field: string): FieldError[] {
  if (spec.restartPolicy === 'Always') return [];
  return each(old, field, (before, at) => {
    const ended = before.state?.terminated;
    if (!ended || (ended.exitCode !== 0 && spec.restartPolicy === 'OnFailure')) return [];
    if (isSidecar(spec.initContainers?.find(({ name }) => name === before.name))) return [];
    const runsAgain = statuses?.some(({ name, state }) => name === before.name && !state?.terminated);
    return when(runsAgain, () => forbidden(`${at}.state`, 'may not be transitioned to non-terminated state'));
  });
}

function hostIPs({ hostIP, hostIPs: all = [] }: core.PodStatus): FieldError[] {
  const [first] = all;
  return [
    ...when(first && first.ip !== hostIP, () => invalid('status.hostIPs[0].ip', first?.ip, 'must be equal to `hostIP`')),
    ...each(all, 'status.hostIPs', ({ ip }, at) => ipAddress(ip, at)),
  ];
}
