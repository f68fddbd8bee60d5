/**
 * Who owns which fields: managedFields as stored and as worked with (k8s.io/apimachinery pkg/util/managedfields/internal).
 *
 * A manager is one writer through one operation, version and subresource; appliers are the same manager in every version.
 */
import type * as meta from '../schema/types/meta.v1';
import { FieldsError, goJson } from './path-element';
import { readFields, sorted, type FieldSet } from './field-set';

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
  readonly time?: string;
}

/** By managerKey. Never changed in place. */
export type Managed = ReadonlyMap<string, Owned>;

export const nobody: Managed = new Map();

/** Tells managers apart, and orders them in conflicts as upstream's identifier does. */
export const managerKey = ({ manager, operation, apiVersion, subresource }: ManagerId): string =>
  goIdentifier([['manager', manager], ['operation', operation], ['apiVersion', operation === 'Apply' ? '' : apiVersion], ['subresource', subresource]]);

const goIdentifier = (members: readonly (readonly [string, string])[]): string =>
  `{${members.filter(([, value]) => value).map(([name, value]) => `"${name}":${plain.test(value) ? `"${value}"` : goJson(value)}`).join(',')}}`;

/** What JSON prints as it is. */
const plain = /^[\w./:@ -]*$/;

const decoded = new WeakMap<readonly Entry[], Managed>();

/** Throws FieldsError, with upstream's text, for entries that make no sense. */
export function decodeManaged(entries: readonly Entry[] | null | undefined): Managed {
  if (!entries?.length) return nobody;
  let managed = decoded.get(entries);
  if (!managed) {
    managed = new Map(entries.map(decodeEntry).map((owned) => [managerKey(owned.id), owned]));
    decoded.set(entries, managed);
  }
  return managed;
}

function decodeEntry(entry: Entry, index: number): Owned {
  const { manager = '', operation, apiVersion, subresource = '', time, fieldsType } = entry;
  if (operation !== 'Apply' && operation !== 'Update') throw new FieldsError('operation must be `Apply` or `Update`');
  if (!apiVersion) throw new FieldsError('apiVersion must not be empty');
  if (!fieldsType) throw new FieldsError(`missing fieldsType in managed fields entry ${index}`);
  if (fieldsType !== 'FieldsV1') throw new FieldsError(`invalid fieldsType ${JSON.stringify(fieldsType)} in managed fields entry ${index}`);
  return { id: { manager, operation, apiVersion, subresource }, set: readFields(entry.fieldsV1), time };
}

const encoded = new WeakMap<Owned, Entry>();

/** The entries in the order in which they are served; undefined when nobody owns anything. */
export function encodeManaged(managed: Managed): Entry[] | undefined {
  if (managed.size === 0) return undefined;
  const entries = [...managed.values()].sort(compareOwners).map(encodeOwned);
  decoded.set(entries, managed);
  return entries;
}

function encodeOwned(owned: Owned): Entry {
  let entry = encoded.get(owned);
  if (!entry) {
    entry = toEntry(owned);
    encoded.set(owned, entry);
  }
  return entry;
}

/** Members in the order in which they are served. */
function toEntry({ id: { manager, operation, apiVersion, subresource }, set, time }: Owned): Entry {
  return {
    ...(manager && { manager }), operation, apiVersion, ...(time && { time }), fieldsType: 'FieldsV1', fieldsV1: sorted(set), ...(subresource && { subresource }),
  };
}

function compareOwners(a: Owned, b: Owned): number {
  return compareText(a.id.operation, b.id.operation) || compareText(a.time ?? '', b.time ?? '') || compareText(a.id.manager, b.id.manager)
    || compareText(a.id.apiVersion, b.id.apiVersion) || compareText(a.id.subresource, b.id.subresource);
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whether entries differ at most in their times: such a write is none. */
export function sameOwners(a: readonly Entry[] | null | undefined, b: readonly Entry[] | null | undefined): boolean {
  const [left, right] = [a ?? [], b ?? []];
  return left === right || (left.length === right.length && ownersOf(left) === ownersOf(right));
}

const ownersOf = (entries: readonly Entry[]): string => goJson(entries.map((entry) => ({ ...entry, time: undefined })).map(goJson).sort());
