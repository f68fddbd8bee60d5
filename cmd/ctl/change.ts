/** Objects become what a file says. Nothing is sent before everything that it takes has been found. */
import type { Document } from './documents';
import { differences } from './differences';
import type { Companion, Kind } from './kinds/kind';
import type { Fields } from './member';
import { Refused, type Minik8s, type Ref } from './minik8s';
import type { Done } from './outcome';

interface Wanted {
  readonly kind: Kind;
  readonly ref: Ref;
  readonly object: Fields;
  readonly companion?: { readonly kind: Kind; readonly object: Fields };
}

function wantedBy({ kind, ref, object: described, folder }: Document): Wanted {
  const object = kind.complete?.(described, folder) ?? described;
  const together = (companion: Companion): Wanted['companion'] => ({ kind: companion.kind, object: companion.of(object, ref, folder) });
  return { kind, ref, object, ...(kind.companion && { companion: together(kind.companion) }) };
}

/** Created, or else changed. Throws Refused, or UsageError for a folder that is not there. */
export async function apply(server: Minik8s, document: Document): Promise<Done> {
  const wanted = wantedBy(document);
  const message = await unless(409, server.create(wanted.kind, wanted.ref, wanted.object));
  if (message === undefined) return change(server, wanted);
  if (wanted.companion) await accompany(server, wanted, wanted.companion);
  return { info: 'created', message };
}

/** What is there is changed. Throws as `apply`. */
export const update = async (server: Minik8s, document: Document): Promise<Done> => change(server, wantedBy(document));

export async function remove(server: Minik8s, { kind, ref }: Pick<Document, 'kind' | 'ref'>): Promise<Done> {
  await server.remove(kind, ref);
  if (kind.companion) await unless(404, server.remove(kind.companion.kind, ref));
  return { info: 'deleted', message: '' };
}

async function change(server: Minik8s, wanted: Wanted): Promise<Done> {
  const { kind, ref, object } = wanted;
  const before = await missing(server, wanted);
  if (before.length === 0) return { info: 'unchanged', message: '' };
  if (!kind.hasUpdate) throw new Refused(`it is there, and this API does not change it (${before.join(', ')}): delete it first`, 409);
  const message = await server.replace(kind, ref, object);
  const left = await missing(server, wanted);
  // A PUT answers with success for what it leaves as it is, too.
  return { info: left.length < before.length ? 'updated' : 'unchanged', message, notes: left.length ? [`this API does not change ${left.join(', ')}`] : [] };
}

/** What is not yet as it should be. */
async function missing(server: Minik8s, { kind, ref, object, companion }: Wanted): Promise<string[]> {
  const own = differences(object, await server.get(kind, ref), kind.keptOtherwise);
  return companion ? [...own, ...differences(companion.object, await unless(404, server.get(companion.kind, ref)) ?? {})] : own;
}

/** One that an earlier object has left behind gives way. An object that cannot have its companion goes again. */
async function accompany(server: Minik8s, { kind, ref }: Wanted, companion: NonNullable<Wanted['companion']>): Promise<void> {
  try {
    await unless(404, server.remove(companion.kind, ref));
    await server.create(companion.kind, ref, companion.object);
  } catch (error) {
    await server.remove(kind, ref);
    throw error;
  }
}

/** Undefined: the server refused with that code. */
async function unless<T>(code: number, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refused && error.code === code) return undefined;
    throw error;
  }
}
