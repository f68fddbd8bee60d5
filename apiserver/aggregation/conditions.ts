/** The condition Available of an APIService. */
import { formatTime, type apiregistration } from '../../api';

type Condition = apiregistration.APIServiceCondition;
export type Availability = Required<Pick<Condition, 'status' | 'reason' | 'message'>>;

export const local: Availability = { status: 'True', reason: 'Local', message: 'Local APIServices are always available' };
export const passed: Availability = { status: 'True', reason: 'Passed', message: 'all checks passed' };

/** The object itself when it says so already. The time is that of the last change of `status`. */
export function withAvailability(service: apiregistration.APIService, availability: Availability, now: number): apiregistration.APIService {
  const conditions = service.status.conditions ?? [];
  const old = conditions.find(({ type }) => type === 'Available');
  if (old && says(old, availability)) return service;
  const lastTransitionTime = old?.status === availability.status ? old.lastTransitionTime : formatTime(now);
  const condition = { type: 'Available', ...availability, lastTransitionTime };
  return { ...service, status: { ...service.status, conditions: old ? conditions.map((each) => (each === old ? condition : each)) : [...conditions, condition] } };
}

const says = (condition: Condition, { status, reason, message }: Availability): boolean =>
  condition.status === status && condition.reason === reason && condition.message === message;
