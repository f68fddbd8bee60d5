/**
 * What a change does to owners: who had a field that is another now loses it, who had one that is gone forgets it
 * (structured-merge-diff merge/update.go).
 */
import type { Json } from '../patch/own';
import { changed, compare, except, isSame, noChange, type Comparison } from './compare';
import { difference, intersection, isEmpty, type FieldSet } from './field-set';
import { owning, type Managed, type Owned } from './managed-fields';
import { apiVersionOf, type ApplySchema } from './typed';

export interface Conflict {
  readonly owner: Owned;
  /** Fields of the owner that are to change. */
  readonly fields: FieldSet;
}

export interface Ownership {
  readonly managed: Managed;
  readonly comparison: Comparison;
  readonly conflicts: readonly Conflict[];
}

export interface Change {
  readonly schema: ApplySchema;
  readonly before: Json;
  readonly after: Json;
  /** Fields that this endpoint leaves alone, whatever was sent. */
  readonly reset: FieldSet;
}

/** Whose fields a change takes; `self` (by managerKey) is the one who changes. */
export function takeOver(change: Change, managed: Managed, self: string): Ownership {
  const comparisons = new Map([[apiVersionOf(change.schema), compareChange(change)]]);
  const comparison = comparisons.get(apiVersionOf(change.schema)) as Comparison;
  if (isSame(comparison)) return { managed, comparison, conflicts: [] };
  const out = new Map<string, Owned>();
  const conflicts: Conflict[] = [];
  for (const [key, owner] of managed) {
    const seen = key === self ? noChange : comparisonAt(change, owner.id.apiVersion, comparisons);
    if (!seen) continue;
    const fields = intersection(owner.set, changed(seen));
    if (!isEmpty(fields)) conflicts.push({ owner, fields });
    const left = difference(difference(owner.set, fields), seen.removed);
    if (!isEmpty(left)) out.set(key, left === owner.set ? owner : owning(owner.id, left, owner.time));
  }
  return { managed: out, comparison, conflicts };
}

const compareChange = ({ schema, before, after, reset }: Change): Comparison => except(compare(schema.type, before, after), reset);

/** As owners of another version see the change; undefined when that version is gone, and its owners with it. */
function comparisonAt(change: Change, apiVersion: string, seen: Map<string, Comparison>): Comparison | undefined {
  let comparison = seen.get(apiVersion);
  if (comparison) return comparison;
  const other = change.schema.at?.(apiVersion);
  if (!other) return undefined;
  comparison = except(compare(other.type, other.convert(change.before), other.convert(change.after)), change.reset);
  seen.set(apiVersion, comparison);
  return comparison;
}
