/**
 * What a store held at one moment, and the way back to it (kube-scheduler-simulator keeps every key at its start, and puts them back
 * on reset).
 *
 * It works on keys and bytes, below admission, finalizers and grace: nothing can hold up what is to go. Watchers see each difference as
 * an ordinary change; what is as it was is not touched, and revisions go on growing.
 */
import { authorityNamespace, clusterAuthority, frontProxyAuthority } from '../api';
import { inTurn } from './in-turn';
import { root } from './keys';
import { translated } from './storage-errors';
import type { KeyValue, KV, Revision } from './storage/kv';

export interface Baseline {
  /** Rejects with ApiError ServiceUnavailable when the store does not answer; what has been done until then stays, and can be gone on with. */
  restore(): Promise<void>;
}

/** By key: what was there. */
type Kept = ReadonlyMap<string, Uint8Array>;

type Step = (kv: KV) => Promise<unknown>;

const pageSize = 500;

/** Others may write meanwhile: what they leave behind is looked at again, but not for ever. */
const maxRounds = 10;

/** Whose elections and heartbeats go on, what tokens are signed with, and the authorities that have signed certificates in use. */
const livesOn = [
  'leases/kube-system/', 'leases/kube-node-lease/', 'signingkeys/',
  ...[clusterAuthority, frontProxyAuthority].map(({ name }) => `secrets/${authorityNamespace}/${name}`),
].map((path) => root + path);

/** They go by themselves: an old one is not brought back. */
const passing = `${root}events/`;

/** Resolves when the moment is fixed; what was there is read afterwards. */
export async function takeBaseline(kv: KV): Promise<Baseline> {
  const revision = await translated(kv.revision());
  const kept = readAll(kv, revision);
  // Told to whoever asks for it back.
  kept.catch(() => undefined);
  return { restore: () => translated(kept.then((found) => restore(kv, found))) };
}

async function readAll(kv: KV, at: Revision): Promise<Kept> {
  const kept = new Map<string, Uint8Array>();
  for await (const { key, value } of everything(kv, at)) kept.set(key, value);
  return kept;
}

async function* everything(kv: KV, at?: Revision): AsyncGenerator<KeyValue> {
  for (let after: string | undefined; ;) {
    const { kvs, more } = await kv.list({ prefix: root, after }, { limit: pageSize, at });
    yield* kvs.filter(({ key }) => !livesOn.some((prefix) => key.startsWith(prefix)));
    after = kvs.at(-1)?.key;
    if (!more || after === undefined) return;
  }
}

async function restore(kv: KV, kept: Kept): Promise<void> {
  for (let round = 0; round < maxRounds; round++) {
    const steps = await stepsBack(kv, kept);
    if (steps.length === 0) return;
    await inTurn(steps, (step) => step(kv));
  }
}

/** A lost compare is somebody's write, which the next round finds. What goes, goes before what comes. */
async function stepsBack(kv: KV, kept: Kept): Promise<readonly Step[]> {
  const gone: Step[] = [];
  const back: Step[] = [];
  const there = new Set<string>();
  for await (const { key, value, modRevision } of everything(kv)) {
    there.add(key);
    const before = kept.get(key);
    if (!before) gone.push((store) => store.delete(key, modRevision));
    else if (Buffer.compare(before, value) !== 0 && !key.startsWith(passing)) back.push((store) => store.update(key, before, modRevision));
  }
  for (const [key, value] of kept) if (!there.has(key) && !key.startsWith(passing)) back.push((store) => store.create(key, value));
  return [...gone, ...back];
}
