/** Several servers of the Global Scheduler on one store, over worlds that a test says. */
import { kinds, seededRandom, silentLogger, SteppedClock, type globalscheduler, type Logger } from '../../../../../api';
import { openRegistry, openStorage, type KV, type Registry, type RegistryOptions } from '../../../../../registry';
import { edgeCloudPolicy, type World } from '../../engine';
import type { AskedAllocation } from '../../request/allocation';
import { Books } from '../books';
import type { Grounds, GroundsSource } from '../grounds';
import { Latecomers } from '../latecomers';
import { Ledger } from '../ledger';
import { LedgerService } from '../service';
import { mortal, type Mortal } from './mortal-store';

export interface TestServer {
  readonly registry: Registry;
  readonly store: Mortal;
  readonly books: Books;
  readonly ledger: Ledger;
  readonly service: LedgerService;
  /** `level: message`. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

export interface TestStore {
  readonly kv: KV;
  readonly clock: SteppedClock;
  /** One more server. */
  open(options?: { readonly faithful?: boolean; readonly latecomers?: boolean } & Pick<RegistryOptions, 'admission'>): Promise<TestServer>;
  setWorld(world: World): void;
  close(): Promise<void>;
}

export async function testStore(world: World): Promise<TestStore> {
  const clock = new SteppedClock();
  const random = seededRandom(1);
  const kv = await openStorage('memory:', { clock, log: silentLogger });
  const servers: TestServer[] = [];
  const listeners = new Set<() => void>();
  let grounds: Grounds = { world, policy: edgeCloudPolicy, options: {}, own: new Map([['own', 'site=own']]) };
  return {
    kv, clock,
    setWorld: (next) => {
      grounds = { ...grounds, world: next };
      for (const listener of listeners) listener();
    },
    async open({ faithful = false, latecomers = false, admission } = {}) {
      const lines: string[] = [];
      const write = (level: string) => (message: string): void => { lines.push(`${level}: ${message}`); };
      const log: Logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
      const store = mortal(kv);
      const registry = await openRegistry({ kv: store.kv, clock, random: seededRandom(servers.length + 2), log, freeze: true, admission });
      const books = new Books(registry.store(kinds.allocations), { clock, log });
      const source: GroundsSource = {
        current: () => Promise.resolve(grounds),
        onChange: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      };
      const ledger = new Ledger({ registry, clock, log, books, grounds: source });
      const service = new LedgerService({ registry, random, log, books, grounds: source, ledger, namespace: 'default', faithful });
      const late = latecomers ? new Latecomers({ registry, clock, random, log, books, grounds: source, ledger }) : undefined;
      const server: TestServer = {
        registry, store, books, ledger, service, lines,
        async stop() {
          await Promise.all([late?.stop(), ledger.stop(), books.stop()]);
          await registry.close();
        },
      };
      servers.push(server);
      return server;
    },
    async close() {
      await Promise.all(servers.map((server) => server.stop()));
      await kv.close();
    },
  };
}

export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const anywhere: AskedAllocation['selector'] = {
  geo_location: { country: '', area: '', province: '', city: '' }, regions: [], operator: '', node_id: '', strategy: { location_strategy: '', region_strategy: '' }, stack_affinity: [], stack_antiaffinity: [],
};

/** So many copies of one machine of flavour `m`. */
export const asked = (id: string, replicas = 1, selector: Partial<AskedAllocation['selector']> = {}): AskedAllocation => ({
  id, replicas, selector: { ...anywhere, ...selector },
  resource_group: { name: 'group', labels: {}, uid: '', resources: [{ name: 'vm', resource_type: 'vm', flavors: [{ flavor_id: 'm' }], storage: {}, need_eip: false, count: 1 }] },
});

/** Copies by site, as the objects in the store say. */
export async function promised(registry: Registry): Promise<Record<string, number>> {
  const { items } = await registry.of(kinds.allocations).list();
  return copiesBySite(items);
}

export function copiesBySite(allocations: readonly globalscheduler.Allocation[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { status } of allocations) for (const { selected } of status?.resource_groups ?? []) for (const { node_id, copies } of selected) sums[node_id] = (sums[node_id] ?? 0) + copies;
  return sums;
}
