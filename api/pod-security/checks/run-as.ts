/** Nobody runs as root (policy/check_runAsNonRoot.go, check_runAsUser.go). */
import { named, namesOf, setters, unlessUserNamespace, type Check, type CheckPod } from '../check';

const nonRoot: CheckPod = (pod) => {
  const reason = 'runAsNonRoot != true';
  const who = setters(pod, (context) => context?.runAsNonRoot === false);
  if (who.length) return { reason, detail: `${who.join(' and ')} must not set securityContext.runAsNonRoot=false` };
  if (pod.spec.securityContext?.runAsNonRoot) return undefined;
  const silent = pod.containers.filter(({ securityContext }) => securityContext?.runAsNonRoot === undefined);
  return silent.length ? { reason, detail: `pod or ${named('container', namesOf(silent))} must set securityContext.runAsNonRoot=true` } : undefined;
};

const user: CheckPod = (pod) => {
  const who = setters(pod, (context) => context?.runAsUser === 0);
  return who.length ? { reason: 'runAsUser=0', detail: `${who.join(' and ')} must not set runAsUser=0` } : undefined;
};

export const runAsNonRoot: Check = {
  id: 'runAsNonRoot', level: 'restricted',
  versions: [{ since: 0, check: nonRoot }, { since: 35, check: unlessUserNamespace(nonRoot) }],
};

export const runAsUser: Check = {
  id: 'runAsUser', level: 'restricted',
  versions: [{ since: 23, check: user }, { since: 35, check: unlessUserNamespace(user) }],
};
