/** How much of what containers use. */
import { milliValue, multiplyQuantity, unitValue, type core } from '../../api';

/** Those that are simulated; metrics.k8s.io knows no others. */
export type MeasuredResource = 'cpu' | 'memory';

/** In cores and octets. */
export interface Usage {
  readonly cpu: number;
  readonly memory: number;
}

export const nothing: Usage = { cpu: 0, memory: 0 };

export const sum = (usages: readonly Usage[]): Usage => usages.reduce((total, { cpu, memory }) => ({ cpu: total.cpu + cpu, memory: total.memory + memory }), nothing);

/** A quantity in cores or octets. */
export const amountIn = (resource: MeasuredResource, quantity: string): number => (resource === 'cpu' ? coresIn(quantity) : unitValue(quantity));

/** Most are whole thousandths; others are as fine as billionths. */
const coresIn = (quantity: string): number => (/^\d+m?$/.test(quantity) ? milliValue(quantity) / 1000 : milliValue(multiplyQuantity(quantity, 1_000_000)) / 1e9);

/** Which part of its request a container uses of which nothing is said. */
const usual: Readonly<Record<MeasuredResource, number>> = { cpu: 0.25, memory: 0.5 };

/** What one uses that requests nothing: a thousandth of a core, a megabyte. */
const least: Readonly<Record<MeasuredResource, number>> = { cpu: 0.001, memory: 2 ** 20 };

export function usualAmount({ resources }: core.Container, resource: MeasuredResource): number {
  const request = resources?.requests?.[resource];
  return request === undefined ? least[resource] : amountIn(resource, request) * usual[resource];
}
