/** How what is sent to the BCS scheduler is read: as Go reads it, names in any case. */
import { Cursor, struct as exact, type Shape } from '../go-json';

type Members = Parameters<typeof exact>[1];
export const struct = <const M extends Members>(name: string, members: M): ReturnType<typeof exact<M>> => exact(name, members, { anyCase: true });

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
