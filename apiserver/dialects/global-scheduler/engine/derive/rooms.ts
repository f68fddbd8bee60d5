/**
 * What the hosts of a site have left, as bounds on what may be reserved.
 *
 * Hosts whose text names one type give one bound per type. A host of `general||gpu` takes machines of either, so there a machine is
 * charged to its type, not to a host, and the bounds are those of Hall's theorem: whatever set of types, its machines together have no
 * more than the hosts that take any of them. So nothing is refused that could be spread over the hosts, and nothing is promised twice.
 */
import type { Amount, Site } from '../world';
import { typesOf } from './hosts';

export interface Bound extends Amount {
  /** What is reserved of these types counts, as often as a type is named. */
  readonly types: readonly string[];
}

export interface Rooms {
  readonly bounds: readonly Bound[];
  /** Which bounds a machine of the type has to keep. */
  readonly byType: ReadonlyMap<string, readonly number[]>;
}

/** Hosts with the same text. */
interface Pool {
  readonly types: readonly string[];
  readonly free: Amount;
}

/** Sets of up to this many types that share hosts are looked at one by one (63 bounds); beyond, each type bears what its neighbours take. */
const maxTypesTogether = 6;

export function roomsOf(site: Site): Rooms {
  const pools = poolsOf(site);
  const types = allTypes(pools);
  const single = types.map((type): Bound => ({ types: [type], ...sum(poolsFor([type], pools)) }));
  const shared = components(pools).flatMap((component) =>
    component.length > maxTypesTogether
      ? component.map((type) => neighbourhood(type, pools))
      : connectedSubsets(component, pools).map((subset): Bound => ({ types: subset, ...sum(poolsFor(subset, pools), atLeastNothing) })));
  const bounds = [...single, ...shared];
  return { bounds, byType: new Map(types.map((type) => [type, indices(bounds, (bound) => bound.types.includes(type))])) };
}

/** As the demo counts (7.7): one bound per type, to which every host text that names it is charged with all its types. */
export function roomsByText(site: Site): Rooms {
  const pools = poolsOf(site);
  const types = allTypes(pools);
  return {
    bounds: types.map((type) => {
      const own = poolsFor([type], pools);
      return { types: own.flatMap((pool) => pool.types), ...sum(own) };
    }),
    byType: new Map(types.map((type, i) => [type, [i]])),
  };
}

const poolsOf = ({ total, used }: Site): readonly Pool[] => [...total].map(([text, { vcpu, mem }]) => ({
  types: typesOf(text),
  free: { vcpu: vcpu - (used.get(text)?.vcpu ?? 0), mem: mem - (used.get(text)?.mem ?? 0) },
}));

const allTypes = (pools: readonly Pool[]): readonly string[] => [...new Set(pools.flatMap(({ types }) => types))];

const poolsFor = (types: readonly string[], pools: readonly Pool[]): readonly Pool[] =>
  pools.filter((pool) => pool.types.some((type) => types.includes(type)));

const atLeastNothing = (amount: number): number => Math.max(0, amount);

/** Overused hosts count against their own types, as the document has it; another type's hosts are not less for them. */
const sum = (pools: readonly Pool[], counted = (amount: number): number => amount): Amount => ({
  vcpu: pools.reduce((all, { free }) => all + counted(free.vcpu), 0),
  mem: pools.reduce((all, { free }) => all + counted(free.mem), 0),
});

/** Types that share hosts, be it over others; a type that shares with nobody has its single bound. */
function components(pools: readonly Pool[]): readonly (readonly string[])[] {
  const left = new Set(allTypes(pools));
  const found: (readonly string[])[] = [];
  for (const type of left) {
    const component = reach(type, () => true, pools);
    for (const member of component) left.delete(member);
    if (component.length > 1) found.push(component);
  }
  return found;
}

/** Every type that hosts connect with this one, over types that are `allowed`. */
function reach(from: string, allowed: (type: string) => boolean, pools: readonly Pool[]): readonly string[] {
  const reached = new Set([from]);
  for (const type of reached) {
    for (const pool of poolsFor([type], pools)) for (const next of pool.types) if (allowed(next)) reached.add(next);
  }
  return [...reached];
}

function connectedSubsets(component: readonly string[], pools: readonly Pool[]): readonly (readonly string[])[] {
  const subsets = Array.from({ length: 2 ** component.length }, (_, mask) => component.filter((_, i) => mask & (1 << i)));
  return subsets.filter((subset) => subset.length > 1 && reach(subset[0] as string, (type) => subset.includes(type), pools).length === subset.length);
}

/** Stricter than Hall's bounds, so it is safe: hosts of the type bear everything that might be on them. */
function neighbourhood(type: string, pools: readonly Pool[]): Bound {
  const own = poolsFor([type], pools);
  return { types: allTypes(own), ...sum(own) };
}

function indices<T>(values: readonly T[], wanted: (value: T) => boolean): readonly number[] {
  return values.flatMap((value, i) => (wanted(value) ? [i] : []));
}
