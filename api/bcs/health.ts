/** Checks of a container's health (section 8.4 of the document's specification). */
import type { HealthCheck } from './definition';
import type { Timing } from './timing';

const localTypes: readonly string[] = ['COMMAND', 'HTTP', 'TCP'];

export const isLocal = ({ type }: HealthCheck): boolean => localTypes.includes(type);

/** Those that count: the first of the agent's own, and the first of each remote sort. */
export function countedChecks(checks: readonly HealthCheck[]): readonly HealthCheck[] {
  const sorts = new Set<string>();
  return checks.filter((check) => {
    const sort = isLocal(check) ? 'local' : check.type;
    if (sort !== 'local' && sort !== 'REMOTE_HTTP' && sort !== 'REMOTE_TCP') return false;
    const isFirst = !sorts.has(sort);
    sorts.add(sort);
    return isFirst;
  });
}

export const localCheck = (checks: readonly HealthCheck[]): HealthCheck | undefined => checks.find(isLocal);

/** What is not said, or makes no sense, is the usual. */
export const withDefaults = (check: HealthCheck, { health }: Timing): HealthCheck => ({
  ...check,
  delaySeconds: check.delaySeconds > 0 ? check.delaySeconds : health.delaySeconds,
  gracePeriodSeconds: check.gracePeriodSeconds > 0 ? check.gracePeriodSeconds : health.gracePeriodSeconds,
  intervalSeconds: check.intervalSeconds > 0 ? check.intervalSeconds : health.intervalSeconds,
  timeoutSeconds: check.timeoutSeconds > 0 ? check.timeoutSeconds : health.timeoutSeconds,
});
