/**
 * What an import has written, and the way back: what came goes, what was changed is put back. Both are ordinary writes, which a cluster may refuse
 * in turn, and finalizers and grace are heeded.
 */
import { ApiError, type KubeObject, type ObjectKey } from '../../../../api';
import type { Entry, ResourceStore } from '../../../../registry';

interface Step {
  readonly store: ResourceStore;
  readonly key: ObjectKey;
  /** What was there; absent: nothing. */
  readonly before?: Entry;
  /** Of what is there now. */
  readonly uid: string | undefined;
}

const workers = 32;
const manager = { fieldManager: 'simulator' } as const;

export class Undo {
  private readonly steps: Step[] = [];

  /** Does a write and remembers how it was before. */
  async remember(store: ResourceStore, key: ObjectKey, write: () => Promise<{ readonly entry: Entry; readonly created: boolean }>): Promise<void> {
    const before = await there(store, key);
    const { entry, created } = await write();
    if (entry.revision !== before?.revision) this.steps.push({ store, key, uid: entry.object.metadata.uid, ...(!created && before && { before }) });
  }

  /** From the last on. Resolves with how many could not be taken back. */
  async all(): Promise<number> {
    let left = 0;
    await Promise.all(Array.from({ length: workers }, async () => {
      for (let step = this.steps.pop(); step; step = this.steps.pop()) if (!(await takenBack(step))) left++;
    }));
    return left;
  }
}

/** As good as the cache knows it: between it and the write others may have come. */
async function there(store: ResourceStore, key: ObjectKey): Promise<Entry | undefined> {
  try {
    return await store.get(key, { resourceVersion: '0' });
  } catch (error) {
    if (ApiError.is(error, 'NotFound')) return undefined;
    throw error;
  }
}

async function takenBack({ store, key, before, uid }: Step): Promise<boolean> {
  try {
    if (before) await store.update(key, (current) => asItWas(before.object, current), manager);
    else await store.delete(key, { gracePeriodSeconds: 0, ...(uid !== undefined && { preconditions: { uid } }) });
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.reason === 'NotFound';
  }
}

const asItWas = (before: KubeObject, { metadata: { uid, resourceVersion } }: KubeObject): KubeObject => ({ ...before, metadata: { ...before.metadata, uid, resourceVersion } });
