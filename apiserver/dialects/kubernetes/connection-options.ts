/** Query -> options of a connection, by the facts of their definition (k8s.io/apimachinery pkg/runtime conversions of url.Values). */
import { ApiError, definitionFacts, type FieldFacts, type Schema } from '../../../api';
import type { Query } from './query';

/** `path` is what follows the subresource. Throws ApiError BadRequest. */
export function connectionOptions<O extends object>(schema: Schema<O>, query: Query, path: string): O {
  const { fields = {} } = definitionFacts(schema.name);
  const values = Object.entries(fields).filter(([name]) => name !== 'kind' && name !== 'apiVersion').map(([name, facts]) => [name, valueOf(name, facts, query)] as const);
  const given = Object.fromEntries(values.filter(([, value]) => value !== undefined));
  return schema.decode(path && 'path' in fields ? { ...given, path } : given).object;
}

function valueOf(name: string, { type, list }: FieldFacts, query: Query): unknown {
  if (list) return listOf(query.all(name), type);
  if (type === 'boolean') return query.flag(name);
  return type === 'integer' ? query.integer(name) : query.text(name);
}

function listOf(texts: readonly string[], type: FieldFacts['type']): unknown {
  if (texts.length === 0) return undefined;
  return type === 'integer' ? texts.flatMap((text) => text.split(',')).map(integer) : texts;
}

function integer(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw ApiError.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}
