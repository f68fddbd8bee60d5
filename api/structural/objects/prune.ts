/**
 * Fields that no schema knows are dropped (k8s.io/apiextensions-apiserver pkg/apiserver/schema/pruning algorithm.go). What is
 * pruned is a copy: the value that was handed in stays as it is.
 */
import { once } from '../once';
import { isEmbedded, metaFields, preservesUnknown, propertiesOf, valuesOf, type Structural } from '../structural';
import { isObject, setOwn, type Json } from '../../patch/own';
import { copyOf } from './copy';
import { sortedKeys } from '../../schema/sorted-keys';
import { Mismatch } from '../../schema/mismatch';
import { maxDepth } from '../../schema/scalars';

/** `unknown` receives the paths of what was dropped. */
export type Prune = (value: unknown, path: string, unknown: string[]) => unknown;

const keep: Prune = (value) => copyOf(value);

/** What is to become of the keys of a map that the schema does not name. */
type Others = Prune | 'drop' | 'keep';

interface Plan {
  readonly members: ReadonlyMap<string, Prune>;
  readonly others: Others;
  readonly items: Prune;
}

/** `resource`: apiVersion, kind and metadata are known, whether the schema says so or not. */
export function compilePrune(schema: Structural, { resource = isEmbedded(schema) } = {}): Prune {
  return pruneBy(() => {
    const preserving = preservesUnknown(schema);
    const items = preserving ? compileKeep(schema.items) : schema.items ? compilePrune(schema.items) : dropAll;
    return { members: membersOf(schema, resource), others: othersOf(schema, preserving ? 'keep' : 'drop'), items };
  });
}

/** Below a schema that preserves, lists preserve as well; what is named is pruned again. */
function compileKeep(schema: Structural | undefined): Prune {
  if (!schema) return keep;
  return pruneBy(() => ({ members: membersOf(schema, isEmbedded(schema)), others: othersOf(schema, 'keep'), items: compileKeep(schema.items) }));
}

function membersOf(schema: Structural, resource: boolean): Map<string, Prune> {
  const members = new Map(propertiesOf(schema).map(([name, property]) => [name, compilePrune(property)]));
  if (resource) for (const name of metaFields) members.set(name, keep);
  return members;
}

function othersOf(schema: Structural, unsaid: 'drop' | 'keep'): Others {
  if (schema.additionalProperties === undefined) return unsaid;
  const values = valuesOf(schema);
  return values ? compilePrune(values) : dropAll;
}

/** The plan is made when there is something to prune: objects have few of the parts that large schemas describe. */
function pruneBy(planOf: () => Plan): Prune {
  const plan = once(planOf);
  return (value, path, unknown) => (typeof value === 'object' && value !== null ? pruned(plan(), value, path, unknown) : value);
}

function pruned({ members, others, items }: Plan, value: object, path: string, unknown: string[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown, i) => items(item, `${path}[${i}]`, unknown));
  const out: Json = {};
  for (const key of sortedKeys(value)) {
    const at = path ? `${path}.${key}` : key;
    const prune = members.get(key) ?? (others === 'keep' ? keep : others);
    if (prune !== 'drop') setOwn(out, key, prune((value as Json)[key], at, unknown));
    // The document's own meta fields are never called unknown.
    else if (path || !metaFields.has(key)) unknown.push(at);
  }
  return out;
}

/** Nothing is known of what is inside: maps lose everything. */
function dropAll(value: unknown, path: string, unknown: string[], left = maxDepth): unknown {
  if (left === 0) throw new Mismatch('exceeded max depth');
  if (Array.isArray(value)) return value.map((item: unknown, i) => dropAll(item, `${path}[${i}]`, unknown, left - 1));
  if (!isObject(value)) return value;
  unknown.push(...Object.keys(value).map((key) => (path ? `${path}.${key}` : key)));
  return {};
}
