/** Security contexts of pods and containers. */
import { duplicate, forbidden, invalid, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, given, numericId, when } from '../../checks';
import { localPath } from './paths';

export const validateSecurityContext = (context: core.SecurityContext | undefined, hostUsers: boolean, field: string): FieldError[] =>
  given(context, (c) => [
    ...given(c.runAsUser, (id) => numericId(id, `${field}.runAsUser`)),
    ...given(c.runAsGroup, (id) => numericId(id, `${field}.runAsGroup`)),
    ...when(hostUsers && c.procMount === 'Unmasked', () => invalid(`${field}.procMount`, c.procMount, '`hostUsers` must be false to use `Unmasked`')),
    ...seccomp(c.seccompProfile, `${field}.seccompProfile`),
    ...escalation(c, field),
    ...appArmor(c.appArmorProfile, `${field}.appArmorProfile`),
  ]);

function escalation(context: core.SecurityContext, field: string): FieldError[] {
  if (context.allowPrivilegeEscalation !== false) return [];
  return [
    ...when(context.privileged, () => invalid(field, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true')),
    ...when(context.capabilities?.add?.includes('CAP_SYS_ADMIN'), () =>
      invalid(field, context, 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN')),
  ];
}

export const validatePodSecurityContext = (spec: core.PodSpec, field: string): FieldError[] => [
  ...given(spec.securityContext, (c) => [
    ...given(c.fsGroup, (id) => numericId(id, `${field}.fsGroup`)),
    ...given(c.runAsUser, (id) => numericId(id, `${field}.runAsUser`)),
    ...given(c.runAsGroup, (id) => numericId(id, `${field}.runAsGroup`)),
    ...each(c.supplementalGroups, `${field}.supplementalGroups`, (id, at) => numericId(id, at)),
    ...sysctls(c.sysctls, `${field}.sysctls`),
    ...seccomp(c.seccompProfile, `${field}.seccompProfile`),
    ...appArmor(c.appArmorProfile, `${field}.appArmorProfile`),
  ]),
  // The path is upstream's: its internal form keeps both in the security context.
  ...when(spec.shareProcessNamespace && spec.hostPID, () =>
    invalid(`${field}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled')),
];

const segment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlName = `^(${segment}[\\./])*${segment}$`;
const sysctlPattern = new RegExp(sysctlName);

const sysctls = (list: readonly core.Sysctl[] | undefined, field: string): FieldError[] => [
  ...each(list, field, ({ name }, at) => {
    if (!name) return [required(`${at}.name`)];
    return when(name.length > 253 || !sysctlPattern.test(name), () => invalid(`${at}.name`, name, `must have at most 253 characters and match regex ${sysctlName}`));
  }),
  ...duplicates(list, ({ name }) => name, (i, name) => duplicate(`${field}[${i}].name`, name)),
];

function seccomp(profile: core.SeccompProfile | undefined, field: string): FieldError[] {
  if (!profile) return [];
  const path = profile.localhostProfile;
  if (profile.type !== 'Localhost') {
    return when(path !== undefined, () => invalid(`${field}.localhostProfile`, profile, 'can only be set when seccomp type is Localhost'));
  }
  return path === undefined
    ? [required(`${field}.localhostProfile`, 'must be set when seccomp type is Localhost')]
    : localPath(path, `${field}.localhostProfile`);
}

function appArmor(profile: core.AppArmorProfile | undefined, field: string): FieldError[] {
  if (!profile) return [];
  const name = profile.localhostProfile;
  if (profile.type !== 'Localhost') {
    return when(name !== undefined, () => invalid(`${field}.localhostProfile`, name, 'can only be set when AppArmor type is Localhost'));
  }
  if (!name?.trim()) return [required(`${field}.localhostProfile`, 'must be set when AppArmor type is Localhost')];
  return when(name.trim() !== name, () => invalid(`${field}.localhostProfile`, name, 'must not be padded with whitespace'));
}

/** Users of their own cannot be had together with the host's other namespaces (KEP-127). */
export const validateHostUsers = (spec: core.PodSpec, field: string): FieldError[] => {
  if (spec.hostUsers !== false) return [];
  const why = 'when `pod.Spec.HostUsers` is false';
  return [
    ...when(spec.hostNetwork, () => forbidden(`${field}.hostNetwork`, why)),
    ...when(spec.hostPID, () => forbidden(`${field}.HostPID`, why)),
    ...when(spec.hostIPC, () => forbidden(`${field}.HostIPC`, why)),
  ];
};
