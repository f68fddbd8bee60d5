/**
 * How many endpoints each zone should have for itself, by the CPU of its nodes (kubernetes staging/src/k8s.io/endpointslice/topologycache,
 * KEP-2433). Pure.
 */
import { milliValue, type core } from '../../../api';
import { zoneLabel } from '../endpoint';

/** Of each zone, in the order of their names, its part of the whole. */
export type Shares = ReadonlyMap<string, number>;

export interface Allocation {
  readonly minimum: number;
  readonly maximum: number;
  readonly desired: number;
}

export type Allocations = ReadonlyMap<string, Allocation>;

/** How much more than its part an endpoint may get. */
const overload = 0.2;

const notCounted = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** What of a node counts; undefined: nothing. */
export function capacityOf({ metadata: { labels = {} }, status }: core.Node): { readonly zone: string; readonly cpu: number } | undefined {
  const isReady = status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
  if (!isReady || notCounted.some((label) => labels[label] !== undefined)) return undefined;
  return { zone: labels[zoneLabel] ?? '', cpu: milliValue(status.allocatable?.cpu ?? '0') };
}

/** Undefined: a node does not say enough, or there are not two zones. */
export function sharesOf(nodes: readonly core.Node[]): Shares | undefined {
  const cpus = new Map<string, number>();
  for (const node of nodes) {
    const capacity = capacityOf(node);
    if (!capacity) continue;
    if (!capacity.zone || capacity.cpu === 0) return undefined;
    cpus.set(capacity.zone, (cpus.get(capacity.zone) ?? 0) + capacity.cpu);
  }
  if (cpus.size < 2) return undefined;
  const total = [...cpus.values()].reduce((sum, cpu) => sum + cpu, 0);
  return new Map([...cpus].sort(([a], [b]) => (a < b ? -1 : 1)).map(([zone, cpu]) => [zone, cpu / total]));
}

/** Text: why no zone is given any. */
export function allocate(endpoints: number, shares: Shares | undefined): Allocations | string {
  if (!shares) return 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes';
  const counts = `(${endpoints} endpoints, ${shares.size} zones)`;
  if (shares.size > endpoints) return `Insufficient number of endpoints ${counts}`;
  const least = [...shares].map(([zone, share]) => {
    const minimum = Math.ceil(share * endpoints * (1 / (1 + overload)));
    return { zone, minimum, desired: Math.max(share * endpoints, minimum) };
  });
  const left = endpoints - least.reduce((sum, { minimum }) => sum + minimum, 0);
  if (left < 0) return `Unable to allocate minimum required endpoints to each zone without exceeding overload threshold ${counts}`;
  return new Map(least.map(({ zone, minimum, desired }) => [zone, { minimum, maximum: minimum + left, desired }]));
}
