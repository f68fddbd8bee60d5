/** The apply view of a built-in kind, made from the facts when a part of it is first looked at. */
import { definitionFacts, type FieldFacts, type FieldType } from '../schema/facts';
import { fieldElement } from './path-element';
import { deduced, ownersField, type ApplyField, type ApplyType, type FieldsType, type LeafType, type Scalar } from './typed';

const scalars: Readonly<Partial<Record<FieldType, Scalar>>> = {
  string: 'string', bytes: 'string', boolean: 'boolean', integer: 'numeric', number: 'numeric',
  quantity: 'untyped', time: 'untyped', microTime: 'untyped', intOrString: 'untyped',
};

const anything: LeafType = { kind: 'leaf', shape: 'any' };
const leaves = new Map<Scalar, LeafType>();
const known = new Map<string, ApplyType>();

/** How apply treats a definition (`apps.v1.Deployment`); `granular` overrides what the type says of itself. */
export function applyTypeOf(definition: string, mapType?: 'atomic' | 'granular'): ApplyType {
  const id = `${mapType ?? ''} ${definition}`;
  let type = known.get(id);
  if (!type) {
    type = structType(definition, mapType ?? definitionFacts(definition).mapType);
    known.set(id, type);
  }
  return type;
}

function structType(definition: string, mapType: 'atomic' | 'granular' | undefined): ApplyType {
  const { fields = {} } = definitionFacts(definition);
  const inside: FieldsType = Object.keys(fields).length ? fieldsOf(fields) : { kind: 'fields', field: () => undefined, values: deduced };
  return mapType === 'atomic' ? { kind: 'leaf', shape: 'map', inner: () => inside } : inside;
}

function fieldsOf(facts: Readonly<Record<string, FieldFacts>>): FieldsType {
  const found = new Map<string, ApplyField>();
  return {
    kind: 'fields',
    field(name) {
      const there = found.get(name);
      if (there || !Object.hasOwn(facts, name)) return there;
      const made = fieldOf(name, facts[name] as FieldFacts);
      found.set(name, made);
      return made;
    },
  };
}

const fieldOf = (name: string, facts: FieldFacts): ApplyField => ({ element: fieldElement(name), type: fieldType(facts), default: defaultOf(facts) });

/** A scalar that is always printed is its zero when it is left out; so says OpenAPI, too. */
function defaultOf({ type, list, map, ptr, emitZero, default: given }: FieldFacts): unknown {
  if (given !== undefined) return given;
  if (!emitZero || ptr || list || map) return undefined;
  return type === 'string' ? '' : type === 'integer' || type === 'number' ? 0 : type === 'boolean' ? false : undefined;
}

function fieldType(facts: FieldFacts): ApplyType {
  if (facts.ref === 'meta.v1.ManagedFieldsEntry') return ownersField;
  if (facts.map) return mapType(facts);
  return facts.list ? listType(facts) : itemType(facts, facts.mapType);
}

function mapType(facts: FieldFacts): ApplyType {
  const inside: FieldsType = { kind: 'fields', field: () => undefined, values: facts.list ? listType(facts) : itemType(facts) };
  return facts.mapType === 'atomic' ? { kind: 'leaf', shape: 'map', inner: () => inside } : inside;
}

function listType(facts: FieldFacts): ApplyType {
  const { listType: merging, listMapKeys = [] } = facts;
  if (merging !== 'map' && merging !== 'set') return { kind: 'leaf', shape: 'list', inner: () => itemType(facts) };
  return { kind: 'list', keys: merging === 'map' ? [...listMapKeys].sort() : [], items: itemType(facts) };
}

function itemType({ ref, type }: FieldFacts, granularity?: 'atomic' | 'granular'): ApplyType {
  if (ref) return applyTypeOf(ref, granularity);
  const scalar = type && scalars[type];
  return scalar ? leafOf(scalar) : anything;
}

function leafOf(scalar: Scalar): LeafType {
  let leaf = leaves.get(scalar);
  if (!leaf) {
    leaf = { kind: 'leaf', shape: 'scalar', scalar };
    leaves.set(scalar, leaf);
  }
  return leaf;
}
