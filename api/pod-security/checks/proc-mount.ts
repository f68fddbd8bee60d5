/** What the runtime hides of /proc stays hidden (policy/check_procMount_baseline.go, check_procMount_restricted.go). */
import { distinct, named, namesOf, quoted, unlessUserNamespace, type Check, type CheckPod, type Container } from '../check';

const procMountOf = ({ securityContext }: Container): string => securityContext?.procMount ?? 'Default';

const check: CheckPod = ({ containers }) => {
  const bad = containers.filter((container) => procMountOf(container) !== 'Default');
  return bad.length
    ? { reason: 'procMount', detail: `${named('container', namesOf(bad))} must not set securityContext.procMount to ${quoted(distinct(bad.map(procMountOf)))}` }
    : undefined;
};

export const procMountBaseline: Check = {
  id: 'procMount', level: 'baseline',
  versions: [{ since: 0, check }, { since: 35, check: unlessUserNamespace(check) }],
};

export const procMountRestricted: Check = {
  id: 'procMount_restricted', level: 'restricted',
  versions: [{ since: 35, check, overrides: [procMountBaseline.id] }],
};
