/** How much of a capacity may be asked for (kubernetes pkg/apis/resource/validation validateRequestPolicy; KEP-5075). */
import { forbidden, invalid, required, type FieldError } from '../../field-error';
import { addQuantities, compareQuantities, unitValue } from '../../quantity';
import type * as resource from '../../schema/types/resource.v1';
import { when } from '../checks';
import { boundedSet } from './lists';

const mostValues = 10;
const more = (a: string, b: string): boolean => compareQuantities(a, b) > 0;

export function validatePolicy(policy: resource.CapacityRequestPolicy, capacity: string, field: string): FieldError[] {
  const { default: usual, validValues: values = [], validRange: range } = policy;
  const kind = values.length ? 'validValues' : 'validRange';
  if (values.length && range) return [forbidden(field, 'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time')];
  if (!values.length && !range) return [];
  if (usual === null || usual === undefined) return [required(`${field}.default`, `required when ${kind} is defined`)];
  return range ? validateRange(range, usual, capacity, `${field}.${kind}`) : validateValues(values, usual, capacity, `${field}.${kind}`);
}

const validateValues = (values: readonly string[], usual: string, capacity: string, field: string): FieldError[] => [
  ...values.flatMap((value, i) => when(i && more(values[i - 1] ?? value, value), () => invalid(`${field}[${i}]`, value, 'values must be sorted in ascending order'))),
  ...boundedSet(values, mostValues, field, (value, at) => when(more(value, capacity), () => invalid(at, value, `option is larger than capacity value: ${capacity}`)),
    (value) => String(unitValue(value))),
  ...when(values.length > mostValues || !values.some((value) => compareQuantities(value, usual) === 0), () =>
    invalid(field, usual, 'default value is not valid according to the requestPolicy')),
];

function validateRange({ min, max, step }: resource.CapacityRequestPolicyRange, usual: string, capacity: string, field: string): FieldError[] {
  if (min === null || min === undefined) return [required(`${field}.min`, 'required when validRange is defined')];
  return [
    ...when(more(min, capacity), () => invalid(`${field}.min`, min, `min is larger than capacity value: ${capacity}`)),
    ...when(more(min, usual), () => invalid(`${field}.min`, usual, `default is less than min: ${min}`)),
    ...(max === undefined ? [] : [
      ...when(more(min, max), () => invalid(`${field}.max`, min, `min is larger than max: ${max}`)),
      ...when(more(max, capacity), () => invalid(`${field}.max`, max, `max is larger than capacity value: ${capacity}`)),
      ...when(more(usual, max), () => invalid(`${field}.max`, usual, `default is more than max: ${max}`)),
    ]),
    ...(step === undefined ? [] : validateStep({ min, step }, [usual, ...(max === undefined ? [] : [max])], capacity, `${field}.step`)),
  ];
}

function validateStep({ min, step }: { min: string; step: string }, values: readonly string[], capacity: string, field: string): FieldError[] {
  const first = addQuantities(min, step);
  return [
    ...when(more(first, capacity), () => invalid(field, step, `one step ${first} is larger than capacity value: ${capacity}`)),
    ...values.flatMap((value) => when((unitValue(value) - unitValue(min)) % unitValue(step), () =>
      invalid(field, value, `value is not a multiple of a given step (${step}) from (${min})`))),
  ];
}
