/** Bodies: read whole, parsed by their type, and read as what they should be. */
import { ApiError } from '../../../api';
import { parseJson, parseYaml, readBody } from '../../dialect';
import type { Call } from './call';
import { Refusal } from './envelope';
import type { Header } from './objects/common';
import type { Entity } from './objects/entity';
import { BadValue, type Notation, type Shape } from './shape';

const notations: Readonly<Record<string, Notation>> = {
  'application/json': 'json',
  'application/yaml': 'yaml', 'application/x-yaml': 'yaml', 'text/yaml': 'yaml', 'text/x-yaml': 'yaml',
};

/** A page of another origin cannot send these types without having been allowed to. */
function notationOf({ request: { headers } }: Call): Notation {
  const notation = notations[(headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()];
  if (!notation) throw ApiError.unsupportedMediaType(Object.keys(notations));
  return notation;
}

async function parsed(call: Call, unparsable: string): Promise<{ value: unknown; notation: Notation }> {
  const notation = notationOf(call);
  const body = await readBody(call.request);
  return prefixed(unparsable, () => ({ value: (notation === 'json' ? parseJson : parseYaml)(body).value, notation }));
}

function prefixed<V>(unparsable: string, read: () => V): V {
  try {
    return read();
  } catch (error) {
    throw error instanceof ApiError ? error : new Refusal(400, `${unparsable}, ${(error as Error).message}`, { cause: error });
  }
}

function shaped<T>(shape: Shape<T>, { value, notation }: { value: unknown; notation: Notation }, unparsable: string): T {
  const read = prefixed(unparsable, () => shape.read(value, '', notation));
  if (read === undefined) throw new Refusal(400, `${unparsable}, there is no object`);
  return read;
}

/** An object of the kind that the path is of. */
export async function readObject<W extends Header>({ kind, shape, texts }: Pick<Entity, 'kind' | 'texts'> & { readonly shape: Shape<W> }, call: Call): Promise<W> {
  const object = shaped(shape, await parsed(call, texts.unparsable), texts.unparsable);
  if (object.kind && object.kind.toLowerCase() !== kind.toLowerCase()) throw new BadValue('', `${kind.toLowerCase()} kind is not ${kind}`);
  return object;
}

/** A status by itself, or the object that has it. */
export async function readStatus<S extends object>({ kind, texts, statusShape }: Pick<Entity, 'kind' | 'texts'> & { readonly statusShape: Shape<S> }, call: Call): Promise<{ status: S; whole?: unknown }> {
  const body = await parsed(call, texts.unparsable);
  const inner = statusIn(body.value);
  if (inner === undefined) return { status: shaped(statusShape, body, texts.unparsable) };
  const { kind: said } = body.value as { kind?: unknown };
  if (typeof said === 'string' && said && said.toLowerCase() !== kind.toLowerCase()) throw new BadValue('', `${kind.toLowerCase()} kind is not ${kind}`);
  return { status: shaped(statusShape, { ...body, value: inner }, texts.unparsable), whole: body.value };
}

/** No status has a member of that name. */
function statusIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const name = Object.keys(value).find((each) => each.toLowerCase() === 'status');
  return name === undefined ? undefined : (value as Readonly<Record<string, unknown>>)[name] ?? {};
}
