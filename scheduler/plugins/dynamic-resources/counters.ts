/** Devices that are cut out of the same thing share its counters (KEP-4815, partitionable devices). */
import { addQuantities, compareQuantities, type resource } from '../../../api';
import { deviceKey, type Pool } from './devices';

type Amounts = Map<string, string>;

function consume(amounts: Amounts, { consumesCounters = [] }: resource.Device): Amounts {
  for (const { counterSet, counters } of consumesCounters) {
    for (const [name, { value }] of Object.entries(counters)) {
      const key = `${counterSet}/${name}`;
      amounts.set(key, addQuantities(amounts.get(key) ?? '0', value));
    }
  }
  return amounts;
}

/** Of one attempt: what is in use does not change meanwhile. */
export class Counters {
  private readonly used = new Map<string, Amounts>();

  constructor(private readonly isInUse: (key: string) => boolean) {}

  /** Whether there is enough for all of these beside what is in use. */
  suffice(pool: Pool, devices: readonly resource.Device[]): boolean {
    const needed = devices.reduce(consume, new Map(this.usedOf(pool)));
    return pool.slices.every(({ spec: { sharedCounters = [] } }) => sharedCounters.every(({ name, counters }) =>
      Object.entries(counters).every(([counter, { value }]) => compareQuantities(needed.get(`${name}/${counter}`) ?? '0', value) <= 0)));
  }

  private usedOf(pool: Pool): Amounts {
    const id = `${pool.driver}/${pool.name}`;
    const used = this.used.get(id) ?? this.count(pool);
    this.used.set(id, used);
    return used;
  }

  private count({ driver, name, slices }: Pool): Amounts {
    const devices = slices.flatMap(({ spec }) => spec.devices ?? []);
    return devices.filter((device) => this.isInUse(deviceKey(driver, name, device.name))).reduce(consume, new Map<string, string>());
  }
}
