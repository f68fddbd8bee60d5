/** The expressions of validating policies, compiled (k8s.io/apiserver pkg/admission/plugin/policy/validating compilePolicy). */
import { bool, nullType, string } from '../cel/types/types';
import type * as admission from '../schema/types/admissionregistration.v1';
import { Composition, type Expression } from './composition';

type PolicySpec = Pick<admission.ValidatingAdmissionPolicySpec, 'paramKind' | 'variables' | 'matchConditions'>;

export interface Compiled {
  readonly composition: Composition;
  readonly variables: readonly Expression[];
  readonly conditions: readonly Expression[];
}

export interface CompiledValidation {
  readonly expression: Expression;
  readonly messageExpression: Expression | undefined;
}

export interface CompiledValidations extends Compiled {
  readonly validations: readonly CompiledValidation[];
  readonly auditAnnotations: readonly Expression[];
}

/** What policies of both kinds have. */
export function compiledWith(spec: PolicySpec, composition: Composition): Compiled {
  const { variables = [], matchConditions = [] } = spec;
  return {
    composition,
    variables: variables.map(({ name, expression }) => composition.define(name, expression)),
    conditions: matchConditions.map(({ expression }) => composition.compile(expression, bool)),
  };
}

/** Those of a webhook, which has neither parameters nor named expressions. */
export const compileConditions = (matchConditions: readonly admission.MatchCondition[]): Compiled =>
  compiledWith({ matchConditions: [...matchConditions] }, new Composition({ params: false }));

export function compileValidations(spec: admission.ValidatingAdmissionPolicySpec): CompiledValidations {
  const composition = new Composition({ params: spec.paramKind !== undefined });
  return {
    ...compiledWith(spec, composition),
    validations: (spec.validations ?? []).map(({ expression, messageExpression }) => ({
      expression: composition.compile(expression, bool),
      messageExpression: messageExpression ? composition.compileMessage(messageExpression) : undefined,
    })),
    auditAnnotations: (spec.auditAnnotations ?? []).map(({ valueExpression }) => composition.compile(valueExpression, string, nullType)),
  };
}
