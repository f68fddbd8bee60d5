/** What hosts have and use, by their literal resource type text (specification, section 6). */
import type { HostRecord } from '../records';
import type { Amount } from '../world';

/** The types that a host's text names. */
export const typesOf = (text: string): readonly string[] => [...new Set(text.split('||'))];

/** A ratio has the precision of 32 bits (ParseFloat(…, 32)), the product that of 64: ten vCPUs times 0.7 are six. */
export const overcommitted = (vcpus: number, ratio: number): number => Math.trunc(vcpus * Math.fround(ratio));

export const totalsOf = (hosts: readonly HostRecord[]): ReadonlyMap<string, Amount> =>
  summed(hosts, ({ total, cpuAllocationRatio }) => ({ vcpu: overcommitted(total.vcpu, cpuAllocationRatio), mem: total.mem }));

export const usedOf = (hosts: readonly HostRecord[]): ReadonlyMap<string, Amount> => summed(hosts, ({ used }) => used);

function summed(hosts: readonly HostRecord[], amountOf: (host: HostRecord) => Amount): ReadonlyMap<string, Amount> {
  const sums = new Map<string, { vcpu: number; mem: number }>();
  for (const host of hosts) {
    const { vcpu, mem } = amountOf(host);
    const sum = sums.get(host.resourceType);
    if (sum) {
      sum.vcpu += vcpu;
      sum.mem += mem;
    } else sums.set(host.resourceType, { vcpu, mem });
  }
  return sums;
}
