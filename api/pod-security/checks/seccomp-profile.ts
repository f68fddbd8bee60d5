/** System calls are filtered by the runtime's profile or one of the node (policy/check_seccompProfile_baseline.go, check_seccompProfile_restricted.go). */
import { contextsOf, distinct, named, namesOf, plural, quoted, setters, unlessWindows, type Check, type CheckPod, type Context } from '../check';

const reason = 'seccompProfile';

const isAllowedAnnotation = (value: string): boolean => value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');

/** Before there were fields for it. */
const annotations: CheckPod = (pod) => {
  const keys = ['seccomp.security.alpha.kubernetes.io/pod', ...namesOf(pod.containers).map((name) => `container.seccomp.security.alpha.kubernetes.io/${name}`)];
  const bad = distinct(keys.flatMap((key) => {
    const value = pod.annotations[key];
    return value === undefined || isAllowedAnnotation(value) ? [] : [`${key}=${JSON.stringify(value)}`];
  }));
  return bad.length ? { reason, detail: `forbidden ${plural('annotation', bad)} ${bad.join(', ')}` } : undefined;
};

const allowedTypes: readonly string[] = ['Localhost', 'RuntimeDefault'];

const isBad = (context: Context | undefined): boolean => context?.seccompProfile !== undefined && !allowedTypes.includes(context.seccompProfile.type);

const fields: CheckPod = (pod) => {
  const who = setters(pod, isBad);
  if (!who.length) return undefined;
  const values = distinct(contextsOf(pod).filter(isBad).map((context) => context?.seccompProfile?.type ?? ''));
  return { reason, detail: `${who.join(' and ')} must not set securityContext.seccompProfile.type to ${quoted(values)}` };
};

const neededFields: CheckPod = (pod) => {
  const bad = fields(pod);
  if (bad || pod.spec.securityContext?.seccompProfile) return bad;
  const silent = pod.containers.filter(({ securityContext }) => !securityContext?.seccompProfile);
  return silent.length ? { reason, detail: `pod or ${named('container', namesOf(silent))} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"` } : undefined;
};

export const seccompProfileBaseline: Check = {
  id: 'seccompProfile_baseline', level: 'baseline',
  versions: [{ since: 0, check: annotations }, { since: 19, check: fields }],
};

const overrides = [seccompProfileBaseline.id];

export const seccompProfileRestricted: Check = {
  id: 'seccompProfile_restricted', level: 'restricted',
  versions: [{ since: 19, check: neededFields, overrides }, { since: 25, check: unlessWindows(neededFields), overrides }],
};
