/** The bounds of one item of a LimitRange against what is asked for; each fault is a sentence. */
import { compareQuantities, milliValue, type core } from '../../../api';

type Amounts = Readonly<Record<string, string>>;

export interface Asked {
  readonly requests: Amounts;
  /** Absent for claims: they have none. */
  readonly limits?: Amounts;
}

type Bounds = Readonly<Record<string, string>> | undefined;

export function boundsFaults(item: core.LimitRangeItem, asked: Asked): string[] {
  return [
    ...faultsOf(item.min, (resource, bound) => minFault(item.type, resource, bound, asked)),
    ...faultsOf(item.max, (resource, bound) => maxFault(item.type, resource, bound, asked)),
    ...faultsOf(item.maxLimitRequestRatio, (resource, bound) => ratioFault(item.type, resource, bound, asked)),
  ];
}

const faultsOf = (bounds: Bounds, fault: (resource: string, bound: string) => string | undefined): string[] =>
  Object.entries(bounds ?? {}).flatMap(([resource, bound]) => fault(resource, bound) ?? []);

function minFault(type: string, resource: string, bound: string, { requests, limits = {} }: Asked): string | undefined {
  const [request, limit] = [requests[resource], limits[resource]];
  const rule = `minimum ${resource} usage per ${type} is ${bound}`;
  if (request === undefined) return `${rule}.  No request is specified`;
  if (compareQuantities(request, bound) < 0) return `${rule}, but request is ${request}`;
  return limit !== undefined && compareQuantities(limit, bound) < 0 ? `${rule}, but limit is ${limit}` : undefined;
}

function maxFault(type: string, resource: string, bound: string, { requests, limits }: Asked): string | undefined {
  const request = requests[resource];
  const rule = `maximum ${resource} usage per ${type} is ${bound}`;
  const over = (amount: string | undefined): boolean => amount !== undefined && compareQuantities(amount, bound) > 0;
  if (limits) {
    const limit = limits[resource];
    if (limit === undefined) return `${rule}.  No limit is specified`;
    if (over(limit)) return `${rule}, but limit is ${limit}`;
  } else if (request === undefined) return `${rule}.  No request is specified`;
  return over(request) ? `${rule}, but request is ${request}` : undefined;
}

function ratioFault(type: string, resource: string, bound: string, { requests, limits = {} }: Asked): string | undefined {
  const [request, limit] = [milliValue(requests[resource] ?? '0'), milliValue(limits[resource] ?? '0')];
  const rule = `${resource} max limit to request ratio per ${type} is ${bound}`;
  if (request === 0) return `${rule}, but no request is specified or request is 0`;
  if (limit === 0) return `${rule}, but no limit is specified or limit is 0`;
  const ratio = limit / request;
  return ratio * 1000 > milliValue(bound) ? `${rule}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}
