/** Who has which device: as claims say, and as was decided here and is not yet seen (upstream's dra_manager.go). */
import { kinds, type resource } from '../../../api';
import type { Lister, PluginIngredients } from '../../framework';
import { deviceKey } from './devices';
import type { Claim } from './pod-claims';

const byDevice = 'by device, for the scheduler';

/** Whoever only looks after a device does not keep others from it. */
const keysOf = (allocation: resource.AllocationResult | undefined): string[] =>
  (allocation?.devices?.results ?? []).filter(({ adminAccess }) => !adminAccess).map(({ driver, pool, device }) => deviceKey(driver, pool, device));

interface Pending {
  readonly claim: Claim;
  readonly allocation: resource.AllocationResult;
  /** The state that it was written into. */
  written?: string;
}

const uidOf = ({ metadata }: Claim): string => metadata.uid ?? '';

export class Allocations {
  readonly claims: Lister<Claim>;
  private readonly pending = new Map<string, Pending>();

  constructor(informers: PluginIngredients['informers']) {
    const claims = informers.of<Claim>(kinds.resourceclaims);
    claims.addIndex(byDevice, ({ status }) => keysOf(status.allocation));
    this.claims = claims.lister;
  }

  /** True for one attempt: nothing changes meanwhile. */
  inUse(): (key: string) => boolean {
    this.forgetSeen();
    const decided = new Set([...this.pending.values()].flatMap(({ allocation }) => keysOf(allocation)));
    return (key) => decided.has(key) || this.claims.byIndex(byDevice, key).length > 0;
  }

  /** What the claim will have. */
  of(claim: Claim): resource.AllocationResult | undefined {
    this.forgetSeen();
    return this.pending.get(uidOf(claim))?.allocation;
  }

  assume(claim: Claim, allocation: resource.AllocationResult): void {
    this.pending.set(uidOf(claim), { claim, allocation });
  }

  /** It is written; it counts until it is seen. */
  written(claim: Claim): void {
    const pending = this.pending.get(uidOf(claim));
    if (pending) pending.written = claim.metadata.resourceVersion;
  }

  /** It shall not be. What is written is left to those who see it. */
  forget(claim: Claim): void {
    if (this.pending.get(uidOf(claim))?.written === undefined) this.pending.delete(uidOf(claim));
  }

  private forgetSeen(): void {
    for (const [uid, { claim, written }] of this.pending) if (written !== undefined && this.isSeen(claim, written)) this.pending.delete(uid);
  }

  private isSeen({ metadata: { namespace, name = '', uid } }: Claim, written: string): boolean {
    const now = this.claims.get({ namespace, name });
    return now?.metadata.uid !== uid || BigInt(now?.metadata.resourceVersion ?? '0') >= BigInt(written);
  }
}
