/** Writes what was planned, and waits until the binder has done the rest (kube-scheduler volumebinding/binder.go, BindPodVolumes). */
import { keyOf, kinds, sleep, volumeRules, type Client, type Clock } from '../../../api';
import type { PluginIngredients } from '../../framework';
import type { Claim, Plan, Storage } from './storage';

const { annotations, isBound, reservedFor, withAnnotations } = volumeRules;

export interface Tools {
  readonly client: Client;
  readonly clock: Clock;
  readonly informers: PluginIngredients['informers'];
  readonly storage: Storage;
}

/** Rejects when that cannot be, or takes too long. */
export async function carryOut(plan: Plan, node: string, tools: Tools, { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal }): Promise<void> {
  await write(plan, node, tools.client);
  const over = new AbortController();
  const claims = [...plan.bindings.map(({ claim }) => claim), ...plan.provisions];
  const bound = allBound(claims, tools, over.signal);
  const tooLong = sleep(tools.clock, timeoutMs, AbortSignal.any([signal, over.signal])).then(() => { throw new Error('binding volumes: context deadline exceeded'); });
  try {
    await Promise.race([bound, tooLong]);
  } finally {
    tooLong.catch(() => undefined);
    over.abort();
  }
}

async function write({ bindings, provisions }: Plan, node: string, client: Client): Promise<void> {
  // Of the states that were looked at: who was faster wins, and the pod is tried again.
  for (const { volume, claim } of bindings) await client.of(kinds.persistentvolumes).update(keyOf(volume), () => reservedFor(volume, claim));
  for (const claim of provisions) {
    if (claim.metadata.annotations?.[annotations.selectedNode] === node) continue;
    await client.of(kinds.persistentvolumeclaims).update(keyOf(claim), () => withAnnotations(claim, { [annotations.selectedNode]: node }));
  }
}

/** Looks again at each change of a claim. */
function allBound(claims: readonly Claim[], { informers, storage }: Tools, over: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      try {
        if (claims.every((claim) => isDone(claim, storage))) resolve();
      } catch (error) {
        reject(error as Error);
      }
    };
    const leave = informers.of<Claim>(kinds.persistentvolumeclaims).on({ updated: look, deleted: look });
    over.addEventListener('abort', leave);
    look();
  });
}

function isDone(claim: Claim, storage: Storage): boolean {
  const now = storage.claim(keyOf(claim));
  if (!now || now.metadata.uid !== claim.metadata.uid) throw new Error(`persistentvolumeclaim ${JSON.stringify(claim.metadata.name)} not found`);
  return isBound(now);
}
