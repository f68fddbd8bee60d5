/**
 * The facts of every Kubernetes definition, as data: names, types, markers, protobuf numbers.
 *
 * Everything that handles objects generically (decoding, defaulting, validation, patching, OpenAPI, protobuf,
 * the generated TypeScript types) reads this table; no kind repeats what it says.
 */
import { withLegacy } from './legacy/derive';
import { legacyPackages } from './legacy/packages';
import { packages as currentPackages } from './packages';

/** The scalar and special types a field can have when it has no `ref`. */
export type FieldType =
  | 'string' | 'boolean' | 'integer' | 'number' | 'bytes' | 'quantity' | 'time' | 'microTime' | 'intOrString'
  | 'rawExtension' | 'fieldsV1' | 'json' | 'any' | 'schemaOrArray' | 'schemaOrBool' | 'schemaOrStringArray';

export interface FieldFacts {
  readonly type?: FieldType;
  /** Name of another definition, `core.v1.PodSpec`. */
  readonly ref?: string;
  readonly list?: boolean;
  /** Map with string keys. */
  readonly map?: boolean;
  readonly int?: 32 | 64;
  /** Protobuf field number in this message. */
  readonly pb?: number;
  /** The field lives in the inlined message with that number. */
  readonly via?: number;
  /** The list is a message of its own, whose items have this number. */
  readonly pbItems?: number;
  /** A Go pointer: unset differs from zero. Without it zero and unset are the same. */
  readonly ptr?: boolean;
  /** No omitempty: output always has the key. */
  readonly emitZero?: boolean;
  /** `creationTimestamp` only: dropped when zero. */
  readonly omitzero?: boolean;
  readonly required?: boolean;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly alias?: string;
  readonly keyAlias?: string;
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  readonly mapType?: 'atomic' | 'granular';
  readonly patchStrategy?: string;
  readonly patchMergeKey?: string;
  readonly unionDiscriminator?: boolean;
  readonly gate?: string;
}

export interface DefinitionFacts {
  readonly fields?: Readonly<Record<string, FieldFacts>>;
  readonly inlined?: readonly { readonly pb: number; readonly ref: string }[];
  readonly mapType?: 'atomic' | 'granular';
  readonly noProto?: boolean;
}

export interface SubresourceFacts {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

export interface KindFacts {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly definition: string;
  /** Absent: objects of this kind are never listed (reviews). */
  readonly listKind?: string;
  readonly subresources: Readonly<Record<string, SubresourceFacts>>;
  readonly verbs: readonly string[];
  readonly stability: string;
  readonly enabledByDefault: boolean;
  /** Release since which clients are warned, and the first one that does not serve it: `1.21`, `1.25`. */
  readonly deprecated?: string;
  readonly removed?: string;
  readonly replacement?: { readonly group: string; readonly version: string; readonly kind: string };
}

export interface PackageFacts {
  readonly package: { readonly group: string; readonly version: string; readonly openapi: string; readonly proto: string };
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly definitions: Readonly<Record<string, DefinitionFacts>>;
  readonly kinds: readonly KindFacts[];
  readonly otherKinds: readonly { group: string; version: string; kind: string; definition: string }[];
}

/** Those of Kubernetes 1.36, and of the versions that older releases served. */
const packages = withLegacy(currentPackages, legacyPackages);

/** The package part of a definition's name: `core.v1.Pod` -> `core.v1`. */
export const packageOf = (definition: string): string => definition.slice(0, definition.lastIndexOf('.'));

/** The package a definition belongs to; undefined for kinds that the facts do not know (custom resources). */
export const packageFacts = (definition: string): PackageFacts | undefined => packages[packageOf(definition)];

/** The facts of a definition. Throws when there is no such definition: names come from our own code. */
export function definitionFacts(name: string): DefinitionFacts {
  const facts = packages[packageOf(name)]?.definitions[name];
  if (!facts) throw new Error(`no facts for definition ${name}`);
  return facts;
}

/** The facts of a REST kind. Throws when there is no such kind. */
export function kindFacts(group: string, version: string, kind: string): KindFacts {
  for (const pack of Object.values(packages)) {
    if (pack.package.group !== group || pack.package.version !== version) continue;
    const found = pack.kinds.find((k) => k.kind === kind);
    if (found) return found;
  }
  throw new Error(`no facts for kind ${group}/${version} ${kind}`);
}

/** The kind that a definition is: `autoscaling.v1.Scale` -> autoscaling, v1, Scale. */
export function kindOfDefinition(definition: string): { readonly group: string; readonly version: string; readonly kind: string } {
  const { group = '', version = '' } = packageFacts(definition)?.package ?? {};
  return { group, version, kind: definition.slice(definition.lastIndexOf('.') + 1) };
}

/** The definition of any kind, REST kind or not (`v1 Status`); undefined for kinds that the facts do not know. */
export function definitionOfKind(apiVersion: string, kind: string): string | undefined {
  const slash = apiVersion.indexOf('/');
  const [group, version] = slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
  for (const { kinds, otherKinds } of Object.values(packages)) {
    const found = [...kinds, ...otherKinds].find((each) => each.kind === kind && each.version === version && (each.group === group || each.group === '*'));
    if (found) return found.definition;
  }
  return undefined;
}
