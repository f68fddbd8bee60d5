/** Rules of a pod's spec beyond its structure (kubernetes pkg/apis/core/validation/validation.go ValidatePodSpec). */
import { forbidden, invalid, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { annotations, each, given, ipAddress, label, labels, qualifiedName, subdomain, when } from '../../checks';
import { validateAffinity } from './affinity';
import { annotationsAgree, validatePodAnnotations } from './annotations';
import { validateContainers, validateInitContainers, type PodFacts } from './containers';
import { allContainers } from './default';
import { validateDns } from './dns';
import { validateEphemeralContainers } from './ephemeral-containers';
import { validateOperatingSystem } from './operating-system';
import { validatePodResources } from './pod-resources';
import { hostNetworkPorts } from './ports';
import { validateResourceClaims } from './resource-claims';
import { validateResources } from './resources';
import { validateGates, validateSpread, validateTolerations } from './scheduling';
import { validateHostUsers, validatePodSecurityContext } from './security-context';
import { checkVolumes } from './volumes';
import { validateHostProcess } from './windows';

/** `podName`: of the pod that the spec is of; a template's pods have no names yet, and some of it may be filled in with them. */
export function validatePodSpec(spec: core.PodSpec, field: string, podName?: string): FieldError[] {
  const volumes = checkVolumes(spec.volumes, `${field}.volumes`, podName);
  const pod = factsOf(spec, volumes.sound);
  return [
    ...volumes.faults,
    ...validateResourceClaims(spec.resourceClaims, `${field}.resourceClaims`),
    ...validateContainers(spec.containers, pod, `${field}.containers`),
    ...validateInitContainers(spec.initContainers, spec.containers ?? [], pod, `${field}.initContainers`),
    ...validateEphemeralContainers(spec.ephemeralContainers, allContainers(spec), pod, `${field}.ephemeralContainers`),
    ...validatePodResources(spec, pod.claimNames, `${field}.resources`),
    ...hostNetworkPorts(spec, field, podName !== undefined),
    ...labels(spec.nodeSelector, `${field}.nodeSelector`),
    ...validatePodSecurityContext(spec, `${field}.securityContext`),
    ...validateAffinity(spec.affinity, `${field}.affinity`),
    ...validateDns(spec, `${field}.dnsConfig`),
    ...each(spec.readinessGates, `${field}.readinessGates`, ({ conditionType }, at) => qualifiedName(conditionType, `${at}.conditionType`)),
    ...validateGates(spec.schedulingGates, `${field}.schedulingGates`),
    ...validateSpread(spec.topologySpreadConstraints, `${field}.topologySpreadConstraints`),
    ...validateHostProcess(spec, field),
    ...validateHostUsers(spec, field),
    ...validateNames(spec, field),
    ...(spec.overhead ? validateResources({ limits: spec.overhead }, [], `${field}.overhead`) : []),
    ...validateOperatingSystem(spec, field),
  ];
}

const factsOf = (spec: core.PodSpec, volumes: PodFacts['volumes']): PodFacts => ({
  volumes,
  claimNames: spec.resourceClaims?.map(({ name }) => name).filter(Boolean) ?? [],
  gracePeriod: spec.terminationGracePeriodSeconds,
  restartPolicy: spec.restartPolicy,
  hostUsers: spec.hostUsers !== false,
});

const validateNames = (spec: core.PodSpec, field: string): FieldError[] => [
  ...given(spec.serviceAccountName, (name) => subdomain(name, `${field}.serviceAccountName`)),
  ...given(spec.nodeName, (name) => subdomain(name, `${field}.nodeName`)),
  ...deadline(spec.activeDeadlineSeconds, `${field}.activeDeadlineSeconds`),
  ...given(spec.hostname, (name) => label(name, `${field}.hostname`)),
  ...given(spec.subdomain, (name) => label(name, `${field}.subdomain`)),
  ...validateTolerations(spec.tolerations, `${field}.tolerations`),
  ...each(spec.hostAliases, `${field}.hostAliases`, validateHostAlias),
  ...given(spec.priorityClassName, (name) => subdomain(name, `${field}.priorityClassName`)),
  ...(spec.runtimeClassName === undefined ? [] : subdomain(spec.runtimeClassName, `${field}.runtimeClassName`)),
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
  const { metadata, spec } = template;
  return [
    ...labels(metadata?.labels, `${field}.labels`),
    ...annotations(metadata?.annotations, `${field}.annotations`),
    ...validatePodAnnotations(metadata?.annotations, spec, `${field}.annotations`),
    ...validatePodSpec(spec, `${field}.spec`),
    ...annotationsAgree(metadata?.annotations, spec, `${field}.spec`),
    ...when(spec.ephemeralContainers?.length, () => forbidden(`${field}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')),
  ];
}
