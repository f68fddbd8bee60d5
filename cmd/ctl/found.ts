/** What `get` and `describe` are asked for. */
import { UsageError, type Flag, type Given } from '../flag';
import { refOf, refText } from './common';
import { kindCalled } from './kinds';
import type { Kind } from './kinds/kind';
import type { Fields } from './member';
import { Refused, type Minik8s } from './minik8s';

export const allNamespacesFlag: Flag = { name: 'all-namespaces', short: 'A', fallback: 'false', help: 'of all namespaces, where the API has such a list' };

export interface Found {
  readonly kind: Kind;
  readonly objects: readonly Fields[];
  /** They were named, not listed. */
  readonly isNamed: boolean;
}

/** Throws UsageError, or Refused. */
export async function find(server: Minik8s, given: Given): Promise<Found> {
  const [called = '', ...names] = given.operands;
  const kind = kindCalled(called);
  if (names.length && given.isOn('all-namespaces')) throw new UsageError('--all-namespaces and names exclude each other');
  if (names.length === 0) return { kind, objects: await server.list(kind, listed(kind, given)), isNamed: false };
  const objects: Fields[] = [];
  for (const ref of names.map((name) => refOf(kind, name, given))) objects.push(await server.get(kind, ref).catch((error: unknown) => { throw about(kind, refText(ref), error); }));
  return { kind, objects, isNamed: true };
}

function listed({ kind, namespaced, hasGlobalList }: Kind, given: Given): string | undefined {
  if (namespaced && !given.isOn('all-namespaces')) return given.text('namespace') || 'default';
  if (!hasGlobalList) throw new UsageError(`--all-namespaces: the minik8s API has no list of every ${kind}: name a namespace (-n)`);
  return undefined;
}

const about = ({ kind }: Kind, name: string, error: unknown): unknown => (error instanceof Refused ? new Refused(`${kind} ${name}: ${error.message}`, error.code) : error);
