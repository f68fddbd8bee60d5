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

export type RuleCompilation = { readonly ok: true; readonly compiled: CompiledRule } | { readonly ok: false; readonly part: 'rule' | 'messageExpression'; readonly message: string };

/** What may or may not have been. */
const optionalShape = (shape: Shape): Shape => ({ type: optionalOf(shape.type), wrap: (json) => (json === Optional.none ? Optional.none : new Optional(shape.wrap(json) as Exclude<Value, Optional>)) });

export const variablesOf = ({ schema, resource }: RulePlace, optionalOldSelf: boolean): Variables | undefined => {
  const self = typesFromOpenApi(schema, { name: 'object', resourceRoot: resource });
  return self && { self, oldSelf: optionalOldSelf ? optionalShape(self) : self };
};

export function compileRule(place: RulePlace, rule: ValidationRule): RuleCompilation {
  const variables = variablesOf(place, rule.optionalOldSelf === true);
  if (!variables) return { ok: false, part: 'rule', message: 'rules are only allowed on fields with a type' };
  const program = compileText(rule.rule, variables, 'bool');
  if (!program.ok) return { ok: false, part: 'rule', message: program.message };
  const message = rule.messageExpression ? compileText(rule.messageExpression, variables, 'string') : undefined;
  if (message && !message.ok) return { ok: false, part: 'messageExpression', message: message.message };
  return { ok: true, compiled: { rule, program: program.program, ...(message?.ok && { message: message.program }), transition: program.program.uses('oldSelf') && !rule.optionalOldSelf } };
}

const compileText = (text: string, variables: Variables, result: 'bool' | 'string'): Compiled => compile(text, { environment: kubernetesEnvironment, variables, result });
