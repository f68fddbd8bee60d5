/**
 * One process's claim to a coordination.k8s.io Lease, after client-go tools/leaderelection.
 *
 * Times written by others are never compared with the clock here: a lease is valid for its duration counted from the
 * moment at which this process saw it change. Clocks may differ by any amount, only their speed matters.
 */
import {
  ApiError, formatMicroTime, type Client, type Clock, type coordination, type FieldSelector, type Logger, type ObjectKey, type ResourceDefinition, type Resources,
} from '../api';

type Lease = coordination.Lease;
type LeaseSpec = coordination.LeaseSpec;

export interface LeaseClaimOptions {
  readonly client: Client;
  /** The definition of coordination.k8s.io/v1 Leases. */
  readonly leases: ResourceDefinition<Lease>;
  readonly namespace: string;
  readonly name: string;
  readonly identity: string;
  readonly leaseDurationMs: number;
  readonly clock: Clock;
  readonly log: Logger;
}

export class LeaseClaim {
  private readonly resource: Resources<Lease>;
  private readonly key: ObjectKey;
  private observed: Lease | undefined;
  private observedAtMs = 0;
  /** Off: an attempt that is still under way must not take the lease any more. */
  private wanted = false;

  constructor(private readonly options: LeaseClaimOptions) {
    this.resource = options.client.of(options.leases);
    this.key = { namespace: options.namespace, name: options.name };
  }

  /** Who held the lease when it was last seen; '' when nobody did. */
  get holder(): string {
    return this.observed?.spec.holderIdentity ?? '';
  }

  /** Takes or renews the lease. False: somebody else has it, or the API did not let us; never rejects. */
  async attempt(): Promise<boolean> {
    this.wanted = true;
    try {
      this.observe(await this.write());
      return this.holder === this.options.identity;
    } catch (error) {
      this.options.log.warn('leader lease could not be written', this.fields(error));
      return false;
    }
  }

  /** Gives the lease back, so that others need not wait until it runs out; never rejects. */
  async release(): Promise<void> {
    this.withdraw();
    try {
      await this.resource.update(this.key, (current) => (this.isMine(current) ? { ...current, spec: this.released(current.spec) } : current));
    } catch (error) {
      this.options.log.warn('leader lease could not be released', this.fields(error));
    }
  }

  withdraw(): void {
    this.wanted = false;
  }

  /** Resolves with true when the lease is given back or deleted, with false when `signal` aborts or watching fails. */
  async vacated(signal: AbortSignal): Promise<boolean> {
    if (!this.observed) return false;
    const { namespace, name } = this.options;
    const options = { namespace, fields: selectName(name), resourceVersion: this.observed.metadata.resourceVersion };
    try {
      for await (const batch of this.resource.watch(options, signal)) {
        for (const event of batch) {
          if (event.type === 'DELETED') return true;
          if (event.type !== 'BOOKMARK') this.observe(event.object);
        }
        if (this.holder === '') return true;
      }
    } catch (error) {
      this.options.log.debug('watch of the leader lease failed', this.fields(error));
    }
    return false;
  }

  private async write(): Promise<Lease> {
    try {
      return await this.resource.update(this.key, (current) => this.claimed(current));
    } catch (error) {
      if (!ApiError.is(error, 'NotFound')) throw error;
      return await this.resource.create(this.firstLease());
    }
  }

  private claimed(current: Lease): Lease {
    this.observe(current);
    if (!this.wanted || (!this.isMine(current) && this.isHeld())) return current;
    const { spec } = current;
    const now = formatMicroTime(this.options.clock.now());
    const since = this.isMine(current)
      ? { acquireTime: spec.acquireTime, leaseTransitions: spec.leaseTransitions }
      : { acquireTime: now, leaseTransitions: (spec.leaseTransitions ?? 0) + 1 };
    return { ...current, spec: { ...spec, ...this.holding(), ...since, renewTime: now } };
  }

  private firstLease(): Lease {
    const { leases, namespace, name, clock } = this.options;
    const now = formatMicroTime(clock.now());
    return {
      apiVersion: `${leases.group}/${leases.version}`, kind: leases.kind, metadata: { namespace, name },
      spec: { ...this.holding(), acquireTime: now, renewTime: now, leaseTransitions: 0 },
    };
  }

  private holding(): Pick<LeaseSpec, 'holderIdentity' | 'leaseDurationSeconds'> {
    return { holderIdentity: this.options.identity, leaseDurationSeconds: Math.ceil(this.options.leaseDurationMs / 1000) };
  }

  private released(spec: LeaseSpec): LeaseSpec {
    const now = formatMicroTime(this.options.clock.now());
    return { ...spec, holderIdentity: '', leaseDurationSeconds: 1, acquireTime: now, renewTime: now };
  }

  private isMine(lease: Lease): boolean {
    return lease.spec.holderIdentity === this.options.identity;
  }

  /** Whether the lease as observed is somebody's and has not run out. */
  private isHeld(): boolean {
    const durationMs = (this.observed?.spec.leaseDurationSeconds ?? 0) * 1000;
    return this.holder !== '' && this.options.clock.monotonic() < this.observedAtMs + durationMs;
  }

  private observe(lease: Lease): void {
    const before = this.observed;
    if (before && before.metadata.uid === lease.metadata.uid && before.metadata.resourceVersion === lease.metadata.resourceVersion) return;
    const holder = this.holder;
    this.observed = lease;
    this.observedAtMs = this.options.clock.monotonic();
    if (this.holder !== '' && this.holder !== holder) this.options.log.info('new leader elected', this.fields());
  }

  private fields(error?: unknown): object {
    const { namespace, name } = this.options;
    const about = { lease: `${namespace}/${name}`, holder: this.holder };
    return error === undefined ? about : { ...about, error: error instanceof Error ? error.message : String(error) };
  }
}

const selectName = (name: string): FieldSelector => ({
  matches: (field) => field('metadata.name') === name,
  requirements: [{ field: 'metadata.name', operator: '=', value: name }],
  empty: false,
  toString: () => `metadata.name=${name}`,
});
