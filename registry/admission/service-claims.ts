/**
 * Which service holds what only one may hold: a port of the nodes.
 *
 * A thing belongs to whoever creates its claim, a key of its own in the store: a compare-and-swap, so that several API
 * servers never give out one thing twice. A claim names its Service. One whose Service is not there (its create never
 * finished, its release was lost) stands for a minute, then whoever wants the thing may take it over.
 */
import { ApiError, formatKey, parseKey, type Client, type Clock, type core, type ResourceDefinition } from '../../api';
import type { Attempt } from '../admission';
import { root } from '../keys';
import type { KeyValue, KV } from '../storage/kv';

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

export interface ServiceClaimsOptions {
  readonly kv: KV;
  readonly clock: Clock;
  readonly client: Client;
  readonly services: ResourceDefinition<core.Service>;
}

export type ServiceAttempt = Attempt & { readonly object: core.Service | undefined; readonly old: core.Service | undefined };

export const isService = (attempt: Attempt): attempt is ServiceAttempt =>
  attempt.definition.group === '' && attempt.definition.kind === 'Service' && attempt.subresource === '';

export const claimantOf = ({ key, object, old }: ServiceAttempt): Claimant =>
  ({ service: formatKey(key), uid: old?.metadata.uid ?? object?.metadata.uid ?? '' });

export class ServiceClaims {
  private readonly prefix: string;

  /** `range`: the folder of the claims. `held`: what a service has of it. */
  constructor(private readonly options: ServiceClaimsOptions, range: string, private readonly held: (service: core.Service) => readonly string[]) {
    this.prefix = `${root}ranges/${range}/`;
  }

  /** False: somebody else holds it. */
  async take(thing: string, claimant: Claimant): Promise<boolean> {
    const { kv, clock } = this.options;
    const value = Buffer.from(JSON.stringify({ ...claimant, at: clock.now() } satisfies Claim));
    const cas = await kv.create(this.prefix + thing, value);
    if (cas.ok) return true;
    const { current } = cas;
    if (!current || !(await this.isAbandoned(thing, claimIn(current)))) return false;
    return (await kv.update(this.prefix + thing, value, current.modRevision)).ok;
  }

  /** Does nothing unless this very Service holds it. */
  async release(thing: string, { uid }: Claimant): Promise<void> {
    const { kv } = await this.options.kv.get(this.prefix + thing);
    if (kv && claimIn(kv)?.uid === uid) await this.options.kv.delete(this.prefix + thing, kv.modRevision);
  }

  /** Everything that somebody has claimed. */
  async all(): Promise<Set<string>> {
    const { kvs } = await this.options.kv.list({ prefix: this.prefix });
    return new Set(kvs.map(({ key }) => key.slice(this.prefix.length)));
  }

  private async isAbandoned(thing: string, claim: Claim | undefined): Promise<boolean> {
    const { clock, client, services } = this.options;
    if (!claim || clock.now() - claim.at < protectedMs) return false;
    try {
      const service = await client.of(services).get(parseKey(claim.service));
      return service.metadata.uid !== claim.uid || !this.held(service).includes(thing);
    } catch (error) {
      if (ApiError.is(error, 'NotFound')) return true;
      throw error;
    }
  }
}

/** Undefined for what is none of ours: such a thing is left alone. */
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
