/** What devices share (kubernetes pkg/apis/resource/validation validateCounterSet, validateDeviceCounterConsumption; KEP-4815). */
import { required, type FieldError } from '../../field-error';
import type * as resource from '../../schema/types/resource.v1';
import { label } from '../checks';
import { boundedMap, boundedSet } from './lists';

const mostSets = 8;
const mostConsumptions = 2;
const mostCounters = 32;
const longestLabel = 63;

export const validateSharedCounters = (sets: readonly resource.CounterSet[] | undefined): FieldError[] =>
  boundedSet(sets, mostSets, 'spec.sharedCounters', ({ name, counters }, at) => [...validateName(name, `${at}.name`), ...validateCounters(counters, `${at}.counters`)], ({ name }) => name);

export const validateConsumptions = (consumptions: readonly resource.DeviceCounterConsumption[] | undefined, field: string): FieldError[] =>
  boundedSet(consumptions, mostConsumptions, field, ({ counterSet, counters }, at) => [
    ...validateName(counterSet, `${at}.counterSet`), ...validateCounters(counters, `${at}.counters`),
  ], ({ counterSet }) => counterSet);

const validateName = (name: string, field: string): FieldError[] => (name ? label(name, field) : [required(field)]);

function validateCounters(counters: Readonly<Record<string, resource.Counter>> | undefined, field: string): FieldError[] {
  if (!Object.keys(counters ?? {}).length) return [required(field)];
  return boundedMap(counters, mostCounters, longestLabel, field, label, () => []);
}
