/** An object that many write to keeps its ten latest updaters apart (apimachinery pkg/util/managedfields/internal capmanagers.go). */
import { union } from './field-set';
import { compareText, managerKey, owning, type Managed, type ManagerId, type Owned } from './managed-fields';

const maxUpdaters = 10;

/** Merges the oldest updaters into `ancient-changes`, one per version. */
export function capUpdaters(managed: Managed): Managed {
  const updaters = [...managed].filter(([, { id }]) => id.operation === 'Update');
  if (updaters.length <= maxUpdaters) return managed;
  updaters.sort(([aKey, a], [bKey, b]) => compareText(a.time ?? '', b.time ?? '') || compareText(aKey, bKey));
  const out = new Map(managed);
  const firstOf = new Map<string, string>();
  let count = updaters.length;
  for (const [key, owned] of updaters) {
    if (count <= maxUpdaters) break;
    const { apiVersion } = owned.id;
    const first = firstOf.get(apiVersion);
    if (first === undefined) firstOf.set(apiVersion, key);
    else {
      pour(out, key, owned, first);
      count--;
    }
  }
  return out;
}

/** Moves an updater into its version's bucket, which starts out as the first updater of the version. */
function pour(managed: Map<string, Owned>, key: string, owned: Owned, first: string): void {
  const id: ManagerId = { manager: 'ancient-changes', operation: 'Update', apiVersion: owned.id.apiVersion, subresource: '' };
  const bucket = managerKey(id);
  const there = managed.get(bucket) ?? managed.get(first);
  managed.delete(managed.has(bucket) ? key : first);
  managed.delete(key);
  managed.set(bucket, owning(id, there ? union(owned.set, there.set) : owned.set, owned.time));
}
