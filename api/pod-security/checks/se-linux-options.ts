/** SELinux types are those of containers; users and roles stay as they are (policy/check_seLinuxOptions.go). */
import { contextsOf, distinct, named, setters, type Check, type CheckPod, type Context } from '../check';

const types0 = ['container_t', 'container_init_t', 'container_kvm_t'];
const types31 = [...types0, 'container_engine_t'];

const optionsCheck = (allowed: readonly string[]): CheckPod => {
  const badType = (context: Context | undefined): string => {
    const type = context?.seLinuxOptions?.type ?? '';
    return allowed.includes(type) ? '' : type;
  };
  const isBad = (context: Context | undefined): boolean => Boolean(badType(context) || context?.seLinuxOptions?.user || context?.seLinuxOptions?.role);
  return (pod) => {
    const who = setters(pod, isBad);
    if (!who.length) return undefined;
    const contexts = contextsOf(pod);
    const types = distinct(contexts.map(badType).filter(Boolean));
    const what = [
      ...(types.length ? [named('type', types)] : []),
      ...(contexts.some((context) => context?.seLinuxOptions?.user) ? ['user may not be set'] : []),
      ...(contexts.some((context) => context?.seLinuxOptions?.role) ? ['role may not be set'] : []),
    ];
    return { reason: 'seLinuxOptions', detail: `${who.join(' and ')} set forbidden securityContext.seLinuxOptions: ${what.join('; ')}` };
  };
};

export const seLinuxOptions: Check = {
  id: 'seLinuxOptions', level: 'baseline',
  versions: [{ since: 0, check: optionsCheck(types0) }, { since: 31, check: optionsCheck(types31) }],
};
