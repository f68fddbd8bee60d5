/**
 * Server-side apply (docs "Server-Side Apply"; apimachinery pkg/util/managedfields/internal): the applied configuration says
 * which fields its manager wants; fields that others set to something else are conflicts unless the apply is forced.
 */
import { formatTime } from '../clock';
import { ApiError } from '../errors';
import { same } from '../kinds/equality';
import type { KubeObject } from '../object';
import { isObject, type Json } from '../patch/own';
import { difference, isEmpty, noFields, without, type FieldSet } from './field-set';
import { ItemError } from './items';
import { ownedByAnnotation, withAnnotation } from './last-applied';
import { decodeManaged, encodeManaged, managerKey, owning, type Entry, type Managed, type ManagerId, type Owned } from './managed-fields';
import { merge } from './merge';
import { takeOver, type Conflict } from './ownership';
import { FieldsError } from './path-element';
import { prune } from './prune';
import { neverOwned } from './system-fields';
import { toFieldSet } from './to-field-set';
import { apiVersionOf, type ApplySchema } from './typed';
import { updateManaged } from './update';
import { describeFaults, isTooDeep, validate } from './validate';

export interface Apply {
  readonly schema: ApplySchema;
  /** What is there; undefined when the apply creates. */
  readonly live: KubeObject | undefined;
  /** The configuration as it was sent: JSON, neither decoded nor defaulted. */
  readonly applied: unknown;
  readonly manager: string;
  readonly force: boolean;
  /** `status`; empty for the object itself. */
  readonly subresource: string;
  /** What this endpoint sets back (resetFieldsOf). */
  readonly reset?: FieldSet;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type Applied =
  /** The object is yet to be decoded and defaulted; it carries no managedFields. `unchanged`: it is the live one. */
  | { readonly object: Json; readonly managedFields: Entry[] | undefined; readonly unchanged: boolean }
  | { readonly conflicts: readonly Conflict[] };

/** What an apply leads to. Throws ApiError BadRequest for a configuration that is none of the kind. */
export function apply(request: Apply): Applied {
  const applied = checkApplied(request);
  const outcome = onto(request, () => applyAsKubectl(request, applied));
  if ('conflicts' in outcome || request.manager !== 'kubectl') return outcome;
  return { ...outcome, object: withAnnotation(outcome.object, applied) };
}

/** Only the live object can still have list items without a name. */
function onto({ live }: Apply, attempt: () => Applied): Applied {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof ItemError) throw ApiError.unknown(`failed to create typed live object (${describe(live as unknown as Json)}): ${error.message}`);
    throw error;
  }
}

/** kubectl takes over from its own client-side apply without being forced to. */
function applyAsKubectl(request: Apply, applied: Json): Applied {
  const outcome = applyOnce(request, applied, request.force);
  if (!('conflicts' in outcome) || request.manager !== 'kubectl' || !request.live) return outcome;
  const own = ownedByAnnotation(request.schema, withoutManagedFields(request.live));
  const conflicts = outcome.conflicts.map((each) => ({ ...each, fields: difference(each.fields, own) })).filter(({ fields }) => !isEmpty(fields));
  return conflicts.length ? { conflicts } : applyOnce(request, applied, true);
}

function applyOnce(request: Apply, applied: Json, force: boolean): Applied {
  const { schema, reset = noFields, now } = request;
  const before = request.live ? withoutManagedFields(request.live) : schema.empty;
  const id = managerOf(request);
  const key = managerKey(id);
  const managed = startingPoint(request);
  const last = managed.get(key);
  const set = without(toFieldSet(schema.type, applied), reset);
  const claimed: Managed = new Map(managed).set(key, owning(id, set, last?.time));
  const after = prune(schema, merge(schema.type, before, applied) as Json, claimed, key, last);
  const ownership = takeOver({ schema, before, after, reset }, claimed, key);
  if (!force && ownership.conflicts.length) return { conflicts: ownership.conflicts };
  const unchanged = request.live !== undefined && same(before, after);
  // An apply that changes nothing leaves the time of who applied before.
  const time = unchanged && last ? last.time : formatTime(now);
  return { object: unchanged ? before : after, unchanged, managedFields: encodeManaged(settle(ownership.managed, key, owning(id, set, time))) };
}

/** The owners, with what the applier may own of what it claims. */
function settle(managed: Managed, key: string, owned: Owned): Managed {
  const out = new Map(managed);
  const set = difference(owned.set, neverOwned);
  if (isEmpty(set)) out.delete(key);
  else out.set(key, owning(owned.id, set, owned.time));
  return out;
}

const managerOf = ({ manager, schema, subresource }: Apply): ManagerId =>
  ({ manager: manager || 'unknown', operation: 'Apply', apiVersion: apiVersionOf(schema), subresource });

/** Where nobody is known to own a field yet, all that is there was set before the first apply. */
function startingPoint(request: Apply): Managed {
  const { live } = request;
  const managed = ownersOf(live?.metadata.managedFields);
  if (managed.size || !live) return managed;
  return updateManaged({ ...request, live: undefined, next: live, manager: 'before-first-apply' }, managed);
}

function ownersOf(entries: readonly Entry[] | undefined): Managed {
  try {
    return decodeManaged(entries);
  } catch (error) {
    if (error instanceof FieldsError) throw ApiError.internal(`failed to decode managed fields: ${error.message}`, error);
    throw error;
  }
}

/** Refuses what is no configuration of this kind and version. */
function checkApplied({ schema, applied }: Apply): Json {
  if (!isObject(applied)) throw ApiError.badRequest(`error decoding YAML: cannot apply ${Array.isArray(applied) ? 'a list' : typeof applied}`);
  if (isTooDeep(applied)) throw ApiError.badRequest('error decoding YAML: exceeded max depth');
  const { apiVersion, kind, metadata } = applied;
  if (kind !== schema.kind || apiVersion !== apiVersionOf(schema)) throw ApiError.badRequest(`invalid object type: ${printKind(apiVersion, kind)}`);
  if (isObject(metadata) && metadata.managedFields != null) throw ApiError.badRequest('metadata.managedFields must be nil');
  const faults = validate(schema.type, applied);
  if (faults.length) throw ApiError.badRequest(`failed to create typed patch object (${describe(applied)}): ${describeFaults(faults)}`);
  return applied;
}

function describe({ apiVersion, kind, metadata }: Json): string {
  const { namespace, name } = (isObject(metadata) ? metadata : {}) as { namespace?: unknown; name?: unknown };
  return `${textOr(namespace)}/${textOr(name)}; ${printKind(apiVersion, kind)}`;
}

const textOr = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `apps/v1, Kind=Deployment`, `/v1, Kind=Pod` */
function printKind(apiVersion: unknown, kind: unknown): string {
  const text = textOr(apiVersion);
  return `${text.includes('/') ? text : `/${text}`}, Kind=${textOr(kind)}`;
}

function withoutManagedFields(object: KubeObject): Json {
  const { managedFields, ...metadata } = object.metadata;
  return (managedFields === undefined ? object : { ...object, metadata }) as unknown as Json;
}
