/** Rules of a pod's spec beyond its structure (kubernetes pkg/apis/core/validation/validation.go ValidatePodSpec). */
import { forbidden, invalid, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { annotations, each, given, ipAddress, label, labels, qualifiedName, subdomain, when } from '../../checks';
import { validateAffinity } from './affinity';
import { validateContainers, validateInitContainers, type PodFacts } from './containers';
import { validateDns } from './dns';
import { hostNetworkPorts } from './ports';
import { validateGates, validateSpread, validateTolerations } from './scheduling';
import { validateHostUsers, validatePodSecurityContext } from './security-context';
import { validateVolumes } from './volumes';

/** `isPod`: the spec of a pod itself, not of a template. */
export function validatePodSpec(spec: core.PodSpec, field: string, isPod: boolean): FieldError[] {
  const pod = factsOf(spec);
  return [
    ...validateVolumes(spec.volumes, `${field}.volumes`),
    ...validateContainers(spec.containers, pod, `${field}.containers`),
    ...validateInitContainers(spec.initContainers, spec.containers ?? [], pod, `${field}.initContainers`),
    ...hostNetworkPorts(spec, field, isPod),
    ...labels(spec.nodeSelector, `${field}.nodeSelector`),
    ...validatePodSecurityContext(spec, `${field}.securityContext`),
    ...validateAffinity(spec.affinity, `${field}.affinity`),
    ...validateDns(spec, `${field}.dnsConfig`),
    ...each(spec.readinessGates, `${field}.readinessGates`, ({ conditionType }, at) => qualifiedName(conditionType, `${at}.conditionType`)),
    ...validateGates(spec.schedulingGates, `${field}.schedulingGates`),
    ...validateSpread(spec.topologySpreadConstraints, `${field}.topologySpreadConstraints`),
    ...validateHostUsers(spec, field),
    ...validateNames(spec, field),
    ...deadline(spec.activeDeadlineSeconds, `${field}.activeDeadlineSeconds`),
    ...validateTolerations(spec.tolerations, `${field}.tolerations`),
    ...each(spec.hostAliases, `${field}.hostAliases`, validateHostAlias),
  ];
}

const factsOf = (spec: core.PodSpec): PodFacts => ({
  volumes: new Map(spec.volumes?.map((volume) => [volume.name, volume])),
  claimNames: spec.resourceClaims?.map(({ name }) => name) ?? [],
  gracePeriod: spec.terminationGracePeriodSeconds,
  restartPolicy: spec.restartPolicy,
  hostUsers: spec.hostUsers !== false,
});

const validateNames = (spec: core.PodSpec, field: string): FieldError[] => [
  ...given(spec.serviceAccountName, (name) => subdomain(name, `${field}.serviceAccountName`)),
  ...given(spec.nodeName, (name) => subdomain(name, `${field}.nodeName`)),
  ...given(spec.hostname, (name) => label(name, `${field}.hostname`)),
  ...given(spec.subdomain, (name) => label(name, `${field}.subdomain`)),
  ...given(spec.priorityClassName, (name) => subdomain(name, `${field}.priorityClassName`)),
  ...given(spec.runtimeClassName, (name) => subdomain(name, `${field}.runtimeClassName`)),
];

const largest = 2 ** 31 - 1;

const deadline = (seconds: number | undefined, field: string): FieldError[] =>
  when(seconds !== undefined && (seconds < 1 || seconds > largest), () => invalid(field, seconds, `must be between 1 and ${largest}, inclusive`));

const validateHostAlias = ({ ip, hostnames }: core.HostAlias, field: string): FieldError[] => [
  ...ipAddress(ip, `${field}.ip`),
  ...each(hostnames, `${field}.hostnames`, subdomain),
];

/** A template inside a controller's spec. */
export function validatePodTemplate(template: core.PodTemplateSpec | undefined, field: string): FieldError[] {
  if (!template?.spec) return [];
  return [
    ...labels(template.metadata?.labels, `${field}.labels`),
    ...annotations(template.metadata?.annotations, `${field}.annotations`),
    ...validatePodSpec(template.spec, `${field}.spec`, false),
    ...when(template.spec.ephemeralContainers?.length, () => forbidden(`${field}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')),
  ];
}
