/** What only one of the operating systems has (KEP-2802). */
import { forbidden, notSupported, required, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { when } from '../../checks';
import { containersOf } from './visit';

export function validateOperatingSystem(spec: core.PodSpec, field: string): FieldError[] {
  if (!spec.os) return [];
  switch (spec.os.name) {
    case '': return [required(`${field}.os.name`, 'cannot be empty')];
    case 'linux': return onLinux(spec, field);
    case 'windows': return onWindows(spec, field);
    default: return [notSupported(`${field}.os`, spec.os.name, ['linux', 'windows'])];
  }
}

const forLinux = 'windows options cannot be set for a linux pod';

const onLinux = (spec: core.PodSpec, field: string): FieldError[] => [
  ...when(spec.securityContext?.windowsOptions, () => forbidden(`${field}.securityContext.windowsOptions`, forLinux)),
  ...containersOf(spec, field).flatMap(({ container, at }) =>
    when(container.securityContext?.windowsOptions, () => forbidden(`${at}.securityContext.windowsOptions`, forLinux))),
];

const forWindows = 'cannot be set for a windows pod';

type OfSpec = keyof core.PodSpec & ('hostUsers' | 'hostPID' | 'hostIPC' | 'shareProcessNamespace');

/** In upstream's order; those with a dot are in the security context. */
const ofPod = [
  '.appArmorProfile', '.seLinuxOptions', 'hostUsers', 'hostPID', 'hostIPC', '.seccompProfile', '.fsGroup', '.fsGroupChangePolicy', '.sysctls', 'shareProcessNamespace',
  '.runAsUser', '.runAsGroup', '.supplementalGroups', '.supplementalGroupsPolicy', '.seLinuxChangePolicy',
] as const satisfies readonly (OfSpec | `.${keyof core.PodSecurityContext}`)[];

const ofContainer = [
  'appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup',
] as const satisfies readonly (keyof core.SecurityContext)[];

function onWindows(spec: core.PodSpec, field: string): FieldError[] {
  const { securityContext = {} } = spec;
  const isSet = (name: (typeof ofPod)[number]): boolean =>
    (name.startsWith('.') ? securityContext[name.slice(1) as keyof core.PodSecurityContext] : spec[name as OfSpec]) !== undefined;
  return [
    ...ofPod.filter(isSet).map((name) => forbidden(`${field}.${name.startsWith('.') ? `securityContext${name}` : name}`, forWindows)),
    ...containersOf(spec, field).flatMap(({ container, at }) =>
      ofContainer.flatMap((name) => when(container.securityContext?.[name] !== undefined, () => forbidden(`${at}.securityContext.${name}`, forWindows)))),
  ];
}
