/**
 * Keeps objects as the sites are: the configuration directory's as Clusters and Flavors, what every Cluster has free, and what the Scheduler
 * `default` places on. In the background, a few at a time, and only what differs: several servers come to the same.
 */
import { ApiError, kinds, ledgerName, same, sleep, type globalscheduler, type KubeObject } from '../../../../api';
import type { Registry, ResourceStore } from '../../../../registry';
import type { Sites } from '../clusters/sites';
import { isMirror } from '../clusters/world';
import type { Site, World } from '../engine';
import type { Books } from '../ledger/books';
import { Journal } from '../ledger/journal';
import { nameOf } from '../ledger/names';
import { Paced, type PacedDeps } from '../paced';
import { shadowedStatus, statusOf, type Seen } from './cluster-status';
import { clusterOf, flavorOf } from './mirrors';
import { summaryOf } from './summary';

export interface PublisherDeps extends PacedDeps {
  readonly registry: Registry;
  readonly books: Books;
  readonly sites: Sites;
}

type Mirrored = KubeObject & { readonly spec: object };
/** Nothing: there was nothing to do, which takes a moment too. */
type Task = (() => Promise<unknown>) | undefined;

const gapMs = 1000;
/** So many writes at once, and so long until the next. */
const together = 20;
const pauseMs = 50;
/** So many objects are looked at in one turn of the event loop. */
const inOneTurn = 100;

export class Publisher {
  private readonly paced: Paced;
  private readonly leave: readonly (() => void)[];
  /** Of sites whose numbers changed; `all`: whatever is a Cluster. */
  private stale: Set<string> | 'all' = 'all';
  private isSurveyed = false;

  constructor(private readonly deps: PublisherDeps) {
    const { books, sites } = deps;
    this.paced = new Paced((signal) => this.round(signal), { gapMs, what: 'objects of the Global Scheduler' }, deps);
    this.leave = [
      sites.onChange(() => {
        this.isSurveyed = false;
        this.stale = 'all';
        this.paced.ring();
      }),
      sites.onMirror(() => {
        this.isSurveyed = false;
        this.stale = 'all';
        this.paced.ring();
      }),
      books.onChange(({ sites: changed }) => {
        if (changed.size === 0) return;
        if (this.stale !== 'all') for (const id of changed) this.stale.add(id);
        this.paced.ring();
      }),
    ];
    this.paced.ring();
  }

  async stop(): Promise<void> {
    for (const leave of this.leave) leave();
    await this.paced.stop();
  }

  private async round(signal: AbortSignal): Promise<void> {
    const { sites } = this.deps;
    await sites.current();
    if (!this.isSurveyed) {
      this.isSurveyed = true;
      await this.gradually(this.mirroring(), signal);
      await this.summarize();
    }
    const { stale } = this;
    this.stale = new Set();
    await this.gradually(this.statuses(stale), signal);
  }

  /** A task that fails is done again with the next round. */
  private async gradually(tasks: Iterable<Task>, signal: AbortSignal): Promise<void> {
    let running: Promise<unknown>[] = [];
    const settle = async (): Promise<void> => {
      const results = await Promise.allSettled(running);
      running = [];
      const failure = results.find((result) => result.status === 'rejected');
      if (failure) {
        [this.isSurveyed, this.stale] = [false, 'all'];
        throw failure.reason;
      }
    };
    let looked = 0;
    for (const task of tasks) {
      if (signal.aborted) break;
      if (++looked % inOneTurn === 0) await new Promise((resolve) => setImmediate(resolve));
      if (!task) continue;
      running.push(task());
      if (running.length < together) continue;
      await settle();
      await sleep(this.deps.clock, pauseMs, signal);
    }
    await settle();
  }

  /** Objects of the configuration that are missing, other than it says, or too many. Without files there are none, and nobody's are taken away. */
  private *mirroring(): Generator<Task> {
    const { registry, sites } = this.deps;
    const { records } = sites;
    if (!records) return;
    const { world, own, joined } = sites.latest();
    const people = new Set(joined.values());
    const configured = [...world.sites.values()].filter(({ id }) => !people.has(id));
    yield* differences(registry.store(kinds.flavors), sites.flavorObjects.values(), records.flavors, flavorOf);
    yield* differences(registry.store(kinds.clusters), sites.clusters.values(), configured, (site) => clusterOf(site, world, own.get(site.id)));
  }

