/**
 * Ordinary writes (POST, PUT, PATCH): whoever changes a field owns it
 * (apimachinery pkg/util/managedfields/internal managedfieldsupdater.go, skipnonapplied.go).
 */
import { formatTime } from '../clock';
import type { KubeObject } from '../object';
import type { Json } from '../patch/own';
import { capUpdaters } from './cap-updaters';
import { changed } from './compare';
import { difference, isEmpty, noFields, union, type FieldSet } from './field-set';
import { ItemError } from './items';
import { decodeManaged, encodeManaged, managerKey, nobody, owning, sameOwners, type Entry, type Managed, type ManagerId } from './managed-fields';
import { takeOver } from './ownership';
import { FieldsError } from './path-element';
import { neverOwned } from './system-fields';
import { apiVersionOf, type ApplySchema } from './typed';

export interface TrackedWrite {
  readonly schema: ApplySchema;
  /** What is there; undefined when the object is created. */
  readonly live: KubeObject | undefined;
  /** What the client wants, decoded and defaulted; its managedFields as the client sent them. */
  readonly next: KubeObject;
  readonly manager: string;
  /** `status`; empty for the object itself. */
  readonly subresource: string;
  /** What this endpoint sets back (resetFieldsOf). */
  readonly reset?: FieldSet;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The managedFields of the object after the write: the live ones themselves when owners stay as they are. Never throws. */
export function trackUpdate(write: TrackedWrite): Entry[] | undefined {
  const { live, next, subresource } = write;
  const before = live?.metadata.managedFields;
  const sent = subresource === '' ? next.metadata.managedFields : undefined;
  const there = decodedOrNobody(before);
  const managed = sent && !sameOwners(sent, before) ? startingPoint(there, sent) : there;
  // An object whose owners are unknown stays so until it is applied.
  if (managed.size === 0 && live) return undefined;
  const updated = updatedOrUndefined(write, managed);
  return updated && updated !== there ? encodeManaged(updated) : before;
}

/** Only the object's own endpoint takes managedFields from clients; those who do not know them leave them as they are. */
function startingPoint(there: Managed, sent: Entry[]): Managed {
  if (isReset(sent)) return nobody;
  const managed = decodedOrUndefined(sent);
  return managed?.size ? managed : there;
}

/** `[]` and `[{}]` ask to forget all owners. */
const isReset = (sent: readonly Entry[]): boolean => sent.length === 0 || (sent.length === 1 && Object.values(sent[0] as Entry).every((value) => value === undefined));

const decodedOrNobody = (entries: readonly Entry[] | undefined): Managed => decodedOrUndefined(entries) ?? nobody;

/** Entries that make no sense are as good as none: a write does not fail for them. */
function decodedOrUndefined(entries: readonly Entry[] | undefined): Managed | undefined {
  try {
    return decodeManaged(entries);
  } catch (error) {
    if (error instanceof FieldsError) return undefined;
    throw error;
  }
}

/** Undefined for objects with list items that have no name: a write does not fail for them, its owners are not tracked. */
function updatedOrUndefined(write: TrackedWrite, managed: Managed): Managed | undefined {
  try {
    return updateManaged(write, managed);
  } catch (error) {
    if (error instanceof ItemError) return undefined;
    throw error;
  }
}

export function updateManaged({ schema, live, next, manager, subresource, reset = noFields, now }: TrackedWrite, managed: Managed): Managed {
  const before = (live ?? schema.empty) as unknown as Json;
  const ownership = takeOver({ schema, before, after: next as unknown as Json, reset }, managed, '');
  const taken = difference(changed(ownership.comparison), neverOwned);
  if (isEmpty(taken)) return ownership.managed;
  const id: ManagerId = { manager: manager || 'unknown', operation: 'Update', apiVersion: apiVersionOf(schema), subresource };
  const key = managerKey(id);
  const out = new Map(ownership.managed);
  const previous = out.get(key);
  out.set(key, owning(id, previous ? union(taken, previous.set) : taken, formatTime(now)));
  return capUpdaters(out);
}
