/**
 * Conditions of a webhook, beyond its rules and selectors (KEP-3716; k8s.io/apiserver pkg/admission/plugin/webhook/matchconditions).
 */
import { cel, type admissionregistration } from '../../../api';

/** What the conditions of one webhook may cost together (k8s.io/apiserver pkg/apis/cel/config.go). */
const costBudget = 2_500_000;

export interface MatchConditions {
  /** Throws ConditionError when one cannot be evaluated and the webhook does not fail open. */
  hold(bindings: Bindings): boolean;
}

export interface Bindings {
  readonly object: object | null;
  readonly oldObject: object | null;
  readonly request: object;
}

export class ConditionError extends Error {}

interface Compiled {
  readonly expression: string;
  readonly compiled: cel.Compiled;
}

const variables = { object: cel.dynamic, oldObject: cel.dynamic, request: cel.dynamic };

/** Expressions are compiled when they are first asked for. */
export function conditionsOf(conditions: readonly admissionregistration.MatchCondition[], failsOpen: boolean): MatchConditions {
  let programs: readonly Compiled[] | undefined;
  return {
    hold(bindings) {
      programs ??= conditions.map(({ expression }) => ({ expression, compiled: cel.compile(expression, { environment: cel.kubernetesEnvironment, variables, result: 'bool' }) }));
      const faults: string[] = [];
      let left = costBudget;
      for (const program of programs) {
        const { holds, fault, cost } = evaluated(program, bindings, left);
        left -= cost;
        // One that does not hold settles it, whatever the others say.
        if (holds === false) return false;
        if (fault !== undefined) faults.push(fault);
      }
      if (faults.length === 0) return true;
      if (failsOpen) return false;
      throw new ConditionError(faults.length === 1 ? faults[0] : `[${faults.join(', ')}]`);
    },
  };
}

interface Evaluated { readonly holds?: boolean; readonly fault?: string; readonly cost: number }

function evaluated({ expression, compiled }: Compiled, bindings: Bindings, budget: number): Evaluated {
  if (!compiled.ok) return { fault: `compilation error: ${compiled.message}`, cost: 0 };
  if (budget <= 0) return { fault: 'validation failed due to running out of cost budget, no further validation rules will be run', cost: 0 };
  const { value, cost } = compiled.program.evaluate({ ...bindings }, { budget: Math.min(budget, cel.perCallLimit) });
  if (typeof value === 'boolean') return { holds: value, cost };
  const why = value instanceof cel.CelError ? value.message : 'cel expression evaluated to unexpected type';
  return { fault: `expression '${expression}' resulted in error: ${why}`, cost };
}
