/** Conditions in the form that all newer kinds share (k8s.io/apimachinery pkg/apis/meta/v1/validation ValidateConditions). */
import { duplicate, invalid, required, tooLong, type FieldError } from '../field-error';
import type * as meta from '../schema/types/meta.v1';
import { duplicates, each, needed, nonNegative, qualifiedName, when } from './checks';

const reasonPattern = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const reasonForm = new RegExp(`^${reasonPattern}$`);
const longestReason = 1024;
const longestMessage = 32 * 1024;

export const conditions = (list: readonly meta.Condition[] | undefined, field: string): FieldError[] => [
  ...each(list, field, validateCondition),
  ...duplicates(list, ({ type }) => type, (i, type) => duplicate(`${field}[${i}].type`, type)),
];

const validateCondition = ({ type, observedGeneration, lastTransitionTime, reason, message = '' }: meta.Condition, field: string): FieldError[] => [
  ...needed(type, `${field}.type`, qualifiedName),
  ...nonNegative(observedGeneration, `${field}.observedGeneration`),
  ...when(!lastTransitionTime, () => required(`${field}.lastTransitionTime`, 'must be set')),
  ...needed(reason, `${field}.reason`, validateReason),
  ...when(message.length > longestMessage, () => tooLong(`${field}.message`, longestMessage)),
];

const validateReason = (reason: string, field: string): FieldError[] => [
  ...when(reason.length > longestReason, () => tooLong(field, longestReason)),
  ...when(!reasonForm.test(reason), () => invalid(field, reason,
    `a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '${reasonPattern}')`)),
];
