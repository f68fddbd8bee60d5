/** Types of CEL (cel-go common/types/types.go). */
import type { Shape } from './shape';

export type Kind =
  | 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'null_type' | 'timestamp' | 'duration'
  | 'list' | 'map' | 'struct' | 'type' | 'opaque' | 'dyn' | 'error' | 'param' | 'function';

export interface Type {
  readonly kind: Kind;
  /** Of a struct, an opaque type or a parameter; otherwise the kind's. */
  readonly name: string;
  readonly params: readonly Type[];
  /** What a struct has. */
  readonly fields?: ReadonlyMap<string, Field>;
}

export interface Field {
  readonly type: Type;
  /** What the field is called in JSON. */
  readonly jsonName: string;
  readonly shape: Shape;
}

const none: readonly Type[] = [];
const simple = (kind: Kind, name: string = kind): Type => ({ kind, name, params: none });

/** Keywords may be written as they are, and escaped (KEP-2876). */
export const fieldNamed = (fields: ReadonlyMap<string, Field>, name: string): Field | undefined => fields.get(name) ?? fields.get(`__${name}__`);

export const bool = simple('bool');
export const int = simple('int');
export const uint = simple('uint');
export const double = simple('double');
export const string = simple('string');
export const bytes = simple('bytes');
export const nullType = simple('null_type');
export const timestamp = simple('timestamp', 'google.protobuf.Timestamp');
export const duration = simple('duration', 'google.protobuf.Duration');
export const dyn = simple('dyn');
export const errorType = simple('error', '!error!');
export const anyType = simple('type');

export const listOf = (element: Type): Type => ({ kind: 'list', name: 'list', params: [element] });
export const mapOf = (key: Type, value: Type): Type => ({ kind: 'map', name: 'map', params: [key, value] });
export const typeOf = (type: Type): Type => ({ kind: 'type', name: 'type', params: [type] });
export const param = (name: string): Type => simple('param', name);
export const opaque = (name: string, ...params: readonly Type[]): Type => ({ kind: 'opaque', name, params });
export const optionalOf = (type: Type): Type => opaque('optional_type', type);
export const functionOf = (result: Type, args: readonly Type[]): Type => ({ kind: 'function', name: 'function', params: [result, ...args] });
export const struct = (name: string, fields: ReadonlyMap<string, Field>): Type => ({ kind: 'struct', name, params: none, fields });

/** What a library makes: it has no fields, only functions take it. */
export const sealed = (name: string): Type => simple('struct', name);

export const isDyn = (type: Type): boolean => type.kind === 'dyn';
export const isDynOrError = (type: Type): boolean => type.kind === 'dyn' || type.kind === 'error';
export const isOptional = (type: Type): boolean => type.kind === 'opaque' && type.name === 'optional_type';

/** As messages name types (cel-go checker/format.go). */
export function formatType(type: Type): string {
  switch (type.kind) {
    case 'timestamp': case 'duration': return type.kind;
    case 'null_type': return 'null';
    case 'function': return formatFunction(type.params[0], type.params.slice(1));
    default: return type.params.length ? `${type.name}(${type.params.map(formatType).join(', ')})` : type.name;
  }
}

const formatFunction = (result: Type | undefined, args: readonly Type[]): string => `(${args.map(formatType).join(', ')})${result ? ` -> ${formatType(result)}` : ''}`;

/** The arguments that no overload fitted; the first is the target of a member. */
export function formatArguments(args: readonly Type[], member: boolean): string {
  return member ? `${formatType(args[0] as Type)}.${formatFunction(undefined, args.slice(1))}` : formatFunction(undefined, args);
}

/** The same type, parameters by name. */
export function sameType(a: Type, b: Type): boolean {
  return a === b || (a.kind === b.kind && a.name === b.name && a.params.length === b.params.length && a.params.every((p, i) => sameType(p, b.params[i] as Type)));
}

/** The same type, whatever its parameters are called. */
export function sameShape(a: Type, b: Type): boolean {
  if (a === b) return true;
  return a.kind === b.kind && (a.kind === 'param' || a.name === b.name) && a.params.length === b.params.length && a.params.every((p, i) => sameShape(p, b.params[i] as Type));
}
