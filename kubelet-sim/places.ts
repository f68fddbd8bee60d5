/** Places in the address plan, each to one node at a time. */
import { podRanges, type core } from '../api';
import { addressOf, hostAddress, placeOf, podCidr } from './node-spec';

/** As many as there are addresses of hosts that fit into the plan of pods' ranges. */
const places = podRanges;

export class Places {
  private readonly taken = new Set<string>();

  /** What nodes have already: ranges of pods, addresses of hosts. */
  constructor(taken: readonly (string | undefined)[]) {
    for (const each of taken) if (each) this.taken.add(each);
  }

  /** The wished-for place, or the next one behind it that is free. */
  take(wish: number): number {
    for (let i = 0; i < places; i++) {
      const place = (wish + i) % places;
      const [range, address] = [podCidr(place), hostAddress(place)];
      if (this.taken.has(range) || this.taken.has(address)) continue;
      this.taken.add(range).add(address);
      return place;
    }
    return wish;
  }
}

/** Addresses of the nodes that there are, and of those that are about to get one. */
export class NodeAddresses {
  /** Uids by address, and back. */
  private readonly owners = new Map<string, string>();
  private readonly held = new Map<string, string>();

  adopt(node: core.Node): void {
    const [uid = '', address] = [node.metadata.uid, addressOf(node)];
    if (address && this.held.get(uid) !== address) this.give(uid, address);
  }

  release({ metadata: { uid = '' } }: core.Node): void {
    const address = this.held.get(uid);
    this.held.delete(uid);
    if (address && this.owners.get(address) === uid) this.owners.delete(address);
  }

  /** For a node without an address: the one that goes with its name, or the next one that is free. */
  addressFor({ metadata: { name = '', uid = '' } }: core.Node): string {
    const known = this.held.get(uid);
    if (known) return known;
    const wish = placeOf(name);
    for (let i = 0; i < places; i++) {
      const address = hostAddress((wish + i) % places);
      if (!this.owners.has(address)) return this.give(uid, address);
    }
    return hostAddress(wish);
  }

  private give(uid: string, address: string): string {
    this.held.set(uid, address);
    this.owners.set(address, uid);
    return address;
  }
}
