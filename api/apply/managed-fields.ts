/**
 * Who owns which fields: managedFields as stored and as worked with (k8s.io/apimachinery pkg/util/managedfields/internal).
 *
 * A manager is one writer through one operation, version and subresource; appliers are the same manager in every version.
 */
import type * as meta from '../schema/types/meta.v1';
import { FieldsError, goJson } from './path-element';
import { readFields, type FieldSet } from './field-set';
import { fieldsJson, interned, internedInOrder } from './interned';

export type Entry = meta.ManagedFieldsEntry;

export interface ManagerId {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
}

export interface Owned {
  readonly id: ManagerId;
  readonly set: FieldSet;
  /** RFC 3339, whole seconds. */
  readonly time: string | undefined;
  /** As it is served, once that is known. */
  entry: Entry | undefined;
}

export const owning = (id: ManagerId, set: FieldSet, time: string | undefined): Owned => ({ id, set, time, entry: undefined });

/** By managerKey. Never changed in place. */
export type Managed = ReadonlyMap<string, Owned>;

export const nobody: Managed = new Map();

/** Tells managers apart, and orders them in conflicts as upstream's identifier does. */
export const managerKey = ({ manager, operation, apiVersion, subresource }: ManagerId): string =>
  goIdentifier([['manager', manager], ['operation', operation], ['apiVersion', operation === 'Apply' ? '' : apiVersion], ['subresource', subresource]]);

const goIdentifier = (members: readonly (readonly [string, string])[]): string =>
  `{${members.filter(([, value]) => value).map(([name, value]) => `"${name}":${goJson(value)}`).join(',')}}`;

/** Throws FieldsError, with upstream's text, for entries that make no sense. */
export function decodeManaged(entries: readonly Entry[] | null | undefined): Managed {
  return entries?.length ? new Map(entries.map(decodeEntry).map((owned) => [managerKey(owned.id), owned])) : nobody;
}

function decodeEntry(entry: Entry, index: number): Owned {
  const { manager = '', operation, apiVersion, subresource = '', time, fieldsType } = entry;
  if (operation !== 'Apply' && operation !== 'Update') throw new FieldsError('operation must be `Apply` or `Update`');
  if (!apiVersion) throw new FieldsError('apiVersion must not be empty');
  if (!fieldsType) throw new FieldsError(`missing fieldsType in managed fields entry ${index}`);
  if (fieldsType !== 'FieldsV1') throw new FieldsError(`invalid fieldsType ${JSON.stringify(fieldsType)} in managed fields entry ${index}`);
  const set = interned(readFields(entry.fieldsV1));
  return { id: { manager, operation, apiVersion, subresource }, set, time, entry: set === entry.fieldsV1 ? entry : undefined };
}

/** The entries in the order in which they are served; undefined when nobody owns anything. */
export function encodeManaged(managed: Managed): Entry[] | undefined {
  if (managed.size === 0) return undefined;
  return [...managed.values()].sort(compareOwners).map(encodeOwned);
}

/** Owners whom a write leaves alone keep their entry. */
function encodeOwned(owned: Owned): Entry {
  owned.entry ??= toEntry(owned);
  return owned.entry;
}

/** Members in the order in which they are served. */
function toEntry({ id: { manager, operation, apiVersion, subresource }, set, time }: Owned): Entry {
  const entry: Entry = {};
  if (manager) entry.manager = manager;
  entry.operation = operation;
  entry.apiVersion = apiVersion;
  if (time) entry.time = time;
  entry.fieldsType = 'FieldsV1';
  entry.fieldsV1 = internedInOrder(set);
  if (subresource) entry.subresource = subresource;
  return entry;
}

function compareOwners(a: Owned, b: Owned): number {
  return compareText(a.id.operation, b.id.operation) || compareText(a.time ?? '', b.time ?? '') || compareText(a.id.manager, b.id.manager)
    || compareText(a.id.apiVersion, b.id.apiVersion) || compareText(a.id.subresource, b.id.subresource);
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whether entries differ at most in their times and their order, which follows the times. */
export function sameOwners(a: readonly Entry[] | null | undefined, b: readonly Entry[] | null | undefined): boolean {
  const [left, right] = [a ?? [], b ?? []];
  return left === right || (left.length === right.length && left.every((entry) => right.some((other) => sameOwner(entry, other))));
}

const sameOwner = (a: Entry, b: Entry): boolean =>
  a === b || (a.manager === b.manager && a.operation === b.operation && a.apiVersion === b.apiVersion && a.subresource === b.subresource
    && fieldsJson(a.fieldsV1 as FieldSet) === fieldsJson(b.fieldsV1 as FieldSet));
