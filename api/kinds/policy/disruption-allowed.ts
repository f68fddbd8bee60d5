/** The condition that says whether a budget has a disruption left (k8s.io/component-helpers apps/poddisruptionbudget/helpers.go). */
import { formatTime } from '../../clock';
import type * as meta from '../../schema/types/meta.v1';
import type * as policy from '../../schema/types/policy.v1';

type Status = policy.PodDisruptionBudgetStatus;
type State = Pick<meta.Condition, 'status' | 'reason' | 'message'>;

const type = 'DisruptionAllowed';
const syncFailed = 'SyncFailed';

export const disruptionCondition = ({ conditions }: Status): meta.Condition | undefined => conditions?.find((condition) => condition.type === type);

/** What the numbers say. */
const stateOf = ({ disruptionsAllowed }: Status): State =>
  (disruptionsAllowed > 0 ? { status: 'True', reason: 'SufficientPods', message: '' } : { status: 'False', reason: 'InsufficientPods', message: '' });

/** The status with its condition in line with its numbers; `now` in milliseconds. */
export const withDisruptionCondition = (status: Status, now: number): Status => withState(status, stateOf(status), now);

/** The status of a budget that could not be worked out: nothing is allowed. */
export const withSyncFailure = (status: Status, message: string, now: number): Status =>
  withState({ ...status, disruptionsAllowed: 0 }, { status: 'False', reason: syncFailed, message }, now);

export function isDisruptionConditionCurrent({ metadata, status }: policy.PodDisruptionBudget): boolean {
  const condition = disruptionCondition(status);
  const wanted = stateOf(status);
  return status.observedGeneration === metadata.generation && condition?.status === wanted.status && condition.reason === wanted.reason;
}

export const hasFailedToSync = (condition: meta.Condition | undefined): boolean =>
  condition?.status === 'False' && condition.reason === syncFailed && condition.message !== '';

function withState(status: Status, state: State, now: number): Status {
  const before = disruptionCondition(status);
  const lastTransitionTime = before?.status === state.status ? before.lastTransitionTime : formatTime(now);
  const condition: meta.Condition = {
    type, status: state.status, ...(status.observedGeneration !== undefined && { observedGeneration: status.observedGeneration }),
    lastTransitionTime, reason: state.reason, message: state.message,
  };
  const { conditions = [] } = status;
  return { ...status, conditions: before ? conditions.map((each) => (each === before ? condition : each)) : [...conditions, condition] };
}
