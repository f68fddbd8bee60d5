/** Applies the objects of a snapshot, one kind after the other, many objects at a time. */
import { ApiError, claimedHere, claimOf, isPersistentVolume, keyOf, type core, type KubeObject } from '../../../../api';
import type { Registry } from '../../../../registry';
import { Disconnected, type DialectContext } from '../../../dialect';
import { importedObject } from './imported-object';
import { Refusals } from './refusals';
import { claims, importOrder, type SimulatedKind } from '../kinds';
import type { Item, Snapshot } from './reader';

/** So many that the store writes a good number at once, and few enough that others are served in between. */
const workers = 32;

const manager = { fieldManager: 'simulator', force: true } as const;

export interface Written {
  readonly applied: number;
  readonly refusals: Refusals;
}

/** Until the first refusal, unless told to go on. Rejects with Disconnected when the signal aborts. */
export async function applyAll(context: DialectContext, snapshot: Snapshot, signal: AbortSignal, { goOn }: { readonly goOn: boolean }): Promise<Written> {
  const writes = new Writes(context, signal, goOn);
  for (const kind of importOrder) await writes.apply(kind, snapshot);
  return writes;
}

class Writes implements Written {
  applied = 0;
  readonly refusals = new Refusals();

  constructor(private readonly context: DialectContext, private readonly signal: AbortSignal, private readonly goOn: boolean) {}

  async apply(kind: SimulatedKind, snapshot: Snapshot): Promise<void> {
    const items = snapshot.take(kind);
    await Promise.all(Array.from({ length: workers }, async () => {
      for (let next = this.isOver() ? undefined : items.next(); next && !next.done; next = this.isOver() ? undefined : items.next()) await this.applyItem(next.value);
    }));
    if (this.signal.aborted) throw new Disconnected();
  }

  private isOver(): boolean {
    return this.signal.aborted || (this.refusals.count > 0 && !this.goOn);
  }

  private async applyItem(item: Item): Promise<void> {
    let object: KubeObject | undefined;
    try {
      object = importedObject(item);
      if (!object) return;
      await write(this.context.registry, item.kind, object);
      this.applied++;
    } catch (error) {
      this.refusals.addItem(item, error, object);
    }
  }
}

export async function write(registry: Registry, { definition }: SimulatedKind, object: KubeObject, options: { readonly dryRun?: boolean } = {}): Promise<void> {
  const wanted = isPersistentVolume(object) ? await claimed(registry, object) : object;
  await registry.store(definition).apply(keyOf(wanted), wanted, { ...manager, ...options });
}

/** A bound volume belongs to the claim of that name that is here. */
async function claimed(registry: Registry, volume: core.PersistentVolume): Promise<core.PersistentVolume> {
  const key = claimOf(volume);
  if (!key) return volume;
  try {
    const { object } = await registry.store(claims.definition).get(key);
    return claimedHere(volume, object.metadata.uid);
  } catch (error) {
    if (!ApiError.is(error, 'NotFound')) throw error;
    return claimedHere(volume, undefined);
  }
}