  private *statuses(stale: ReadonlySet<string> | 'all'): Generator<Task> {
    const { sites, books, clock } = this.deps;
    const { world, own, joined, shadowed } = sites.latest();
    const seen = (id: string): Seen | undefined => {
      const site = world.sites.get(id);
      const selector = own.get(id);
      return site && { site, world, taken: books.taken, ...(selector !== undefined && { nodes: sites.nodesOf(selector) }) };
    };
    const names = new Map([...joined].map(([name, id]) => [id, name]));
    for (const id of stale === 'all' ? world.sites.keys() : withNeighbours(stale, world)) {
      const of = seen(id);
      yield of && this.telling(names.get(id) ?? nameOf(id), (status) => statusOf(status, of, clock.now()));
    }
    if (stale === 'all') for (const name of shadowed) yield this.telling(name, (status) => shadowedStatus(status, clock.now()));
  }

  private telling(name: string, statusNow: (old: globalscheduler.ClusterStatus | undefined) => globalscheduler.ClusterStatus): Task {
    const { registry, sites } = this.deps;
    const cached = sites.clusters.get(name);
    if (cached && same(statusNow(cached.status), cached.status)) return undefined;
    return () => unlessGone(registry.store(kinds.clusters).update({ name }, (current) => {
      const status = statusNow(current.status);
      return same(status, current.status) ? current : { ...current, status };
    }, { subresource: 'status' }));
  }

  /** Where nobody uses the Global Scheduler there is no Scheduler either. */
  private async summarize(): Promise<void> {
    const { registry, sites, log } = this.deps;
    const { world } = sites.latest();
    const store = registry.store(kinds.schedulers);
    if (world.sites.size) await new Journal(store, log).latest();
    const summary = summaryOf(world);
    await unlessGone(store.update({ name: ledgerName }, (current) => {
      const status = { ...current.status, ...summary };
      return same(status, current.status) ? current : { ...current, status };
    }, { subresource: 'status' }));
  }
}

/** And those that share an address pool with them. */
function withNeighbours(ids: ReadonlySet<string>, { sites, addressPools }: World): ReadonlySet<string> {
  const poolOf = ({ region, addressPool }: Site): object | undefined => addressPools.get(region)?.get(addressPool);
  const pools = new Set([...ids].map((id) => sites.get(id)).map((site) => site && poolOf(site)));
  pools.delete(undefined);
  return pools.size ? new Set([...ids, ...[...sites.values()].filter((site) => pools.has(poolOf(site))).map(({ id }) => id)]) : ids;
}

/** What people made under a name that a mirror wants is left alone. */
function* differences<T extends Mirrored, R>(store: ResourceStore<T>, present: Iterable<T>, records: Iterable<R>, objectOf: (record: R) => T | undefined): Generator<Task> {
  const there = new Map([...present].map((object) => [nameIn(object), object]));
  const wantedNames = new Set<string>();
  for (const record of records) {
    const object = objectOf(record);
    if (!object || wantedNames.has(nameIn(object))) continue;
    const name = nameIn(object);
    wantedNames.add(name);
    const old = there.get(name);
    if (!old) yield () => unlessThere(store.create(object, undefined));
    else yield !isMirror(old) || same(old.spec, object.spec) ? undefined : () => unlessGone(store.update({ name }, (current) => ({ ...current, spec: object.spec })));
  }
  for (const [name, old] of there) {
    const { uid } = old.metadata;
    if (wantedNames.has(name) || !isMirror(old)) continue;
    yield () => unlessGone(store.delete({ name }, { preconditions: { ...(uid !== undefined && { uid }) } }));
  }
}

const nameIn = ({ metadata: { name = '' } }: KubeObject): string => name;

/** Another server was faster. */
const unlessThere = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => {
  if (!ApiError.is(error, 'AlreadyExists')) throw error;
});

const unlessGone = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => {
  if (!ApiError.is(error, 'NotFound') && !ApiError.is(error, 'Conflict')) throw error;
});
