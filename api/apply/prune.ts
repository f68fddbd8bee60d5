/**
 * What an applier named last time and does not name now goes, unless another owns it
 * (structured-merge-diff merge/update.go, prune).
 */
import type { Json } from '../patch/own';
import { difference, intersection, isEmpty, noFields, union, type FieldSet } from './field-set';
import type { Managed, Owned } from './managed-fields';
import { removeItems, withNamedFields } from './remove';
import { toFieldSet } from './to-field-set';
import { apiVersionOf, type ApplySchema, type ApplyType, type OtherVersion } from './typed';

/** `merged` without what `last` owned and nobody in `managed` owns, where the applier's new set stands under `self`. */
export function prune(schema: ApplySchema, merged: Json, managed: Managed, self: string, last: Owned | undefined): Json {
  if (!last || isGivenAgain(last, managed.get(self))) return merged;
  const { apiVersion } = last.id;
  const other = otherVersion(schema, apiVersion);
  if (other === 'gone') return merged;
  const whole = other ? other.convert(merged) : merged;
  const type = other ? other.type : schema.type;
  const lastSet = withNamedFields(type, last.set);
  const pruned = keepOwned(schema, whole, strip(type, whole, lastSet), managed, apiVersion);
  const gone = difference(namedIn(type, whole), namedIn(type, pruned));
  const left = strip(type, whole, intersection(gone, lastSet));
  return other ? other.convertBack(left) : left;
}

/** Nothing that was named is missing now: by far most applies. */
const isGivenAgain = (last: Owned, now: Owned | undefined): boolean =>
  isEmpty(last.set) || (last.id.apiVersion === now?.id.apiVersion && isEmpty(difference(last.set, now.set)));

const strip = (type: ApplyType, object: Json, set: FieldSet): Json => (removeItems(type, object, set) ?? {}) as Json;

const namedIn = (type: ApplyType, object: Json): FieldSet => withNamedFields(type, toFieldSet(type, object));

/** The object's own version needs no converting (undefined). */
function otherVersion(schema: ApplySchema, apiVersion: string): OtherVersion | 'gone' | undefined {
  return apiVersion === apiVersionOf(schema) ? undefined : (schema.at?.(apiVersion) ?? 'gone');
}

/** Puts back what others own of what was taken out, version by version, the one that was pruned first. */
function keepOwned(schema: ApplySchema, whole: Json, pruned: Json, managed: Managed, prunedVersion: string): Json {
  const owned = new Map<string, FieldSet>([[prunedVersion, noFields]]);
  for (const { id, set } of managed.values()) owned.set(id.apiVersion, union(owned.get(id.apiVersion) ?? noFields, set));
  return [...owned].reduce((left, [apiVersion, set]) => keepOwnedAt(schema, whole, left, set, prunedVersion, apiVersion), pruned);
}

function keepOwnedAt(schema: ApplySchema, whole: Json, pruned: Json, set: FieldSet, from: string, to: string): Json {
  const convert = converter(schema, from, to);
  const back = converter(schema, to, from);
  const type = to === apiVersionOf(schema) ? schema.type : schema.at?.(to)?.type;
  if (!convert || !back || !type) return pruned;
  const [all, left] = [convert(whole), convert(pruned)];
  const keep = union(namedIn(type, left), withNamedFields(type, set));
  return back(strip(type, all, difference(namedIn(type, all), keep)));
}

/** From one version to another by way of the schema's own; undefined when one of them is gone. */
function converter(schema: ApplySchema, from: string, to: string): ((object: Json) => Json) | undefined {
  if (from === to) return (object) => object;
  const [source, target] = [otherVersion(schema, from), otherVersion(schema, to)];
  if (source === 'gone' || target === 'gone') return undefined;
  return (object) => {
    const own = source ? source.convertBack(object) : object;
    return target ? target.convert(own) : own;
  };
}
