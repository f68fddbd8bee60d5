/** Conditions of a webhook, beyond its rules and selectors (KEP-3716). */
import { admissionExpressions, type admissionregistration } from '../../../api';

export interface MatchConditions {
  /** Throws ConditionError when one cannot be evaluated and the webhook does not fail open. */
  hold(bindings: admissionExpressions.Bindings): boolean;
}

export class ConditionError extends Error {}

/** Expressions are compiled when they are first asked for. */
export function conditionsOf(conditions: readonly admissionregistration.MatchCondition[], failsOpen: boolean): MatchConditions {
  let compiled: admissionExpressions.Compiled | undefined;
  return {
    hold(bindings) {
      const held = admissionExpressions.conditionsHold((compiled ??= admissionExpressions.compileConditions(conditions)), bindings);
      if (typeof held === 'boolean') return held;
      if (failsOpen) return false;
      throw new ConditionError(held.message);
    },
  };
}
