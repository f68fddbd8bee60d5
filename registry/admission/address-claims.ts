/**
 * Who holds which service address.
 *
 * An address belongs to whoever creates its claim, a key of its own in the store: a compare-and-swap, so that several API
 * servers never give out one address twice. A claim names its Service. One whose Service is not there (its create never
 * finished, its release was lost) stands for a minute, then whoever wants the address may take it over.
 */
import { ApiError, parseKey, type Clock, type core, type Resources } from '../../api';
import { root } from '../keys';
import type { KeyValue, KV } from '../storage/kv';

const claimPrefix = `${root}ranges/serviceips/`;
/** Longer than any create takes. */
const protectedMs = 60_000;

export interface Claimant {
  /** `namespace/name`. */
  readonly service: string;
  readonly uid: string;
}

interface Claim extends Claimant {
  /** When it was made, in milliseconds since the epoch. */
  readonly at: number;
}

export interface AddressClaimsOptions {
  readonly kv: KV;
  readonly clock: Clock;
  readonly services: () => Resources<core.Service>;
}

export class AddressClaims {
  constructor(private readonly options: AddressClaimsOptions) {}

  /** False: somebody else holds it. */
  async take(address: string, claimant: Claimant): Promise<boolean> {
    const { kv, clock } = this.options;
    const value = Buffer.from(JSON.stringify({ ...claimant, at: clock.now() } satisfies Claim));
    const cas = await kv.create(claimPrefix + address, value);
    if (cas.ok) return true;
    const { current } = cas;
    if (!current || !(await this.isAbandoned(address, claimIn(current)))) return false;
    return (await kv.update(claimPrefix + address, value, current.modRevision)).ok;
  }

  /** Does nothing unless this very Service holds it. */
  async release(address: string | undefined, { uid }: Claimant): Promise<void> {
    if (!address) return;
    const { kv } = await this.options.kv.get(claimPrefix + address);
    if (kv && claimIn(kv)?.uid === uid) await this.options.kv.delete(claimPrefix + address, kv.modRevision);
  }

  private async isAbandoned(address: string, claim: Claim | undefined): Promise<boolean> {
    if (!claim || this.options.clock.now() - claim.at < protectedMs) return false;
    try {
      const { metadata, spec } = await this.options.services().get(parseKey(claim.service));
      return metadata.uid !== claim.uid || spec.clusterIP !== address;
    } catch (error) {
      if (ApiError.is(error, 'NotFound')) return true;
      throw error;
    }
  }
}

/** Undefined for what is none of ours: such an address is left alone. */
function claimIn({ value }: KeyValue): Claim | undefined {
  try {
    const claim: unknown = JSON.parse(Buffer.from(value).toString('utf8'));
    return isClaim(claim) ? claim : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isClaim = (value: unknown): value is Claim => {
  const { service, uid, at } = (value ?? {}) as Partial<Claim>;
  return typeof service === 'string' && typeof uid === 'string' && typeof at === 'number';
};
