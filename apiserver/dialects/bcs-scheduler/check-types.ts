/** The document's deployment has health checks with a `protocol` and no `type`, which are none; a switch makes them what they may have been meant to be. */
import type { Filter } from './call';
import { memberOf } from './sent';

export const typeChecks: Filter = (call) => Promise.resolve(call.service.switches.healthProtocol === 'type' ? { ...call, json: typed(call.json) } : call);

/** What is no JSON is refused by who reads it. */
function typed(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json, (name, value: unknown) => (name.toLowerCase() === 'healthchecks' && Array.isArray(value) ? value.map(withType) : value)));
  } catch {
    return json;
  }
}

function withType(check: unknown): unknown {
  if (typeof check !== 'object' || check === null) return check;
  const protocol = memberOf(check, 'protocol');
  return typeof protocol === 'string' && !memberOf(check, 'type') ? { ...check, type: protocol.toUpperCase() } : check;
}
