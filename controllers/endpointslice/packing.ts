/**
 * Puts endpoints of equal ports into slices, with as few slices touched as can be (reconcileByPortMapping in kubernetes
 * staging/src/k8s.io/endpointslice/reconciler.go): what is there already stays where it is; what is new fills slices that
 * are written anyway, then the one that it fills best, then new ones. Pure.
 */
import { same, type discovery } from '../../api';

type Slice = discovery.EndpointSlice;
type Endpoint = discovery.Endpoint;

/** What shall be in a slice; without a slice, a new one. */
export interface Filled {
  readonly slice?: Slice;
  readonly endpoints: readonly Endpoint[];
}

export interface Packing {
  readonly written: readonly Filled[];
  readonly emptied: readonly Slice[];
}

export interface PackingOptions {
  readonly limit: number;
  /** Whether a slice has to be written whatever is in it. */
  isStale(slice: Slice): boolean;
}

interface Bin {
  readonly slice?: Slice;
  readonly endpoints: Endpoint[];
  isChanged: boolean;
}

/** By what an endpoint is found again in a slice. */
const identityOf = ({ addresses, hostname, targetRef }: Endpoint): string =>
  JSON.stringify([[...addresses].sort(), hostname ?? '', targetRef?.namespace ?? '', targetRef?.name ?? '']);

export function pack(existing: readonly Slice[], desired: readonly Endpoint[], { limit, isStale }: PackingOptions): Packing {
  const missing = new Map(desired.map((endpoint) => [identityOf(endpoint), endpoint]));
  const bins = existing.map((slice) => keptIn(slice, missing, isStale(slice)));
  fill(bins, [...missing.values()], limit);
  const changed = bins.filter(({ isChanged }) => isChanged);
  return {
    written: changed.filter(({ endpoints }) => endpoints.length > 0),
    emptied: bins.flatMap(({ slice, endpoints }) => (slice && endpoints.length === 0 ? [slice] : [])),
  };
}

/** Takes from `missing` what the slice has. */
function keptIn(slice: Slice, missing: Map<string, Endpoint>, isStale: boolean): Bin {
  const endpoints: Endpoint[] = [];
  let isChanged = isStale;
  for (const old of slice.endpoints ?? []) {
    const identity = identityOf(old);
    const wanted = missing.get(identity);
    if (!wanted || !same(wanted, old)) isChanged = true;
    if (wanted) endpoints.push(wanted);
    missing.delete(identity);
  }
  return { slice, endpoints, isChanged };
}

function fill(bins: Bin[], missing: Endpoint[], limit: number): void {
  const written = bins.filter(({ isChanged }) => isChanged).sort((a, b) => b.endpoints.length - a.endpoints.length);
  for (const bin of written) bin.endpoints.push(...missing.splice(0, limit - bin.endpoints.length));
  while (missing.length > 0) {
    let bin = bestFor(bins, missing.length, limit);
    if (!bin) bins.push(bin = { endpoints: [], isChanged: true });
    bin.isChanged = true;
    bin.endpoints.push(...missing.splice(0, limit - bin.endpoints.length));
  }
}

/** The slice that takes them all and is fullest with them. */
function bestFor(bins: readonly Bin[], count: number, limit: number): Bin | undefined {
  const fitting = bins.filter(({ endpoints }) => endpoints.length > 0 && endpoints.length + count <= limit);
  return fitting.reduce<Bin | undefined>((best, bin) => (best && best.endpoints.length >= bin.endpoints.length ? best : bin), undefined);
}
