/** The runtime's AppArmor profile may be replaced by one of the node, and not turned off (policy/check_appArmorProfile.go). */
import { contextsOf, distinct, plural, quoted, setters, type Check, type CheckPod, type Context } from '../check';

const allowedTypes: readonly string[] = ['RuntimeDefault', 'Localhost'];

const annotationPrefix = 'container.apparmor.security.beta.kubernetes.io/';

const isBad = (context: Context | undefined): boolean => context?.appArmorProfile !== undefined && !allowedTypes.includes(context.appArmorProfile.type);

const isAllowedAnnotation = (value: string): boolean => value === '' || value === 'runtime/default' || value.startsWith('localhost/');

const check: CheckPod = (pod) => {
  const annotations = Object.entries(pod.annotations)
    .filter(([key, value]) => key.startsWith(annotationPrefix) && !isAllowedAnnotation(value))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`).sort();
  const who = [...setters(pod, isBad), ...(annotations.length ? [plural('annotation', annotations)] : [])];
  if (!who.length) return undefined;
  const values = [...distinct(contextsOf(pod).filter(isBad).map((context) => context?.appArmorProfile?.type ?? '')), ...annotations];
  return { reason: plural('forbidden AppArmor profile', values), detail: `${who.join(' and ')} must not set AppArmor profile type to ${quoted(values)}` };
};

export const appArmorProfile: Check = { id: 'appArmorProfile', level: 'baseline', versions: [{ since: 0, check }] };
