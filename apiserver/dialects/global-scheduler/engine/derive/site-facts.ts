/** What follows from a site, or from a world, alone: worked out once for each, as neither ever changes. */
import type { Quirks } from '../quirks';
import type { Amount, Site, World } from '../world';
import { typesOf } from './hosts';
import { roomsByText, roomsOf, type Rooms } from './rooms';

export interface SiteFacts {
  readonly site: Site;
  /** By resource type, over all host texts that name it. */
  readonly totals: ReadonlyMap<string, Amount>;
  readonly rooms: Rooms;
}

interface Kept {
  readonly sound: WeakMap<Site, SiteFacts>;
  readonly byText: WeakMap<Site, SiteFacts>;
}

const kept: Kept = { sound: new WeakMap(), byText: new WeakMap() };

export function factsOf(site: Site, { everyTextCharged }: Quirks): SiteFacts {
  const known = everyTextCharged ? kept.byText : kept.sound;
  let facts = known.get(site);
  if (!facts) known.set(site, facts = { site, totals: totalsByType(site), rooms: everyTextCharged ? roomsByText(site) : roomsOf(site) });
  return facts;
}

function totalsByType({ total }: Site): ReadonlyMap<string, Amount> {
  const totals = new Map<string, Amount>();
  for (const [text, { vcpu, mem }] of total) {
    for (const type of typesOf(text)) {
      const sum = totals.get(type);
      totals.set(type, { vcpu: (sum?.vcpu ?? 0) + vcpu, mem: (sum?.mem ?? 0) + mem });
    }
  }
  return totals;
}

const inOrder = new WeakMap<World, readonly Site[]>();

/** Ascending by id: equal scores stay in this order (7.4). */
export function sitesInOrder(world: World): readonly Site[] {
  let sites = inOrder.get(world);
  if (!sites) inOrder.set(world, sites = [...world.sites.values()].sort((a, b) => (a.id < b.id ? -1 : 1)));
  return sites;
}
