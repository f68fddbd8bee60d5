/** Security contexts of pods and containers. */
import { duplicate, forbidden, invalid, notSupported, required, tooLong, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { each, given, numericId, when } from '../../checks';
import { internalForm } from '../../internal-form';
import { localPath } from './paths';
import { validateWindowsOptions } from './windows';

export const validateSecurityContext = (context: core.SecurityContext | undefined, hostUsers: boolean, field: string): FieldError[] =>
  given(context, (c) => [
    ...given(c.runAsUser, (id) => numericId(id, `${field}.runAsUser`)),
    ...given(c.runAsGroup, (id) => numericId(id, `${field}.runAsGroup`)),
    ...when(hostUsers && c.procMount === 'Unmasked', () => invalid(`${field}.procMount`, c.procMount, '`hostUsers` must be false to use `Unmasked`')),
    ...seccomp(c.seccompProfile, `${field}.seccompProfile`),
    ...escalation(c, field),
    ...validateWindowsOptions(c.windowsOptions, `${field}.windowsOptions`),
    ...appArmor(c.appArmorProfile, `${field}.appArmorProfile`),
  ]);

function escalation(context: core.SecurityContext, field: string): FieldError[] {
  if (context.allowPrivilegeEscalation !== false) return [];
  return [
    ...when(context.privileged, () => invalid(field, internalForm('core.v1.SecurityContext', context), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true')),
    ...when(context.capabilities?.add?.includes('CAP_SYS_ADMIN'), () =>
      invalid(field, internalForm('core.v1.SecurityContext', context), 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN')),
  ];
}

export function validatePodSecurityContext(spec: core.PodSpec, field: string): FieldError[] {
  const c = spec.securityContext ?? {};
  return [
    ...given(c.fsGroup, (id) => numericId(id, `${field}.fsGroup`)),
    ...given(c.runAsUser, (id) => numericId(id, `${field}.runAsUser`)),
    ...given(c.runAsGroup, (id) => numericId(id, `${field}.runAsGroup`)),
    ...each(c.supplementalGroups, `${field}.supplementalGroups`, (id, at) => numericId(id, at)),
    // The path is upstream's: its internal form keeps both in the security context.
    ...when(spec.shareProcessNamespace && spec.hostPID, () =>
      invalid(`${field}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled')),
    ...(c.sysctls ? sysctls(c.sysctls, spec, `${field}.sysctls`) : []),
    ...seccomp(c.seccompProfile, `${field}.seccompProfile`),
    ...validateWindowsOptions(c.windowsOptions, `${field}.windowsOptions`),
    ...appArmor(c.appArmorProfile, `${field}.appArmorProfile`),
    ...given(c.seLinuxChangePolicy, (policy) => when(!labelling.includes(policy), () => notSupported(`${field}.seLinuxChangePolicy`, policy, labelling))),
  ];
}

const labelling = ['MountOption', 'Recursive'];

const segment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlName = `^(${segment}[\\./])*${segment}$`;
const sysctlPattern = new RegExp(sysctlName);

function sysctls(list: readonly core.Sysctl[], spec: core.PodSpec, field: string): FieldError[] {
  const seen = new Set<string>();
  return each(list, field, ({ name }, at) => {
    const repeated = seen.has(name);
    seen.add(name);
    return [...sysctlFault(name, repeated, `${at}.name`), ...ofTheHost(name, spec, `${at}.name`)];
  });
}

function sysctlFault(name: string, repeated: boolean, field: string): FieldError[] {
  if (!name) return [required(field)];
  if (name.length > 253 || !sysctlPattern.test(name)) return [invalid(field, name, `must have at most 253 characters and match regex ${sysctlName}`)];
  return when(repeated, () => duplicate(field, name));
}

/** Of namespaces that a pod may share with its host (k8s.io/component-helpers node/util/sysctl). */
const ofNetwork = /^net\./;
const ofIpc = /^(kernel\.(sem$|shm|msg)|fs\.mqueue\.)/;

function ofTheHost(name: string, { hostNetwork, hostIPC }: core.PodSpec, field: string): FieldError[] {
  const dotted = withDots(name);
  if (hostNetwork && ofNetwork.test(dotted)) return [invalid(field, name, "may not be specified when 'hostNetwork' is true")];
  return when(hostIPC && ofIpc.test(dotted), () => invalid(field, name, "may not be specified when 'hostIPC' is true"));
}

/** Written with slashes, dots are part of the names (sysctl.d(5)). */
function withDots(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  return first === '/' ? name.replace(/[./]/g, (separator) => (separator === '/' ? '.' : '/')) : name;
}

function seccomp(profile: core.SeccompProfile | undefined, field: string): FieldError[] {
  if (!profile) return [];
  const path = profile.localhostProfile;
  if (profile.type !== 'Localhost') {
    return when(path !== undefined, () => invalid(`${field}.localhostProfile`, internalForm('core.v1.SeccompProfile', profile), 'can only be set when seccomp type is Localhost'));
  }
  return path === undefined
    ? [required(`${field}.localhostProfile`, 'must be set when seccomp type is Localhost')]
    : localPath(path, `${field}.localhostProfile`);
}

/** Of a path, without the zero at its end. */
const longestProfile = 4095;

export function appArmor(profile: core.AppArmorProfile | undefined, field: string): FieldError[] {
  if (!profile) return [];
  const name = profile.localhostProfile;
  if (profile.type !== 'Localhost') {
    return when(name !== undefined, () => invalid(`${field}.localhostProfile`, name, 'can only be set when AppArmor type is Localhost'));
  }
  if (!name) return [required(`${field}.localhostProfile`, 'must be set when AppArmor type is Localhost')];
  return [
    ...when(name.trim() !== name, () => invalid(`${field}.localhostProfile`, name, 'must not be padded with whitespace')),
    ...when(Buffer.byteLength(name) > longestProfile, () => tooLong(`${field}.localhostProfile`, longestProfile)),
  ];
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
