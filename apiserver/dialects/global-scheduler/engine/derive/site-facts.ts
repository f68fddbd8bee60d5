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

/** Kept apart for both ways to count (quirk `everyTextCharged`). */
class KeptFacts {
  private readonly sites = new WeakMap<Site, SiteFacts>();
  private readonly worlds = new WeakMap<World, readonly SiteFacts[]>();

  constructor(private readonly rooms: (site: Site) => Rooms) {}

  inOrder(world: World): readonly SiteFacts[] {
    let facts = this.worlds.get(world);
    if (!facts) this.worlds.set(world, facts = [...world.sites.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).map((site) => this.of(site)));
    return facts;
  }

  private of(site: Site): SiteFacts {
    let facts = this.sites.get(site);
    if (!facts) this.sites.set(site, facts = { site, totals: totalsByType(site), rooms: this.rooms(site) });
    return facts;
  }
}

const sound = new KeptFacts(roomsOf);
const byText = new KeptFacts(roomsByText);

/** Every site's, ascending by id: equal scores stay in this order (7.4). */
export const factsInOrder = (world: World, { everyTextCharged }: Quirks): readonly SiteFacts[] => (everyTextCharged ? byText : sound).inOrder(world);

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
