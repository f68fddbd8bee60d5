/** When an indexed job has succeeded (KEP-3998; kubernetes pkg/apis/batch/validation validateSuccessPolicy). */
import { invalid, required, tooLong, type FieldError } from '../../../field-error';
import type * as batch from '../../../schema/types/batch.v1';
import { atMost, each, given, nonNegative, when } from '../../checks';
import { internalForm } from '../../internal-form';
import { countIndexes, indexesText } from './indexes';

const mostRules = 20;
const longestIndexes = 64 * 1024;

export function validateSuccessPolicy({ successPolicy, completionMode, completions = 0 }: batch.JobSpec, field: string): FieldError[] {
  if (!successPolicy) return [];
  if (completionMode !== 'Indexed') return [invalid(field, internalForm('batch.v1.SuccessPolicy', successPolicy), 'requires indexed completion mode')];
  return [
    ...when(!successPolicy.rules?.length, () => required(`${field}.rules`, 'at least one rules must be specified when the successPolicy is specified')),
    ...atMost(mostRules, successPolicy.rules, `${field}.rules`),
    ...each(successPolicy.rules, `${field}.rules`, (rule, at) => validateRule(rule, completions, at)),
  ];
}

function validateRule({ succeededCount: count, succeededIndexes: indexes }: batch.SuccessPolicyRule, completions: number, field: string): FieldError[] {
  const fault = indexes === undefined ? undefined : indexesText(indexes, completions);
  const total = indexes === undefined || fault ? 0 : countIndexes(indexes, completions);
  return [
    ...when(count === undefined && indexes === undefined, () => required(field, 'at least one of succeededCount or succeededIndexes must be specified')),
    ...given(indexes, (text) => [
      ...when(text.length > longestIndexes, () => tooLong(`${field}.succeededIndexes`, longestIndexes)),
      ...when(fault, () => invalid(`${field}.succeededIndexes`, text, `error parsing succeededIndexes: ${fault ?? ''}`)),
    ]),
    ...given(count, (wanted) => [
      ...nonNegative(wanted, `${field}.succeededCount`),
      ...when(wanted > completions, () => invalid(`${field}.succeededCount`, wanted, `must be less than or equal to ${completions} (the number of specified completions)`)),
      ...when(indexes !== undefined && wanted > total, () =>
        invalid(`${field}.succeededCount`, wanted, `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`)),
    ]),
  ];
}
