/** Applies the objects of a snapshot, one kind after the other, many objects at a time. */
import { ApiError, claimedHere, claimOf, isPersistentVolume, keyOf, type core, type KubeObject } from '../../../../api';
import type { Entry, Registry } from '../../../../registry';
import { Disconnected, type DialectContext } from '../../../dialect';
import { claims, importOrder, type SimulatedKind } from '../kinds';
import { importedObject } from './imported-object';
import type { Item, Snapshot } from './reader';
import { Refusals } from './refusals';
import type { Undo } from './undo';

/** So many that the store writes a good number at once, and few enough that others are served in between. */
const workers = 32;

const manager = { fieldManager: 'simulator', force: true } as const;

export interface Written {
  readonly applied: number;
  readonly refusals: Refusals;
}

/** Where it can be undone, until the first refusal. Rejects with Disconnected when the signal aborts. */
export async function applyAll(context: DialectContext, snapshot: Snapshot, signal: AbortSignal, undo?: Undo): Promise<Written> {
  const writes = new Writes(context, signal, undo);
  for (const kind of importOrder) await writes.apply(kind, snapshot);
  return writes;
}

class Writes implements Written {
  applied = 0;
  readonly refusals = new Refusals();

  constructor(private readonly context: DialectContext, private readonly signal: AbortSignal, private readonly undo: Undo | undefined) {}

  async apply(kind: SimulatedKind, snapshot: Snapshot): Promise<void> {
    const items = snapshot.take(kind);
    await Promise.all(Array.from({ length: workers }, async () => {
      for (const item of items) {
        if (this.isOver()) return;
        await this.applyItem(item);
      }
    }));
    if (this.signal.aborted) throw new Disconnected();
  }

  private async write(kind: SimulatedKind, object: KubeObject): Promise<void> {
    const { undo, context: { registry } } = this;
    const work = (): ReturnType<typeof write> => write(registry, kind, object);
    if (undo) await undo.remember(registry.store(kind.definition), keyOf(object), work);
    else await work();
  }

  private isOver(): boolean {
    return this.signal.aborted || (this.refusals.count > 0 && this.undo !== undefined);
  }

  private async applyItem(item: Item): Promise<void> {
    let object: KubeObject | undefined;
    try {
      object = importedObject(item);
      if (!object) return;
      await this.write(item.kind, object);
      this.applied++;
    } catch (error) {
      this.refusals.addItem(item, error, object);
    }
  }
}

/** Of a dry run nothing stays. */
export async function tryOut(registry: Registry, kind: SimulatedKind, object: KubeObject): Promise<void> {
  await write(registry, kind, object, { dryRun: true });
}

async function write(registry: Registry, { definition }: SimulatedKind, object: KubeObject, options: { readonly dryRun?: boolean } = {}): Promise<{ readonly entry: Entry; readonly created: boolean }> {
  const wanted = isPersistentVolume(object) ? await claimed(registry, object) : object;
  return registry.store(definition).apply(keyOf(wanted), wanted, { ...manager, ...options });
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
