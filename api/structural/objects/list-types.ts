/** Items of sets and keys of list maps occur once (k8s.io/apiextensions-apiserver pkg/apiserver/schema/listtype validation.go). */
import { goJson } from '../../apply/path-element';
import { duplicate, invalid, type FieldError } from '../../field-error';
import type { Structural } from '../structural';
import { isObject, type Json } from '../../patch/own';
import { both, throughParts, type Visit } from './walk';

/** Undefined: the schema has no sets and no list maps. */
export const compileListTypes = (schema: Structural): Visit<FieldError[]> | undefined =>
  both(ownCheck(schema), throughParts(schema, compileListTypes));

function ownCheck(schema: Structural): Visit<FieldError[]> | undefined {
  switch (schema['x-kubernetes-list-type']) {
    case 'set': return (value, path, faults) => { if (Array.isArray(value)) faults.push(...repeated(value, path)); };
    case 'map': return checkMap(schema['x-kubernetes-list-map-keys'] ?? []);
    default: return undefined;
  }
}

function checkMap(names: readonly string[]): Visit<FieldError[]> {
  const sorted = [...names].sort();
  return (value, path, faults) => {
    if (!Array.isArray(value)) return;
    const stranger = value.findIndex((item) => item !== null && !isObject(item));
    if (stranger >= 0) faults.push(invalid(`${path}[${stranger}]`, value[stranger], 'must be an object for an array of list-type map'));
    else faults.push(...repeated(value.map((item) => keyOf(sorted, item as Json | null)), path));
  };
}

function keyOf(names: readonly string[], item: Json | null): Json {
  const key: Json = {};
  for (const name of names) if (item && Object.hasOwn(item, name)) key[name] = item[name];
  return key;
}

/** A fault where something occurs for the second time; the third time is no news. */
function repeated(values: readonly unknown[], path: string): FieldError[] {
  if (values.length < 2) return [];
  const times = new Map<unknown, number>();
  const faults: FieldError[] = [];
  values.forEach((value, i) => {
    // Scalars are their own keys; texts must not be taken for JSON.
    const id = typeof value === 'object' && value !== null ? `j${goJson(value)}` : typeof value === 'string' ? `s${value}` : value;
    const before = times.get(id) ?? 0;
    if (before === 1) faults.push(duplicate(`${path}[${i}]`, value));
    times.set(id, before + 1);
  });
  return faults;
}
