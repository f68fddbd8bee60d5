/**
 * Annotations that once were, or still are, part of what a pod is. Seccomp and AppArmor have fields now: where both are
 * given, they say the same (kubernetes pkg/apis/core/validation ValidatePodSpecificAnnotations).
 */
import { forbidden, invalid, type FieldError } from '../../../field-error';
import type * as core from '../../../schema/types/core.v1';
import { given, when } from '../../checks';
import { localPath } from './paths';
import { containersOf } from './visit';

type Annotations = Readonly<Record<string, string>>;

const mirror = 'kubernetes.io/config.mirror';
const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';
export const seccompOfPod = 'seccomp.security.alpha.kubernetes.io/pod';
export const seccompOfContainer = 'container.seccomp.security.alpha.kubernetes.io/';
export const appArmorOfContainer = 'container.apparmor.security.beta.kubernetes.io/';

export const isMirror = ({ metadata }: core.Pod): boolean => metadata.annotations?.[mirror] !== undefined;

export function validatePodAnnotations(annotations: Annotations | undefined, spec: core.PodSpec, field: string): FieldError[] {
  if (!annotations) return [];
  const [mirrored, cost] = [annotations[mirror], annotations[deletionCost]];
  return [
    ...when(mirrored !== undefined && !spec.nodeName, () => invalid(`${field}[${mirror}]`, mirrored, 'must set spec.nodeName if mirror pod annotation is set')),
    ...when(cost !== undefined && !isInt32(cost), () => invalid(`${field}[${deletionCost}]`, cost, 'must be a 32bit integer')),
    ...Object.keys(annotations).flatMap((key) => profileFaults(key, annotations[key] ?? '', spec, field)),
  ];
}

const isInt32 = (text: string): boolean => /^(0|[1-9]\d*|-\d+)$/.test(text) && Number(text) >= -(2 ** 31) && Number(text) < 2 ** 31;

function profileFaults(key: string, profile: string, spec: core.PodSpec, field: string): FieldError[] {
  if (key === seccompOfPod || key.startsWith(seccompOfContainer)) return seccompFault(profile, `${field}.${key}`);
  return key.startsWith(appArmorOfContainer) ? appArmorFaults(key, profile, spec, `${field}[${key}]`) : [];
}

const seccompDefaults = ['runtime/default', 'docker/default'];
const unconfined = 'unconfined';
const localhost = 'localhost/';

function seccompFault(profile: string, field: string): FieldError[] {
  if (seccompDefaults.includes(profile) || profile === unconfined) return [];
  return profile.startsWith(localhost) ? localPath(profile.slice(localhost.length), field) : [invalid(field, profile, 'must be a valid seccomp profile')];
}

function appArmorFaults(key: string, profile: string, spec: core.PodSpec, field: string): FieldError[] {
  const name = key.slice(appArmorOfContainer.length);
  const valid = ['', 'runtime/default', unconfined].includes(profile) || profile.startsWith(localhost);
  return [
    ...when(!containersOf(spec, '').some(({ container }) => container.name === name), () => invalid(field, name, 'container not found')),
    ...when(!valid, () => invalid(field, profile, `invalid AppArmor profile name: ${JSON.stringify(profile)}`)),
  ];
}

/** When a pod is made: an annotation and its field say the same. `field`: of the spec. */
export function annotationsAgree(annotations: Annotations | undefined, spec: core.PodSpec, field: string): FieldError[] {
  if (!annotations || !Object.keys(annotations).some(isProfile)) return [];
  const pod = spec.securityContext ?? {};
  const containers = containersOf(spec, field);
  return [
    ...profilesAgree('seccomp', annotations[seccompOfPod], pod.seccompProfile, seccompDefaults, `${field}.securityContext.seccompProfile`),
    ...containers.flatMap(({ container, at }) => profilesAgree('seccomp', annotations[seccompOfContainer + container.name],
      container.securityContext?.seccompProfile, seccompDefaults, `${at}.securityContext.seccompProfile`)),
    ...(spec.os?.name === 'windows' ? [] : containers.flatMap(({ container, at }) => profilesAgree('apparmor', annotations[appArmorOfContainer + container.name],
      container.securityContext?.appArmorProfile ?? pod.appArmorProfile, ['runtime/default'], `${at}.securityContext.appArmorProfile`))),
  ];
}

const isProfile = (key: string): boolean => key === seccompOfPod || key.startsWith(seccompOfContainer) || key.startsWith(appArmorOfContainer);

type Profile = core.SeccompProfile | core.AppArmorProfile;

const profilesAgree = (what: string, annotation: string | undefined, profile: Profile | undefined, defaults: readonly string[], field: string): FieldError[] =>
  given(profile, ({ type, localhostProfile }) => {
    if (annotation === undefined) return [];
    const asWritten = { Unconfined: annotation === unconfined, RuntimeDefault: defaults.includes(annotation), Localhost: annotation.startsWith(localhost) }[type];
    if (!asWritten) return [forbidden(`${field}.type`, `${what} type in annotation and field must match`)];
    return when(type === 'Localhost' && annotation.slice(localhost.length) !== localhostProfile, () =>
      forbidden(`${field}.localhostProfile`, `${what} profile in annotation and field must match`));
  });

/** What an update cannot change. */
export function fixedPodAnnotations({ metadata: { annotations = {} } }: core.Pod, { metadata: { annotations: old = {} } }: core.Pod): FieldError[] {
  const faults = (key: string, verb: string): FieldError[] => [
    ...when(key.startsWith(appArmorOfContainer), () => forbidden(`metadata.annotations[${key}]`, `may not ${verb} AppArmor annotations`)),
    ...when(key === mirror, () => forbidden(`metadata.annotations[${key}]`, `may not ${verb} mirror pod annotation`)),
  ];
  return [
    ...Object.keys(old).flatMap((key) => (annotations[key] === old[key] ? [] : faults(key, 'remove or update'))),
    ...Object.keys(annotations).flatMap((key) => (old[key] === undefined ? faults(key, 'add') : [])),
  ];
}

/** An AppArmor annotation without a field becomes one, for newer kubelets (KEP-24, version skew strategy). Parts that may be shared are replaced. */
export function appArmorFromAnnotations(pod: core.Pod): void {
  const { metadata: { annotations = {} }, spec } = pod;
  if (spec.os?.name === 'windows' || !Object.keys(annotations).some((key) => key.startsWith(appArmorOfContainer))) return;
  const ofPod = spec.securityContext?.appArmorProfile;
  const withField = <C extends core.Container | core.EphemeralContainer>(container: C): C => {
    const profile = appArmorOf(annotations[appArmorOfContainer + container.name]);
    const isGiven = container.securityContext?.appArmorProfile ?? (ofPod?.type === profile?.type && ofPod?.localhostProfile === profile?.localhostProfile);
    return !profile || isGiven ? container : { ...container, securityContext: { ...container.securityContext, appArmorProfile: profile } };
  };
  const { initContainers, containers, ephemeralContainers } = spec;
  pod.spec = {
    ...spec, containers: containers.map(withField),
    ...(initContainers && { initContainers: initContainers.map(withField) }), ...(ephemeralContainers && { ephemeralContainers: ephemeralContainers.map(withField) }),
  };
}

function appArmorOf(annotation: string | undefined): core.AppArmorProfile | undefined {
  if (annotation === unconfined) return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  const path = annotation?.startsWith(localhost) ? annotation.slice(localhost.length) : '';
  return path && path === path.trim() ? { type: 'Localhost', localhostProfile: path } : undefined;
}
