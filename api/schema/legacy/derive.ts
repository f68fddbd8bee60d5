/**
 * Facts of versions that Kubernetes no longer has, told by how they differ from a version that it has. Most of them differ
 * in nothing but their name.
 */
import type { DefinitionFacts, FieldFacts, KindFacts, PackageFacts } from '../facts';

/** Release in which a version was deprecated, the one that no longer served it, and what to use in its place. */
export type Lifecycle = readonly [deprecated: string, removed: string, replacement?: string];

/** null: this version has no such field. Otherwise what is different about it; `from`: the name it has in the other version. */
type FieldChange = (Partial<FieldFacts> & { readonly from?: string }) | null;

export interface LegacyPackage {
  /** `policy.v1beta1`. */
  readonly name: string;
  /** The package that it resembles. */
  readonly like: string;
  /** Absent: that of the other package. */
  readonly group?: string;
  readonly kinds: Readonly<Record<string, Lifecycle>>;
  /** By type and field. */
  readonly changes?: Readonly<Record<string, Readonly<Record<string, FieldChange>>>>;
  /** Types of the other package that this one has no copy of. */
  readonly shared?: readonly string[];
}

type Packages = Readonly<Record<string, PackageFacts>>;

/** The packages with the older ones; a package may gain kinds, and one that comes later may resemble an earlier one. */
export function withLegacy(packages: Packages, legacy: readonly LegacyPackage[]): Packages {
  const all: Record<string, PackageFacts> = { ...packages };
  for (const each of legacy) {
    const like = all[each.like];
    if (!like) throw new Error(`no facts for ${each.like}`);
    const derived = derive(each, like);
    const known = all[each.name];
    all[each.name] = known
      ? withDefinitions({ ...known, kinds: [...derived.kinds, ...known.kinds] }, () => ({ ...derived.definitions, ...known.definitions }))
      : derived;
  }
  return all;
}

function derive(legacy: LegacyPackage, like: PackageFacts): PackageFacts {
  const { name } = legacy;
  const group = legacy.group ?? like.package.group;
  const version = name.slice(name.lastIndexOf('.') + 1);
  const renamed = (path: string): string => path.slice(0, path.length - legacy.like.length) + name;
  const kinds = Object.entries(legacy.kinds).map(([kind, lifecycle]) => deriveKind(legacy, kindOf(like, kind), { group, version }, lifecycle));
  const roots = kinds.flatMap(({ kind, listKind }) => (listKind ? [kind, listKind] : [kind]));
  const names = { group, version, openapi: renamed(like.package.openapi), proto: renamed(like.package.proto) };
  return withDefinitions({ package: names, values: {}, kinds, otherKinds: [] }, () => deriveDefinitions(legacy, like, roots));
}

/** Made when somebody first asks: most clusters never hear of most older versions. */
function withDefinitions(facts: Omit<PackageFacts, 'definitions'>, make: () => PackageFacts['definitions']): PackageFacts {
  let made: PackageFacts['definitions'] | undefined;
  return {
    ...facts,
    get definitions() {
      return (made ??= make());
    },
  };
}

function kindOf(like: PackageFacts, name: string): KindFacts {
  const found = like.kinds.find(({ kind }) => kind === name);
  if (!found) throw new Error(`no facts for kind ${like.package.group} ${name}`);
  return found;
}

function deriveKind({ name }: LegacyPackage, like: KindFacts, own: { group: string; version: string }, [deprecated, removed, replacement]: Lifecycle): KindFacts {
  const itself = ({ group, version }: { group: string; version: string }): boolean => group === like.group && version === like.version;
  const subresources = Object.entries(like.subresources).map(([sub, facts]) => [sub, itself(facts) ? { ...facts, ...own } : facts]);
  return {
    ...like, ...own, definition: `${name}.${like.kind}`, subresources: Object.fromEntries(subresources) as KindFacts['subresources'],
    stability: 'beta', deprecated, removed, replacement: replacement === undefined ? undefined : { ...groupVersion(replacement), kind: like.kind },
  };
}

function groupVersion(apiVersion: string): { group: string; version: string } {
  const [group = '', version = ''] = apiVersion.split('/');
  return { group, version };
}

/** The types that the roots reach, each under its new name. */
function deriveDefinitions(legacy: LegacyPackage, like: PackageFacts, roots: readonly string[]): Record<string, DefinitionFacts> {
  const definitions: Record<string, DefinitionFacts> = {};
  const own = (ref: string): string | undefined => {
    const type = ref.slice(legacy.like.length + 1);
    return ref === `${legacy.like}.${type}` && !legacy.shared?.includes(type) ? type : undefined;
  };
  const add = (type: string): string => {
    const name = `${legacy.name}.${type}`;
    if (definitions[name]) return name;
    const facts = like.definitions[`${legacy.like}.${type}`];
    if (!facts) throw new Error(`no facts for definition ${legacy.like}.${type}`);
    definitions[name] = facts;
    definitions[name] = withRefs(changed(facts, legacy.changes?.[type] ?? {}), (ref) => {
      const found = own(ref);
      return found === undefined ? ref : add(found);
    });
    return name;
  };
  roots.forEach(add);
  return definitions;
}

function changed(facts: DefinitionFacts, changes: Readonly<Record<string, FieldChange>>): DefinitionFacts {
  const fields = new Map(Object.entries(facts.fields ?? {}));
  const renames = new Map(Object.entries(changes).flatMap(([name, change]) => (change?.from ? [[change.from, name] as const] : [])));
  const renamed = new Map([...fields].map(([name, field]) => [renames.get(name) ?? name, field]));
  for (const [name, change] of Object.entries(changes)) {
    if (change === null) renamed.delete(name);
    else renamed.set(name, merged(renamed.get(name), change));
  }
  return { ...facts, fields: Object.fromEntries(renamed) };
}

/** What a change sets to undefined is gone. */
function merged(field: FieldFacts | undefined, { from: _, ...change }: NonNullable<FieldChange>): FieldFacts {
  return Object.fromEntries(Object.entries({ ...field, ...change }).filter(([, value]) => value !== undefined));
}

function withRefs(facts: DefinitionFacts, rename: (ref: string) => string): DefinitionFacts {
  const fields = Object.entries(facts.fields ?? {}).map(([name, field]) => [name, field.ref ? { ...field, ref: rename(field.ref) } : field] as const);
  return {
    ...facts, fields: Object.fromEntries(fields),
    ...(facts.inlined && { inlined: facts.inlined.map(({ pb, ref }) => ({ pb, ref: rename(ref) })) }),
  };
}
