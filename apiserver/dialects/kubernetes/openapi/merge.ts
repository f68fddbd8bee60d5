/**
 * OpenAPI v2 documents of other API servers joined to our own (k8s.io/kube-openapi pkg/aggregator
 * MergeSpecsIgnorePathConflictRenamingDefinitionsAndParameters): paths that are there stay; definitions of the same name that say
 * something else get another name.
 */
import { same } from '../../../../api';
import type { Swagger } from '../../../dialect';
import type { Schema } from './schemas';

const prefix = '#/definitions/';
const kindKey = 'x-kubernetes-group-version-kind';

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `document` is not changed. */
export const merged = (document: Schema, others: readonly Swagger[]): Schema => others.reduce(join, document);

function join(document: Schema, other: Swagger): Schema {
  const ours = document.definitions as Schema;
  const names = namesFor(other.definitions, ours);
  const definitions = Object.entries(other.definitions).map(([name, value]) => [names.get(name) ?? name, renamed(value, names)]);
  // What was there comes last, and stays.
  return {
    ...document,
    paths: { ...(renamed(other.paths, names) as Schema), ...(document.paths as Schema) },
    definitions: { ...Object.fromEntries(definitions), ...ours } as Schema,
  };
}

/** New names of the definitions that need one. Which kinds a definition is of is no difference. */
function namesFor(theirs: Schema, ours: Schema): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  for (const [name, value] of Object.entries(theirs)) {
    if (!Object.hasOwn(ours, name) || same(withoutKinds(ours[name]), withoutKinds(value))) continue;
    let number = 2;
    while (taken.has(`${name}_v${number}`)) number++;
    taken.add(`${name}_v${number}`);
    names.set(name, `${name}_v${number}`);
  }
  return names;
}

const withoutKinds = (value: unknown): unknown =>
  (isSchema(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== kindKey)) : value);

function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (names.size === 0) return value;
  if (Array.isArray(value)) return value.map((each) => renamed(each, names));
  if (!isSchema(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, key === '$ref' ? renamedReference(each, names) : renamed(each, names)]));
}

function renamedReference(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value !== 'string' || !value.startsWith(prefix)) return value;
  const name = value.slice(prefix.length);
  return `${prefix}${names.get(name) ?? name}`;
}
