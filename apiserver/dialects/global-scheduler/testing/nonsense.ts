/** Requests that are nearly sound. */
import type { Random } from '../../../../api';
import { sample } from './sample';

/** A request with everything that there may be. */
export const whole = {
  allocation: {
    ...sample.allocation,
    id: '3f0c9d52-8a14-4a07-9d0e-52b7c1c4a901',
    resource_group: { ...sample.allocation.resource_group, labels: { tier: 'front' }, uid: 'u' },
    selector: {
      geo_location: { country: 'no', city: 'oslo' }, regions: [{ region: 'north', availability_zone: ['n-a'] }], operator: 'o', node_id: '',
      strategy: { location_strategy: 'discrete', region_strategy: 'alone' }, stack_affinity: [{ key: 'a', operator: 'in', values: ['b'] }], stack_antiaffinity: [],
    },
  },
};

const odd = [null, 0, -1, 1.5, 1e300, 2 ** 63, -(2 ** 63), '', 'x', '\0', '\ud800', '<&>', true, [], {}, [null], [[]], { a: null }, JSON.parse('{"__proto__":{"polluted":true}}') as object, 'discrete', 'gt'];

export const one = <T>(items: readonly T[], random: Random): T => items[random.int(items.length)]!;

/** The same with one thing somewhere in it replaced, left out or said twice. */
export function spoilt(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0 || random.float() < 0.1) return one(odd, random);
  const key = one(Object.keys(value), random);
  const inner = (value as Record<string, unknown>)[key];
  const changed = { ...value, [key]: random.float() < 0.1 ? undefined : spoilt(inner, random) };
  return Array.isArray(value) ? Object.values(changed) : changed;
}
