/** What a Cluster says of the site that it is: what it has, and what of it is free. Pure. */
import { formatTime, type globalscheduler } from '../../../../api';
import { poolKey, type Amount, type Site, type SiteTaken, type Taken, type World } from '../engine';

type Status = globalscheduler.ClusterStatus;

export interface Seen {
  readonly site: Site;
  readonly world: Pick<World, 'addressPools'>;
  readonly taken: Taken;
  /** Of a site that is made of nodes. */
  readonly nodes?: number;
}

export function statusOf(old: Status = {}, { site, world, taken: all, nodes }: Seen, now: number): Status {
  const taken = all.sites.get(site.id);
  const [total, used] = [sumOf(site.total), sumOf(site.used)];
  const reserved = sumOf(taken?.machines ?? new Map());
  const volumes = [...site.volumes.values()];
  const pool = world.addressPools.get(site.region)?.get(site.addressPool);
  const storage = Math.trunc(add(volumes.map((volume) => volume.total)));
  const stored = add(volumes.map(({ provisioned }) => provisioned)) + add([...taken?.storage.values() ?? []]);
  return {
    state: site.status,
    total: { vcpus: total.vcpu, memory: total.mem, ...(volumes.length && { storage }), ...(pool && { addresses: pool.size }) },
    free: {
      vcpus: total.vcpu - used.vcpu - reserved.vcpu, memory: total.mem - used.mem - reserved.mem,
      ...(volumes.length && { storage: Math.trunc(storage - stored) }), ...(pool && { addresses: pool.size - pool.used - (all.addresses.get(poolKey(site.region, site.addressPool)) ?? 0) }),
    },
    flavors: [...site.flavors.values()].map(({ id, vcpus, ram, resourceType }) => ({ flavorid: id, allocatable: roomFor({ vcpu: vcpus, mem: ram }, resourceType, site, taken) }))
      .sort((a, b) => (a.flavorid < b.flavorid ? -1 : 1)),
    ...(nodes !== undefined && { nodes }),
    conditions: conditionsOf(old, { status: 'True', reason: 'Joined', message: '' }, now),
  };
}

/** Another site has its id: it takes nothing. */
export const shadowedStatus = (old: Status = {}, now: number): Status =>
  ({ conditions: conditionsOf(old, { status: 'False', reason: 'IdTaken', message: 'another site has this id: one of the configuration directory, or an older Cluster' }, now) });

function conditionsOf({ conditions = [] }: Status, { status, reason, message }: { status: string; reason: string; message: string }, now: number): NonNullable<Status['conditions']> {
  const old = conditions.find(({ type }) => type === 'Ready');
  return [{ type: 'Ready', status, reason, message, lastTransitionTime: old?.status === status ? old.lastTransitionTime : formatTime(now) }];
}

/** Machines of one size alone (specification, section 6), less what is reserved of any type that these hosts take. */
function roomFor(size: Amount, type: string, { total, used }: Site, taken: SiteTaken | undefined): number {
  const texts = [...total.keys()].filter((text) => text.split('||').includes(type));
  const types = new Set(texts.flatMap((text) => text.split('||')));
  const pick = (from: ReadonlyMap<string, Amount> | undefined, keys: Iterable<string>): Amount => sumOf(new Map([...keys].map((key) => [key, from?.get(key) ?? nothing])));
  const [has, uses, reserves] = [pick(total, texts), pick(used, texts), pick(taken?.machines, types)];
  return Math.max(0, Math.min(Math.trunc((has.vcpu - uses.vcpu - reserves.vcpu) / size.vcpu), Math.trunc((has.mem - uses.mem - reserves.mem) / size.mem)));
}

const nothing: Amount = { vcpu: 0, mem: 0 };

const sumOf = (amounts: ReadonlyMap<string, Amount>): Amount => ({ vcpu: add([...amounts.values()].map(({ vcpu }) => vcpu)), mem: add([...amounts.values()].map(({ mem }) => mem)) });

const add = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);
