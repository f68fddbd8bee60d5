/** Rules of limit ranges (kubernetes pkg/apis/core/validation ValidateLimitRange). */
import { duplicate, forbidden, invalid, required, type FieldError } from '../../../field-error';
import { compareQuantities, milliValue } from '../../../quantity';
import type * as core from '../../../schema/types/core.v1';
import { duplicates, each, qualifiedName, when } from '../../checks';
import { containerResourceName, resourceName } from '../pod-template/resources';
import { isOvercommitable } from '../resource-names';

export const validateLimitRange = ({ spec: { limits } }: core.LimitRange): FieldError[] => [
  ...each(limits, 'spec.limits', validateItem),
  ...duplicates(limits, ({ type }) => type, (i, type) => duplicate(`spec.limits[${i}].type`, type)),
];

const validateItem = (item: core.LimitRangeItem, field: string): FieldError[] => [
  ...validateType(item.type, `${field}.type`),
  ...validateNames(item, field),
  ...(item.type === 'Pod' ? noDefaults(item, field) : []),
  ...when(item.type === 'PersistentVolumeClaim' && !item.min?.storage && !item.max?.storage, () =>
    required(`${field}.limits`, 'either minimum or maximum storage value is required, but neither was provided')),
  ...namesOf(item).flatMap((name) => [...validateOrder(item, name, field), ...validateRatio(item, name, field), ...validateFirmness(item, name, field)]),
];

const types = ['Pod', 'Container', 'PersistentVolumeClaim'];

function validateType(type: string, field: string): FieldError[] {
  const faults = qualifiedName(type, field);
  return faults.length ? faults : when(!type.includes('/') && !types.includes(type), () => invalid(field, type, 'must be a standard limit type or fully qualified'));
}

const bounds = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;
const boundsOfPods: readonly string[] = ['max', 'min', 'maxLimitRequestRatio'];

const boundsOf = ({ type }: core.LimitRangeItem): (typeof bounds)[number][] => bounds.filter((bound) => type !== 'Pod' || boundsOfPods.includes(bound));

const namesOf = (item: core.LimitRangeItem): string[] => [...new Set(boundsOf(item).flatMap((bound) => Object.keys(item[bound] ?? {})))].sort();

function validateNames(item: core.LimitRangeItem, field: string): FieldError[] {
  const check = item.type === 'Pod' || item.type === 'Container' ? containerResourceName : resourceName;
  return boundsOf(item).flatMap((bound) => Object.keys(item[bound] ?? {}).flatMap((name) => check(name, `${field}.${bound}[${name}]`)));
}

const noDefaults = (item: core.LimitRangeItem, field: string): FieldError[] =>
  (['default', 'defaultRequest'] as const).flatMap((bound) =>
    when(Object.keys(item[bound] ?? {}).length, () => forbidden(`${field}.${bound}`, "may not be specified when `type` is 'Pod'")));

/** Pairs of which the first may not be more than the second, with the words for both; a fault is told of the one marked. */
const orders = [
  ['min', 'max', 'min', 'min', 'max'],
  ['min', 'defaultRequest', 'defaultRequest', 'min', 'default request'],
  ['defaultRequest', 'max', 'defaultRequest', 'default request', 'max'],
  ['defaultRequest', 'default', 'defaultRequest', 'default request', 'default limit'],
  ['min', 'default', 'default', 'min', 'default'],
  ['default', 'max', 'default', 'default', 'max'],
] as const;

function validateOrder(item: core.LimitRangeItem, name: string, field: string): FieldError[] {
  const allowed: readonly string[] = boundsOf(item);
  return orders.filter(([low, high]) => allowed.includes(low) && allowed.includes(high)).flatMap(([low, high, told, lowWord, highWord]) => {
    const [less, more] = [item[low]?.[name], item[high]?.[name]];
    if (less === undefined || more === undefined || compareQuantities(less, more) <= 0) return [];
    // Upstream shows the bound that comes with a default limit, not the limit itself.
    const shown = told === 'default' ? item[low === 'min' ? low : high]?.[name] : item[told]?.[name];
    return [invalid(`${field}.${told}[${name}]`, shown, `${lowWord} value ${less} is greater than ${highWord} value ${more}`)];
  });
}

function validateRatio({ min, max, maxLimitRequestRatio }: core.LimitRangeItem, name: string, field: string): FieldError[] {
  const ratio = maxLimitRequestRatio?.[name];
  if (ratio === undefined) return [];
  const at = `${field}.maxLimitRequestRatio[${name}]`;
  const [least, most] = [min?.[name], max?.[name]];
  const limit = least !== undefined && most !== undefined ? milliValue(most) / milliValue(least) : Infinity;
  return [
    ...when(compareQuantities(ratio, '1') < 0, () => invalid(at, ratio, `ratio ${ratio} is less than 1`)),
    ...when(milliValue(ratio) / 1000 > limit, () => invalid(at, ratio, `ratio ${ratio} is greater than max/min = ${limit.toFixed(6)}`)),
  ];
}

/** What cannot be shared is requested as it is limited. */
function validateFirmness(item: core.LimitRangeItem, name: string, field: string): FieldError[] {
  const [limit, request] = [item.default?.[name], item.defaultRequest?.[name]];
  const differ = item.type !== 'Pod' && limit !== undefined && request !== undefined && !isOvercommitable(name) && compareQuantities(limit, request) !== 0;
  return when(differ, () => invalid(`${field}.defaultRequest[${name}]`, request, `default value ${limit} must equal to defaultRequest value ${request} in ${name}`));
}
