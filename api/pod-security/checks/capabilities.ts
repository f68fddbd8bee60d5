/** Which capabilities containers may add, and which they must drop (policy/check_capabilities_baseline.go, check_capabilities_restricted.go). */
import { distinct, named, namesOf, quoted, unlessWindows, type Check, type CheckPod, type Container } from '../check';

const usual: ReadonlySet<string> = new Set([
  'AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT',
]);
const least: ReadonlySet<string> = new Set(['NET_BIND_SERVICE']);

const added = ({ securityContext }: Container): readonly string[] => securityContext?.capabilities?.add ?? [];

/** `container "a" must not include "SYS_ADMIN" in securityContext.capabilities.add`. */
function addedBeyond(allowed: ReadonlySet<string>, containers: readonly Container[]): string | undefined {
  const beyond = (container: Container): string[] => added(container).filter((capability) => !allowed.has(capability));
  const bad = containers.filter((container) => beyond(container).length);
  if (!bad.length) return undefined;
  return `${named('container', namesOf(bad))} must not include ${quoted(distinct(bad.flatMap(beyond)))} in securityContext.capabilities.add`;
}

const baseline: CheckPod = ({ containers }) => {
  const detail = addedBeyond(usual, containers);
  return detail === undefined ? undefined : { reason: 'non-default capabilities', detail };
};

const restricted: CheckPod = ({ containers }) => {
  const keeping = containers.filter(({ securityContext }) => !securityContext?.capabilities?.drop?.includes('ALL'));
  const details = [keeping.length ? `${named('container', namesOf(keeping))} must set securityContext.capabilities.drop=["ALL"]` : undefined, addedBeyond(least, containers)]
    .filter((detail) => detail !== undefined);
  return details.length ? { reason: 'unrestricted capabilities', detail: details.join('; ') } : undefined;
};

export const capabilitiesBaseline: Check = { id: 'capabilities_baseline', level: 'baseline', versions: [{ since: 0, check: baseline }] };

const overrides = [capabilitiesBaseline.id];

export const capabilitiesRestricted: Check = {
  id: 'capabilities_restricted', level: 'restricted',
  versions: [{ since: 22, check: restricted, overrides }, { since: 25, check: unlessWindows(restricted), overrides }],
};
