/** `&&` and `||`: a side that decides makes the other's fault irrelevant, on whichever side it stands. */
import { CelBudgetExceeded, CelError, noSuchOverload } from '../values/errors';
import type { Value } from '../values/values';
import type { Frame, Step } from './frame';

export const planAnd = (left: Step, right: Step): Step => planLogic(left, right, false);
export const planOr = (left: Step, right: Step): Step => planLogic(left, right, true);

function planLogic(left: Step, right: Step, deciding: boolean): Step {
  return (frame) => {
    let value: Value;
    try {
      value = left(frame);
    } catch (fault) {
      return afterFault(frame, absorbable(fault), right, deciding);
    }
    if (value === deciding) return deciding;
    if (typeof value !== 'boolean') return afterFault(frame, new CelError('no such overload'), right, deciding);
    const other = right(frame);
    return typeof other === 'boolean' ? other : noSuchOverload();
  };
}

function afterFault(frame: Frame, fault: CelError, right: Step, deciding: boolean): Value {
  if (right(frame) === deciding) return deciding;
  throw fault;
}

/** Of what was caught: only CelErrors are part of the language, and of those not the end of the budget. */
export function absorbable(fault: unknown): CelError {
  if (fault instanceof CelError && !(fault instanceof CelBudgetExceeded)) return fault;
  throw fault;
}
