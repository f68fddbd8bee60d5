/** Expressions that do not compile (kubernetes pkg/apis/admissionregistration/validation convertCELErrorToValidationError). */
import { invalid, type FieldError } from '../field-error';
import type * as admission from '../schema/types/admissionregistration.v1';
import type { Expression } from './composition';
import { compileMutations } from './mutate';
import { compileValidations, type Compiled } from './policies';

/** What the expression of an audit annotation may be long, in octets. */
export const longestAnnotation = 5 * 1024;

const isShort = ({ text }: Expression): boolean => Buffer.byteLength(text.trim()) <= longestAnnotation;

/** What is missing is told otherwise. */
const fault = (expression: Expression | undefined, field: string): FieldError[] =>
  (expression?.fault !== undefined && expression.text.trim() ? [invalid(field, expression.text, expression.fault)] : []);

const shared = ({ variables, conditions }: Compiled): FieldError[] => [
  ...conditions.flatMap((condition, i) => fault(condition, `spec.matchConditions[${i}].expression`)),
  ...variables.flatMap((variable, i) => fault(variable, `spec.variables[${i}].expression`)),
];

export function validationFaults(spec: admission.ValidatingAdmissionPolicySpec): FieldError[] {
  const compiled = compileValidations(spec);
  return [
    ...shared(compiled),
    ...compiled.validations.flatMap(({ expression, messageExpression }, i) => [
      ...fault(expression, `spec.validations[${i}].expression`), ...fault(messageExpression, `spec.validations[${i}].messageExpression`),
    ]),
    ...compiled.auditAnnotations.flatMap((value, i) => fault(isShort(value) ? value : undefined, `spec.auditAnnotations[${i}].valueExpression`)),
  ];
}

export function mutationFaults(spec: admission.MutatingAdmissionPolicySpec): FieldError[] {
  const compiled = compileMutations(spec);
  const place = { JSONPatch: 'jsonPatch', ApplyConfiguration: 'applyConfiguration' } as const;
  return [...shared(compiled), ...compiled.mutations.flatMap(({ patchType, expression }, i) => fault(expression, `spec.mutations[${i}].${place[patchType]}.expression`))];
}
