/** Whether a policy is meant, beyond its rules and selectors (KEP-3716; k8s.io/apiserver pkg/admission/plugin/webhook/matchconditions). */
import type { Compiled } from './policies';
import { BudgetExhausted, ExpressionFault, Scope, type Bindings } from './scope';

/** What all conditions may cost together (k8s.io/apiserver pkg/apis/cel/config.go). */
const costBudget = 2_500_000;

/** One that does not hold settles it, whatever is wrong with the others. Conditions do not see the namespace. */
export function conditionsHold({ composition, conditions }: Compiled, bindings: Bindings): boolean | ExpressionFault {
  if (!conditions.length) return true;
  const scope = new Scope(composition, { ...bindings, namespaceObject: null }, costBudget);
  try {
    const values = conditions.map((condition) => scope.evaluate(condition));
    if (values.includes(false)) return false;
    const faults = values.filter((value) => value instanceof ExpressionFault).map(({ message }) => message);
    return faults.length ? new ExpressionFault(faults.length === 1 ? faults.join() : `[${faults.join(', ')}]`) : true;
  } catch (error) {
    if (error instanceof BudgetExhausted) return new ExpressionFault(error.message);
    throw error;
  }
}
