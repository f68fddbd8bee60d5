/** Conditions a device waits for before its pod is bound (kubernetes pkg/apis/resource/validation validateDeviceBindingParameters; KEP-5007). */
import { duplicate, invalid, type FieldError } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { duplicates, qualifiedName, when } from '../checks';
import { bounded } from './lists';

const most = 4;

export function validateBinding({ bindingConditions: good = [], bindingFailureConditions: bad = [] }: Pick<resource.Device, 'bindingConditions' | 'bindingFailureConditions'>, parent: string): FieldError[] {
  const field = `${parent}.bindingConditions`;
  const failureField = `${parent}.bindingFailureConditions`;
  return [
    ...bounded(good, most, field, qualifiedName),
    ...bounded(bad, most, failureField, qualifiedName),
    ...duplicates(good, (name) => name, (i, name) => duplicate(`${field}[${i}]`, name)),
    ...bad.flatMap((name, i) => [
      ...when(bad.indexOf(name) < i, () => duplicate(`${failureField}[${i}]`, name)),
      ...when(good.includes(name), () => invalid(`${failureField}[${i}]`, name, 'bindingFailureConditions must not overlap with bindingConditions')),
    ]),
    ...when(!good.length && bad.length, () => invalid(field, null, 'bindingConditions are required to use bindingFailureConditions')),
    ...when(!bad.length && good.length, () => invalid(failureField, null, 'bindingFailureConditions are required to use bindingConditions')),
  ];
}
