/** Gives pods addresses of their node's podCIDR, each to one living pod at a time; a taskgroup of BCS the one that it asks for, wherever that is. */
import { bcsRules, isPodFinished, type core } from '../api';

/** Addresses of a /24 that pods can have: .0 is the network, .1 the node's bridge, .255 the broadcast. */
const firstHost = 2;
const lastHost = 254;

export class PodAddresses {
  /** Pod uid by address, and back. */
  private readonly owner = new Map<string, string>();
  private readonly held = new Map<string, string>();
  private readonly cursor = new Map<string, number>();

  /** Remembers an address that a pod has already, and forgets that of a pod that has ended: its network is taken down. */
  adopt(pod: core.Pod): void {
    const { podIP } = pod.status;
    if (isPodFinished(pod)) this.release(pod);
    else if (podIP && !pod.spec.hostNetwork && !this.owner.has(podIP)) this.give(pod.metadata.uid ?? '', podIP);
  }

  release(pod: core.Pod): void {
    const uid = pod.metadata.uid ?? '';
    const address = this.held.get(uid);
    this.held.delete(uid);
    if (address && this.owner.get(address) === uid) this.owner.delete(address);
  }

  /** The pod's address; a new one when it has none. A node whose range is used up gives addresses twice rather than stop. */
  addressFor(pod: core.Pod, cidr: string): string {
    const { metadata: { uid = '' }, status: { podIP } } = pod;
    return podIP || this.held.get(uid) || this.asked(pod, uid) || this.addressOf(uid, cidr);
  }

  /** What somebody else has is not given. */
  private asked(pod: core.Pod, uid: string): string | undefined {
    const address = bcsRules.askedAddress(pod);
    if (address === undefined || this.owner.has(address)) return undefined;
    this.give(uid, address);
    return address;
  }

  addressOf(uid: string, cidr: string): string {
    const known = this.held.get(uid);
    if (known) return known;
    const address = this.next(cidr);
    this.give(uid, address);
    return address;
  }

  private next(cidr: string): string {
    const network = cidr.slice(0, cidr.lastIndexOf('.'));
    const start = this.cursor.get(network) ?? firstHost;
    const span = lastHost - firstHost + 1;
    for (let i = 0; i < span; i++) {
      const host = firstHost + ((start - firstHost + i) % span);
      if (this.owner.has(`${network}.${host}`)) continue;
      this.cursor.set(network, host === lastHost ? firstHost : host + 1);
      return `${network}.${host}`;
    }
    return `${network}.${start}`;
  }

  private give(uid: string, address: string): void {
    this.owner.set(address, uid);
    this.held.set(uid, address);
  }
}
