/** What rules may cost, by estimate (k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation StaticEstimatedCostLimit, StaticEstimatedCRDCostLimit). */
import { forbidden, type FieldError } from '../field-error';

/** One expression of a definition, for all the values that it could be evaluated for. */
export interface Cost {
  readonly field: string;
  readonly what: string;
  readonly cost: number;
}

/** Of one expression. */
export const largestCost = 10_000_000;
/** Of all that stand in one schema. */
const largestTotal = 100_000_000;

export function costText(what: string, cost: number, limit: number): string {
  const factor = cost / limit;
  const times = factor > 100 ? 'more than 100' : factor.toFixed(factor < 1.5 ? 6 : 1);
  return `${what} exceeds budget by factor of ${times}x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}

/** Those that make up most of it are named. */
export function totalFaults(costs: readonly Cost[], path: string): FieldError[] {
  const total = costs.reduce((sum, { cost }) => sum + cost, 0);
  if (total <= largestTotal) return [];
  const dearest = costs.filter(({ cost }) => cost >= largestTotal / 100).sort((a, b) => b.cost - a.cost).slice(0, 4);
  return [
    ...dearest.map(({ field }) => forbidden(field, 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema')),
    forbidden(path, costText('x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema', total, largestTotal)),
  ];
}
