/**
 * Which zone each endpoint is for: its own, but where a zone has more than its part it gives to those that have less. Slices that are written
 * anyway are distributed anew; others stay, unless what they say cannot be held (AddHints in kubernetes
 * staging/src/k8s.io/endpointslice/topologycache). Pure.
 */
import { omit, type discovery } from '../../../api';
import type { Changes, Group } from '../plan';
import type { Allocations } from './allocation';

type Slice = discovery.EndpointSlice;
type Endpoint = discovery.Endpoint;
/** Endpoints by zone. */
type Counts = Map<string, number>;

const isReady = ({ conditions }: Endpoint): boolean => conditions?.ready === true;

const add = (counts: Counts, zone: string, count: number): void => void counts.set(zone, (counts.get(zone) ?? 0) + count);

const nameOf = ({ addresses, targetRef }: Endpoint): string => `${targetRef?.name ?? ''} ${addresses.join()}`;

/** The groups, with the hints that their endpoints have already: what stays as it is, is not written. */
export function withHintsOf(existing: readonly Slice[], groups: readonly Group[]): Group[] {
  const known = new Map(existing.flatMap(({ endpoints }) => endpoints ?? []).map((endpoint) => [nameOf(endpoint), endpoint.hints]));
  const hinted = (endpoint: Endpoint): Endpoint => {
    const hints = isReady(endpoint) ? known.get(nameOf(endpoint)) : undefined;
    return hints ? { ...endpoint, hints } : endpoint;
  };
  return groups.map((group) => ({ ...group, endpoints: group.endpoints.map(hinted) }));
}

/** `existing`: those of the same service and family that the changes were planned for. */
export function distribute({ create, update, remove }: Changes, existing: readonly Slice[], allocations: Allocations): Changes {
  const touched = new Set([...update, ...remove].map(({ metadata }) => metadata.name));
  const counts: Counts = new Map();
  const rewritten = existing.filter((slice) => !touched.has(slice.metadata.name) && !holds(slice, counts, allocations));
  const slices = [...create, ...update, ...rewritten].map((slice) => ({ ...slice, endpoints: (slice.endpoints ?? []).map((endpoint) => inOwnZone(endpoint, counts)) }));
  const { giving, receiving } = balance(allocations, counts);
  const settled = slices.map((slice) => ({ ...slice, endpoints: slice.endpoints.map((endpoint) => given(endpoint, giving, receiving)) }));
  return { create: settled.slice(0, create.length), update: settled.slice(create.length), remove };
}

/** Whether the hints of a slice can stay; they are counted then. */
function holds({ endpoints }: Slice, counts: Counts, allocations: Allocations): boolean {
  const own: Counts = new Map();
  for (const { hints } of (endpoints ?? []).filter(isReady)) {
    const zones = hints?.forZones ?? [];
    if (zones.length === 0 || zones.some(({ name }) => !allocations.has(name))) return false;
    for (const { name } of zones) add(own, name, 1);
  }
  for (const [zone, count] of own) if (count + (counts.get(zone) ?? 0) > (allocations.get(zone)?.maximum ?? 0)) return false;
  for (const [zone, count] of own) add(counts, zone, count);
  return true;
}

const forZone = (endpoint: Endpoint, name: string): Endpoint => ({ ...endpoint, hints: { forZones: [{ name }] } });

function inOwnZone(endpoint: Endpoint, counts: Counts): Endpoint {
  const plain = omit(endpoint, 'hints');
  if (!isReady(endpoint) || !endpoint.zone) return plain;
  add(counts, endpoint.zone, 1);
  return forZone(plain, endpoint.zone);
}

/** Takes what it gives from the counts. */
function given(endpoint: Endpoint, giving: Counts, receiving: Counts): Endpoint {
  const { zone } = endpoint;
  if (!isReady(endpoint) || !zone || (giving.get(zone) ?? 0) === 0) return endpoint;
  const [taker] = [...receiving].find(([, count]) => count > 0) ?? [];
  if (taker === undefined) return endpoint;
  add(giving, zone, -1);
  add(receiving, taker, -1);
  return forZone(endpoint, taker);
}

/** Whole endpoints that go from zones which have too many to zones which have too few. */
function balance(allocations: Allocations, counts: Counts): { giving: Counts; receiving: Counts } {
  const surplus = [...allocations].map(([zone, { desired }]) => [zone, (counts.get(zone) ?? 0) - desired] as const);
  const toGive: Counts = new Map(surplus.filter(([, more]) => more > 0));
  const toReceive: Counts = new Map(surplus.filter(([, more]) => more < 0).map(([zone, more]) => [zone, -more]));
  const giving: Counts = new Map();
  const receiving: Counts = new Map();
  for (;;) {
    const [giver, more] = most(toGive);
    const [taker, less] = most(toReceive);
    if (giver === undefined || taker === undefined || (more < 1 && less < 1) || more < 0.5 || less < 0.5) return { giving, receiving };
    add(giving, giver, 1);
    add(toGive, giver, -1);
    add(receiving, taker, 1);
    add(toReceive, taker, -1);
  }
}

const most = (counts: Counts): readonly [string | undefined, number] =>
  [...counts].reduce<readonly [string | undefined, number]>((best, [zone, count]) => (count > best[1] ? [zone, count] : best), [undefined, 0]);
