/** One site as one request sees it: what it is, what is reserved of it, what it has left. */
import type { RequestContext } from './context';
import type { SiteFacts } from './derive/site-facts';
import { fitOf, type Fit, type Misfit } from './fit';
import type { SiteTaken } from './taken';
import type { Amount, Site, Volumes } from './world';

const none: Amount = { vcpu: 0, mem: 0 };

export class Candidate {
  readonly taken?: SiteTaken;
  readonly site: Site;
  private bounds?: readonly Amount[];
  private found?: Fit | Misfit;

  constructor(private readonly facts: SiteFacts, readonly context: RequestContext) {
    this.site = facts.site;
    this.taken = context.taken.sites.get(facts.site.id);
  }

  /** What is left within each bound of `rooms`. */
  get free(): readonly Amount[] {
    return (this.bounds ??= this.taken ? this.facts.rooms.bounds.map(({ vcpu, mem, types }) => this.lessReserved(vcpu, mem, types)) : this.facts.rooms.bounds);
  }

  /** The bounds that a machine of the type has to keep, as indices of `free`; none where no host takes it. */
  boundsOf(type: string): readonly number[] | undefined {
    return this.facts.rooms.byType.get(type);
  }

  /** Over all hosts that take the type. */
  total(type: string): Amount {
    return this.facts.totals.get(type) ?? none;
  }

  /** What a type has left where nothing else is asked for. */
  room(type: string): Amount {
    const free = this.free;
    let vcpu = Infinity;
    let mem = Infinity;
    for (const i of this.boundsOf(type) ?? []) {
      const bound = free[i] as Amount;
      if (bound.vcpu < vcpu) vcpu = bound.vcpu;
      if (bound.mem < mem) mem = bound.mem;
    }
    return vcpu === Infinity ? none : { vcpu, mem };
  }

  /** Machines of the flavour that the site takes where nothing else is asked for (section 6); 0 where it does not support it. */
  allocatable(flavorId: string): number {
    const flavor = this.site.flavors.get(flavorId);
    if (!flavor) return 0;
    const { vcpu, mem } = this.room(flavor.resourceType);
    return Math.max(0, Math.min(Math.trunc(vcpu / flavor.vcpus), Math.trunc(mem / flavor.ram)));
  }

  /** The combination of flavours that decides, and how many copies of it there is room for (7.3). */
  get fit(): Fit | Misfit {
    return (this.found ??= fitOf(this));
  }

  /** With what is reserved; `undefined`: the site has none of the type. */
  volumes(type: string): Volumes | undefined {
    const volumes = this.site.volumes.get(type);
    const reserved = this.context.quirks.onlyMachinesReserved ? 0 : this.taken?.storage.get(type);
    return volumes && reserved ? { total: volumes.total, provisioned: volumes.provisioned + reserved } : volumes;
  }

  private lessReserved(vcpu: number, mem: number, types: readonly string[]): Amount {
    for (const type of types) {
      const reserved = this.taken?.machines.get(type);
      if (!reserved) continue;
      vcpu -= reserved.vcpu;
      mem -= reserved.mem;
    }
    return { vcpu, mem };
  }
}
