/** Resources inside resources (`x-kubernetes-embedded-resource`): their type and metadata are read and checked as those of any. */
import { invalid, required, type FieldError } from '../../field-error';
import { validateMetadata } from '../../metadata';
import { label1035Fault } from '../../names';
import { childPath, isEmbedded, type Structural } from '../structural';
import { isObject, type Json } from '../../patch/own';
import { decodeMeta, salvageMeta } from './object-meta';
import { both, throughParts, type Visit } from './walk';

export interface Coerced {
  readonly faults: FieldError[];
  readonly unknown: string[];
}

/** Brings types and metadata into their form, in place (objectmeta algorithm.go CoerceWithOptions). Undefined: there are none. */
export const compileCoerce = (schema: Structural): Visit<Coerced> | undefined =>
  both(isEmbedded(schema) ? coerce : undefined, throughParts(schema, compileCoerce));

function coerce(value: unknown, path: string, { faults, unknown }: Coerced): void {
  if (!isObject(value)) return;
  for (const key of ['apiVersion', 'kind']) {
    if (Object.hasOwn(value, key) && typeof value[key] !== 'string') faults.push(invalid(childPath(path, key), value[key], 'must be a string'));
  }
  if (!Object.hasOwn(value, 'metadata')) return;
  const at = childPath(path, 'metadata');
  const decoded = decodeMeta(value.metadata);
  if (typeof decoded === 'string') {
    faults.push(invalid(at, value.metadata, decoded));
    return;
  }
  value.metadata = decoded.metadata;
  unknown.push(...decoded.unknown.map((name) => `${at}.${name}`));
}

/** The same for what is stored already: what does not fit is dropped. */
export const compileSalvage = (schema: Structural): Visit<undefined> | undefined =>
  both(isEmbedded(schema) ? salvage : undefined, throughParts(schema, compileSalvage));

export function salvage(value: unknown): void {
  if (!isObject(value)) return;
  for (const key of ['apiVersion', 'kind']) if (Object.hasOwn(value, key) && typeof value[key] !== 'string') delete value[key];
  const metadata = Object.hasOwn(value, 'metadata') ? salvageMeta(value.metadata) : undefined;
  if (metadata) value.metadata = metadata;
}

/** Whether they are good (objectmeta validation.go). Undefined: there are none. */
export const compileEmbeddedCheck = (schema: Structural): Visit<FieldError[]> | undefined =>
  both(isEmbedded(schema) ? checkResource : undefined, throughParts(schema, compileEmbeddedCheck));

export function checkResource(value: unknown, path: string, faults: FieldError[]): void {
  if (!isObject(value)) return;
  faults.push(...textFaults(value, 'apiVersion', path, versionFault), ...textFaults(value, 'kind', path, kindFault), ...metadataFaults(value, path));
}

function textFaults(object: Json, name: string, path: string, faultOf: (text: string) => string | undefined): FieldError[] {
  const at = childPath(path, name);
  if (!Object.hasOwn(object, name)) return [required(at)];
  const value = object[name];
  if (typeof value !== 'string') return [invalid(at, value, 'must be a string')];
  const fault = value === '' ? 'must not be empty' : faultOf(value);
  return fault ? [invalid(at, value, fault)] : [];
}

const versionFault = (text: string): string | undefined => (text.split('/').length > 2 ? `unexpected GroupVersion string: ${text}` : undefined);

function kindFault(kind: string): string | undefined {
  const fault = label1035Fault(kind.toLowerCase());
  return fault && `may have mixed case, but should otherwise match: ${fault}`;
}

function metadataFaults(object: Json, path: string): FieldError[] {
  if (!Object.hasOwn(object, 'metadata')) return [];
  const decoded = decodeMeta(object.metadata);
  if (typeof decoded === 'string') return [invalid(childPath(path, 'metadata'), object.metadata, decoded)];
  const { name = '', namespace } = decoded.metadata;
  // They need no name of their own.
  const faults = validateMetadata({ ...decoded.metadata, name: name || 'fakename' }, { scope: namespace ? 'Namespaced' : 'Cluster', nameRule: 'path', finalizers: 'any' });
  return faults.map((fault) => ({ ...fault, field: childPath(path, fault.field) }));
}
