/** /status of pods (kubernetes pkg/registry/core/pod/strategy.go podStatusStrategy, ValidatePodStatusUpdate). */
import { duplicate, forbidden, invalid, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, immutable, ipAddress, qualifiedName, subdomain, when } from '../../checks';
import { ipVersion } from '../../ip';
import { fixedPodAnnotations } from '../pod-template/annotations';
import { validateContainerStatuses } from './container-statuses';
import { revivedContainers, revivedEphemeral } from './revived';

/** What a writer leaves out, because it does not know it, stays as it was. */
export function keepReported(pod: core.Pod, old: core.Pod): void {
  const { qosClass, observedGeneration } = old.status;
  pod.status = { ...pod.status };
  if (qosClass && !pod.status.qosClass) pod.status.qosClass = qosClass;
  if (observedGeneration && !pod.status.observedGeneration) pod.status.observedGeneration = observedGeneration;
  if (pod.status.conditions) pod.status.conditions = withGenerations(pod.status.conditions, old.status.conditions ?? []);
}

/** There may be several conditions of a type: each has the generation of the old one in its place. */
function withGenerations(conditions: readonly core.PodCondition[], old: readonly core.PodCondition[]): core.PodCondition[] {
  const left = [...old];
  return conditions.map((condition) => {
    const place = left.findIndex(({ type }) => type === condition.type);
    const [before] = place < 0 ? [] : left.splice(place, 1);
    return before?.observedGeneration && !condition.observedGeneration ? { ...condition, observedGeneration: before.observedGeneration } : condition;
  });
}

export function validatePodStatus(pod: core.Pod, old: core.Pod): FieldError[] {
  const { spec, status } = pod;
  return [
    ...fixedPodAnnotations(pod, old),
    ...each(status.conditions, 'status.conditions', validateCondition),
    ...nominated(status.nominatedNodeName, old),
    ...generation(status.observedGeneration, 'status.observedGeneration'),
    ...immutable(status.qosClass, old.status.qosClass, 'status.qosClass'),
    ...revivedContainers(status.containerStatuses, old.status.containerStatuses, old.spec.containers, old.spec, 'status.containerStatuses'),
    ...revivedContainers(status.initContainerStatuses, old.status.initContainerStatuses, old.spec.initContainers, old.spec, 'status.initContainerStatuses'),
    ...revivedEphemeral(status.ephemeralContainerStatuses, old.status.ephemeralContainerStatuses, 'status.ephemeralContainerStatuses'),
    ...validateClaims(status.resourceClaimStatuses, spec.resourceClaims ?? [], 'status.resourceClaimStatuses'),
    ...addresses(status.podIPs, 'status.podIPs'),
    ...hostAddresses(status),
    ...validateContainerStatuses(pod),
  ];
}

const systemConditions = ['PodScheduled', 'Ready', 'Initialized'];

const validateCondition = ({ type, observedGeneration }: core.PodCondition, field: string): FieldError[] => [
  ...generation(observedGeneration, `${field}.observedGeneration`),
  ...(systemConditions.includes(type) ? [] : qualifiedName(type, `${field}.Type`)),
];

const generation = (value: number | undefined, field: string): FieldError[] => when(value !== undefined && value < 0, () => invalid(field, value, 'must be a non-negative integer'));

/** A pod that has a node waits for no other (KEP-5278). */
function nominated(name: string | undefined, { spec, status }: core.Pod): FieldError[] {
  const field = 'status.nominatedNodeName';
  if (!name || name === status.nominatedNodeName) return [];
  return [...subdomain(name, field), ...when(spec.nodeName, () => forbidden(field, 'may not be set on pods that are already bound to a node'))];
}

const validateClaims = (statuses: readonly core.PodResourceClaimStatus[] | undefined, claims: readonly core.PodResourceClaim[], field: string): FieldError[] => [
  ...each(statuses, field, ({ name, resourceClaimName }, at) => [
    ...when(!claims.some((claim) => claim.name === name), () => invalid(`${at}.name`, name, 'must match the name of an entry in `spec.resourceClaims`')),
    ...(resourceClaimName === undefined ? [] : subdomain(resourceClaimName, `${at}.name`)),
  ]),
  ...duplicates(statuses, ({ name }) => name, (i, name) => duplicate(`${field}[${i}].name`, name)),
];

type Addresses = readonly { readonly ip?: string }[] | undefined;

/** One of each family at most. */
const addresses = (list: Addresses, field: string): FieldError[] => [
  ...each(list, field, ({ ip = '' }, at) => ipAddress(ip, at)),
  ...when(list && list.length > new Set(list.map(({ ip = '' }) => ipVersion(ip))).size, () => invalid(field, list?.map(({ ip }) => ({ IP: ip })), 'may specify no more than one IP for each IP family')),
];

function hostAddresses({ hostIP, hostIPs }: core.PodStatus): FieldError[] {
  const [first] = hostIPs ?? [];
  return [
    ...when(first && first.ip !== hostIP, () => invalid('status.hostIPs[0].ip', first?.ip, 'must be equal to `hostIP`')),
    ...addresses(hostIPs, 'status.hostIPs'),
  ];
}
