/** One rule of `x-kubernetes-validations`, compiled (k8s.io/apiextensions-apiserver pkg/apiserver/schema/cel compilation.go). */
import { compile, kubernetesEnvironment, typesFromOpenApi, type Compiled, type Program, type Shape, type Variables } from '../cel';
import { optionalOf } from '../cel/types/types';
import { Optional, type Value } from '../cel/values/values';
import type { ValidationRule } from '../schema/types/apiextensions.v1';
import type { RulePlace } from '../structural';

export interface CompiledRule {
  readonly rule: ValidationRule;
  readonly program: Program;
  /** Absent: the rule's message is fixed. */
  readonly message?: Program;
  /** It is about a change, and asked only where there is something old. */
  readonly transition: boolean;
}

/** A message that does not compile is said otherwise: the rule holds all the same. */
export type RuleCompilation =
  | { readonly ok: true; readonly compiled: CompiledRule; readonly messageFault?: string; readonly cardinality: number }
  | { readonly ok: false; readonly message: string };

/** No request is larger. */
const largestRequest = 3 * 1024 * 1024;

/** What may or may not have been. */
const optionalShape = (shape: Shape): Shape => ({ type: optionalOf(shape.type), wrap: (json) => (json === Optional.none ? Optional.none : new Optional(shape.wrap(json) as Exclude<Value, Optional>)) });

export function compileRule(place: RulePlace, rule: ValidationRule): RuleCompilation {
  const self = typesFromOpenApi(place.schema, { name: 'object', resourceRoot: place.resource });
  if (!self) return { ok: false, message: 'rules are only allowed on fields with a type' };
  const variables = { self, oldSelf: rule.optionalOldSelf === true ? optionalShape(self) : self };
  const program = compileText(rule.rule, variables, 'bool');
  if (!program.ok) return { ok: false, message: program.message };
  const message = rule.messageExpression ? compileText(rule.messageExpression, variables, 'string') : undefined;
  return {
    ok: true,
    compiled: { rule, program: program.program, ...(message?.ok && { message: message.program }), transition: program.program.uses('oldSelf') && !rule.optionalOldSelf },
    ...(message && !message.ok && { messageFault: message.message }),
    // As many as the largest request could hold, with a comma for each.
    cardinality: Math.floor(largestRequest / (self.minSize + 1)),
  };
}

const compileText = (text: string, variables: Variables, result: 'bool' | 'string'): Compiled => compile(text, { environment: kubernetesEnvironment, variables, result });
