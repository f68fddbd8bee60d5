/** How what is sent to the BCS scheduler is read: as Go reads it, names in any case. */
import { Cursor, record, spelt, struct as exact, text, type Shape } from '../go-json';

type Members = Parameters<typeof exact>[1];
export const struct = <const M extends Members>(name: string, members: M): ReturnType<typeof exact<M>> => exact(name, members, { anyCase: true });

/** Of every object. */
export const metadata = struct('ObjectMeta', { name: text, namespace: text, labels: record(text), annotations: record(text), clusterName: text });

/** What is sent cannot be read as that: in Go's words. */
export class DefinitionFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DefinitionFault';
  }
}

/** `json`: well-formed. Throws DefinitionFault. */
export function readAs<T>(shape: Shape<T>, json: string): T {
  const cursor = new Cursor(json);
  const read = shape.read(cursor, shape.zero);
  if (cursor.fault !== undefined) throw new DefinitionFault(cursor.fault);
  return read;
}

export type Json = Readonly<Record<string, unknown>>;

/** What was sent, read; and all that was sent, under the names by which it is read. */
export interface Read<T> {
  readonly definition: T;
  readonly original: Json;
}

/** The function's argument: a well-formed object. It throws DefinitionFault. */
export const reader = <T>(shape: Shape<T>) => (json: string): Read<T> =>
  ({ definition: readAs(shape, json), original: spelt(shape as Shape<unknown>, JSON.parse(json)) as Json });
