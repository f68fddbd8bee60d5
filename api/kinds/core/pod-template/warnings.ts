/** What of a pod's spec works, but is hardly meant, or will not work for long (kubernetes pkg/api/pod/warnings.go). */
import type * as core from '../../../schema/types/core.v1';
import { claimSpecWarnings, fractionWarning } from '../persistentvolumeclaim/warnings';
import { appArmorOfContainer, seccompOfContainer, seccompOfPod } from './annotations';
import { affinityWarnings, deprecatedNodeLabel, noSelectorWarning } from './affinity-warnings';
import { envWarnings } from './env-warnings';
import { portWarnings } from './port-warnings';
import { containersOf } from './visit';
import { projectedWarnings, volumeWarnings } from './volume-warnings';

type Annotations = Readonly<Record<string, string>>;

/** `field`: of the pod or template, with a dot behind it; '' for a pod. Most pods have none of this, and are told so quickly. */
export function podWarnings(spec: core.PodSpec, annotations: Annotations | undefined, field = ''): string[] {
  const at = `${field}spec`;
  const { affinity } = spec;
  const containers = containersOf(spec, at);
  return [
    ...(spec.nodeSelector ? Object.keys(spec.nodeSelector).flatMap((key) => deprecatedNodeLabel(key).map((text) => `${at}.nodeSelector[${key}]: ${text}`)) : []),
    ...(affinity ? affinityWarnings(affinity.nodeAffinity, `${at}.affinity.nodeAffinity`) : []),
    ...(spec.topologySpreadConstraints ? spreadWarnings(spec.topologySpreadConstraints, `${at}.topologySpreadConstraints`) : []),
    ...(annotations ? annotationWarnings(annotations, `${field}metadata.annotations`) : []),
    ...(spec.volumes ? [...volumeWarnings(spec.volumes, `${at}.volumes`, claimSpecWarnings), ...projectedWarnings(spec.volumes, `${at}.volumes`)] : []),
    ...repeated(spec.hostAliases, ({ ip }) => ip, (i, ip) => `${at}.hostAliases[${i}].ip: duplicate ip ${JSON.stringify(ip)}`),
    ...(spec.imagePullSecrets ? pullSecretWarnings(spec.imagePullSecrets, `${at}.imagePullSecrets`) : []),
    ...byteWarnings(spec.overhead, `${at}.overhead`),
    ...(annotations ? seccompOfPodWarning(spec, annotations, field) : []),
    ...containers.flatMap(({ container, at: place }) => containerWarnings(container, place, (name) => (annotations ? profileWarnings(name, container, spec, annotations, field) : []))),
    ...portWarnings(containers),
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0 ? [`${at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`] : []),
    ...(affinity ? [...noSelectorWarning(affinity.podAffinity, `${at}.affinity.podAffinity`), ...noSelectorWarning(affinity.podAntiAffinity, `${at}.affinity.podAntiAffinity`)] : []),
  ];
}

/** Of the template at `field`. */
export const templateWarnings = (template: core.PodTemplateSpec | undefined, field: string): string[] =>
  (template?.spec ? podWarnings(template.spec, template.metadata?.annotations, `${field}.`) : []);

export function repeated<T>(items: readonly T[] | undefined, key: (item: T) => string, text: (index: number, key: string) => string): string[] {
  if (!items || items.length < 2) return [];
  const seen = new Set<string>();
  return items.flatMap((item, i) => {
    const name = key(item);
    if (seen.has(name)) return [text(i, name)];
    seen.add(name);
    return [];
  });
}

const pullSecretWarnings = (secrets: readonly core.LocalObjectReference[], field: string): string[] => [
  ...repeated(secrets, ({ name }) => name ?? '', (i, name) => `${field}[${i}].name: duplicate name ${JSON.stringify(name)}`),
  ...secrets.flatMap(({ name }, i) => (name ? [] : [`${field}[${i}].name: invalid empty name ""`])),
];

const spreadWarnings = (constraints: readonly core.TopologySpreadConstraint[], field: string): string[] => constraints.flatMap(({ topologyKey, labelSelector }, i) => [
  ...deprecatedNodeLabel(topologyKey).map((text) => `${field}[${i}].topologyKey: ${topologyKey} is ${text}`),
  ...(labelSelector ? [] : [`${field}[${i}].labelSelector: a null labelSelector results in matching no pod`]),
]);

const useSysctls = 'non-functional in v1.11+; use the "sysctls" field instead';

const deprecatedAnnotations: Annotations = {
  'scheduler.alpha.kubernetes.io/critical-pod': 'non-functional in v1.16+; use the "priorityClassName" field instead',
  'security.alpha.kubernetes.io/sysctls': useSysctls,
  'security.alpha.kubernetes.io/unsafe-sysctls': useSysctls,
};

const annotationWarnings = (annotations: Annotations, field: string): string[] =>
  Object.entries(deprecatedAnnotations).filter(([key]) => key in annotations).map(([key, text]) => `${field}[${key}]: ${text}`);

const byteSizes = ['memory', 'ephemeral-storage'];

const byteWarnings = (amounts: Readonly<Record<string, string>> | undefined, field: string, names = byteSizes): string[] =>
  (amounts ? names.flatMap((name) => fractionWarning(amounts[name], `${field}[${name}]`)) : []);

const useSeccomp = 'non-functional in v1.27+; use the "seccompProfile" field instead';

const seccompOfPodWarning = (spec: core.PodSpec, annotations: Annotations, field: string): string[] =>
  (seccompOfPod in annotations && !spec.securityContext?.seccompProfile ? [`${field}metadata.annotations[${seccompOfPod}]: ${useSeccomp}`] : []);

type AnyContainer = core.Container | core.EphemeralContainer;

function containerWarnings({ name, resources, env }: AnyContainer, field: string, ofProfiles: (name: string) => string[]): string[] {
  const sizes = resources?.limits || resources?.requests ? byteSizes.flatMap((size) => [
    ...byteWarnings(resources.limits, `${field}.resources.limits`, [size]), ...byteWarnings(resources.requests, `${field}.resources.requests`, [size]),
  ]) : [];
  return [...ofProfiles(name), ...sizes, ...envWarnings(env, `${field}.env`)];
}

function profileWarnings(name: string, { securityContext }: AnyContainer, spec: core.PodSpec, annotations: Annotations, field: string): string[] {
  const [seccomp, appArmor] = [seccompOfContainer + name, appArmorOfContainer + name];
  const hasAppArmor = spec.securityContext?.appArmorProfile ?? securityContext?.appArmorProfile;
  return [
    ...(seccomp in annotations && !securityContext?.seccompProfile ? [`${field}metadata.annotations[${seccomp}]: ${useSeccomp}`] : []),
    ...(appArmor in annotations && !hasAppArmor ? [`${field}metadata.annotations[${appArmor}]: deprecated since v1.30; use the "appArmorProfile" field instead`] : []),
  ];
}
