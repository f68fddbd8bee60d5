/**
 * Gives each Service its cluster IP.
 *
 * An address belongs to whoever creates its claim, a key of its own in the store: a compare-and-swap, so that several API
 * servers never give out one address twice. A claim made for a create that never finishes (a crash in between) expires by
 * itself; once the Service is stored the claim is made lasting; it goes when the Service goes.
 */
import { ApiError, fieldError, type core, type Random } from '../../api';
import type { Admission, Attempt } from '../admission';
import { root } from '../keys';
import type { KV } from '../storage/kv';

/** The range kubeadm gives a cluster by default. */
export const serviceRange = { first: [10, 96, 0, 0], bits: 12 } as const;

const claimPrefix = `${root}ranges/serviceips/`;
const pendingTtlSeconds = 60;
const randomTries = 32;

const toNumber = (parts: readonly number[]): number => parts.reduce((sum, part) => sum * 256 + part, 0);
const base = toNumber(serviceRange.first);
const size = 2 ** (32 - serviceRange.bits);
const toText = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

function parseAddress(text: string): number | undefined {
  const parts = text.split('.').map(Number);
  const valid = parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return valid ? toNumber(parts) : undefined;
}

/** The first and the last address are not given out; the first usable one is the API server's own. */
const inRange = (address: number): boolean => address > base && address < base + size - 1;

type ServiceAttempt = Attempt & { readonly object: core.Service | undefined; readonly old: core.Service | undefined };

const isService = (attempt: Attempt): attempt is ServiceAttempt =>
  attempt.definition.group === '' && attempt.definition.kind === 'Service' && attempt.subresource === '';

/** Neither headless nor a name for something outside. */
const needsAddress = (service: core.Service): boolean => service.spec.type !== 'ExternalName' && service.spec.clusterIP !== 'None';

/** The address a service holds a claim for. */
const heldBy = (service: core.Service | undefined): string | undefined =>
  service && needsAddress(service) && service.spec.clusterIP ? service.spec.clusterIP : undefined;

export function clusterIp(kv: KV, random: Random): Admission {
  const claims = new Claims(kv, random);
  return {
    name: 'ClusterIP',
    async mutate(attempt) {
      if (!isService(attempt) || !attempt.object) return;
      describeFamilies(attempt.object);
      if (attempt.dryRun || !needsAddress(attempt.object) || heldBy(attempt.old)) return;
      attempt.object.spec.clusterIP = await claims.take(attempt.object);
      attempt.object.spec.clusterIPs = [attempt.object.spec.clusterIP];
    },
    async settled(attempt, outcome) {
      if (!isService(attempt)) return;
      const taken = heldBy(attempt.object);
      const before = heldBy(attempt.old);
      if (outcome === 'deleted') await claims.release(before ?? taken);
      else if (outcome === 'failed') await claims.abandon(taken);
      else if (taken && taken !== before) await claims.keep(taken);
      else if (before && !taken) await claims.release(before);
    },
  };
}

/** What clients expect beside the address: one family, IPv4. */
function describeFamilies({ spec }: core.Service): void {
  if (spec.type === 'ExternalName') return;
  spec.ipFamilies ??= ['IPv4'];
  spec.ipFamilyPolicy ??= 'SingleStack';
  if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
}

class Claims {
  /** Claims of this process that are not settled yet: only those may be released on failure. */
  private readonly pending = new Set<string>();

  constructor(private readonly kv: KV, private readonly random: Random) {}

  async take(service: core.Service): Promise<string> {
    const { clusterIP } = service.spec;
    if (clusterIP) return this.takeGiven(service, clusterIP);
    for (let i = 0; i < randomTries; i++) {
      const address = base + 1 + this.random.int(size - 2);
      if (await this.claim(toText(address))) return toText(address);
    }
    throw ApiError.internal('failed to allocate a serviceIP: range is full');
  }

  private async takeGiven(service: core.Service, text: string): Promise<string> {
    const refuse = (detail: string): never => {
      throw ApiError.invalid({ group: '', kind: 'Service' }, service.metadata.name ?? '', [fieldError.invalid('spec.clusterIPs', [text], detail)]);
    };
    const address = parseAddress(text);
    if (address === undefined) return refuse('must be a valid IPv4 address');
    const range = `${toText(base)}/${serviceRange.bits}`;
    if (!inRange(address)) return refuse(`failed to allocate IP ${text}: the provided IP (${text}) is not in the valid range. The range of valid IPs is ${range}`);
    if (!(await this.claim(text))) return refuse(`failed to allocate IP ${text}: provided IP is already allocated`);
    return text;
  }

  private async claim(address: string): Promise<boolean> {
    const cas = await this.kv.create(claimPrefix + address, Buffer.from('{}'), { ttlSeconds: pendingTtlSeconds });
    if (cas.ok) this.pending.add(address);
    return cas.ok;
  }

  async keep(address: string): Promise<void> {
    if (!this.pending.delete(address)) return;
    const { kv } = await this.kv.get(claimPrefix + address);
    if (kv) await this.kv.update(claimPrefix + address, Buffer.from('{}'), kv.modRevision);
    else await this.kv.create(claimPrefix + address, Buffer.from('{}'));
  }

  /** Gives back what was claimed for a write that failed, and nothing that belongs to others. */
  async abandon(address: string | undefined): Promise<void> {
    if (address && this.pending.has(address)) await this.release(address);
  }

  async release(address: string | undefined): Promise<void> {
    if (!address) return;
    this.pending.delete(address);
    await this.kv.delete(claimPrefix + address);
  }
}
