/** What the devices of a claim must have, or must not have, in common (k8s.io/dynamic-resource-allocation structured/internal). */
import type { resource } from '../../../api';
import type { Offer } from './devices';
import type { Wanted } from './requests';

export interface Chosen { readonly wanted: Wanted; readonly offer: Offer }

/** Values of different kinds are never the same. Lists are of a feature that is off. */
function valueOf({ device, driver }: Offer, attribute: string): string | undefined {
  const slash = attribute.indexOf('/');
  const own = device.attributes?.[attribute] ?? (attribute.slice(0, slash) === driver ? device.attributes?.[attribute.slice(slash + 1)] : undefined);
  const { string, int, bool, version } = own ?? {};
  const found = ([['s', string], ['i', int], ['b', bool], ['v', version]] as const).find(([, value]) => value !== undefined);
  return found && `${found[0]}${String(found[1])}`;
}

const concerns = ({ requests = [] }: resource.DeviceConstraint, { name, request }: Wanted): boolean =>
  requests.length === 0 || requests.includes(request) || requests.includes(name);

/** Whether the constraint holds with one more; it can only get worse from there. */
export function allows(constraint: resource.DeviceConstraint, chosen: readonly Chosen[], next: Chosen): boolean {
  if (!concerns(constraint, next.wanted)) return true;
  const attribute = constraint.matchAttribute ?? constraint.distinctAttribute ?? '';
  const value = valueOf(next.offer, attribute);
  if (value === undefined) return false;
  const others = chosen.filter(({ wanted }) => concerns(constraint, wanted)).map(({ offer }) => valueOf(offer, attribute));
  return constraint.matchAttribute === undefined ? !others.includes(value) : others.every((other) => other === value);
}

/** What keeps new pods away from a device; other effects only tell. */
const keepsAway = ({ effect }: resource.DeviceTaint): boolean => effect === 'NoSchedule' || effect === 'NoExecute';

function tolerates({ key, operator = 'Equal', value = '', effect }: resource.DeviceToleration, taint: resource.DeviceTaint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  return operator === 'Exists' || (operator === 'Equal' && value === (taint.value ?? ''));
}

export const isUntainted = ({ device }: Offer, { tolerations }: Wanted): boolean =>
  (device.taints ?? []).every((taint) => !keepsAway(taint) || tolerations.some((toleration) => tolerates(toleration, taint)));
