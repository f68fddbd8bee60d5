/** What a validating policy says of a request (k8s.io/apiserver pkg/admission/plugin/policy/validating/validator.go). */
import type * as admission from '../schema/types/admissionregistration.v1';
import { runtimeCostBudget } from '../cel/program';
import { conditionsHold } from './conditions';
import type { Expression } from './composition';
import type { CompiledValidation, CompiledValidations } from './policies';
import { BudgetExhausted, ExpressionFault, Scope, type Bindings } from './scope';

export interface Refusal {
  /** Which validation. */
  readonly index: number;
  readonly message: string;
  /** Left out: Invalid. */
  readonly reason?: string;
}

export interface Annotation { readonly key: string; readonly value: string }

export interface Judgement {
  readonly refusals: readonly Refusal[];
  readonly annotations: readonly Annotation[];
  /** What went wrong with annotations refuses the request, whatever the binding's actions are. */
  readonly annotationFaults: readonly string[];
}

const nothing: Judgement = { refusals: [], annotations: [], annotationFaults: [] };

/** Longer messages are not used (k8s.io/apiserver pkg/apis/cel/config.go). */
const longestMessage = 5 * 1024;

export function judge(spec: admission.ValidatingAdmissionPolicySpec, compiled: CompiledValidations, bindings: Bindings): Judgement {
  const failsOpen = spec.failurePolicy === 'Ignore';
  const failed = (message: string): Judgement => (failsOpen ? nothing : { ...nothing, refusals: [{ index: 0, message }] });
  const met = conditionsHold(compiled, bindings);
  if (met instanceof ExpressionFault) return failed(met.message);
  if (!met) return nothing;
  try {
    return { refusals: refusalsOf(spec, compiled, bindings, failsOpen), ...annotationsOf(spec, compiled, bindings, failsOpen) };
  } catch (error) {
    if (error instanceof BudgetExhausted) return failed(error.message);
    throw error;
  }
}

function refusalsOf({ validations = [] }: admission.ValidatingAdmissionPolicySpec, compiled: CompiledValidations, bindings: Bindings, failsOpen: boolean): Refusal[] {
  const scope = new Scope(compiled.composition, bindings, runtimeCostBudget);
  const values = compiled.validations.map(({ expression }) => scope.evaluate(expression));
  return values.flatMap((value, index) => {
    if (value === true) return [];
    const refusal = value instanceof ExpressionFault ? value : said(validations[index] as admission.Validation, compiled.validations[index] as CompiledValidation, scope);
    if (typeof refusal === 'string') return [{ index, message: refusal, reason: validations[index]?.reason ?? 'Invalid' }];
    return failsOpen ? [] : [{ index, message: refusal.message }];
  });
}

/** A fault when there is no budget left for the message. */
function said({ message, expression }: admission.Validation, { messageExpression }: CompiledValidation, scope: Scope): string | ExpressionFault {
  try {
    const own = messageExpression && messageFrom(scope, messageExpression);
    return own || message?.trim() || `failed expression: ${expression.trim()}`;
  } catch (error) {
    if (error instanceof BudgetExhausted) return new ExpressionFault(`failed messageExpression: ${error.message}`);
    throw error;
  }
}

/** Empty for what cannot be shown. */
function messageFrom(scope: Scope, expression: Expression): string {
  const value = scope.evaluate(expression);
  if (typeof value !== 'string') return '';
  const text = value.trim();
  return Buffer.byteLength(text) > longestMessage || text.includes('\n') ? '' : text;
}

function annotationsOf(spec: admission.ValidatingAdmissionPolicySpec, compiled: CompiledValidations, bindings: Bindings, failsOpen: boolean): Pick<Judgement, 'annotations' | 'annotationFaults'> {
  const scope = new Scope(compiled.composition, bindings, runtimeCostBudget);
  const annotations: Annotation[] = [];
  const annotationFaults: string[] = [];
  for (const [index, expression] of compiled.auditAnnotations.entries()) {
    const value = scope.evaluate(expression);
    if (typeof value === 'string' && value.trim()) annotations.push({ key: spec.auditAnnotations?.[index]?.key ?? '', value: value.trim() });
    if (value instanceof ExpressionFault && !failsOpen) annotationFaults.push(value.message);
  }
  return { annotations, annotationFaults };
}
