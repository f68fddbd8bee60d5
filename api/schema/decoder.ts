/** What decoders share: where they stand, what they met, and how a fault is told. */
import { type Mismatch, WrongType } from './mismatch';

/** Where a value stands: a field, as the decoder's faults name it (list indices and map keys do not appear there). */
export interface At {
  readonly parent: At | undefined;
  readonly field: string;
  /** The Go struct that has the field. */
  readonly struct: string;
}

export interface Session {
  /** Fields that no definition has were met. */
  unknown: boolean;
  depth: number;
}

export type Decode = (value: unknown, at: At | undefined, session: Session) => unknown;

/** A mismatch with its place, on its way to becoming the answer. */
export class Located extends Error {
  constructor(readonly fault: Mismatch, readonly at: At | undefined) {
    super(fault.message);
  }

  describe(): string {
    const { fault, at } = this;
    if (!(fault instanceof WrongType) || !at) return fault.message;
    return `json: cannot unmarshal ${fault.found} into Go struct field ${at.struct}.${pathOf(at)} of type ${fault.goType}`;
  }
}

/** `spec.containers.name` */
function pathOf(at: At): string {
  const parts: string[] = [];
  for (let here: At | undefined = at; here; here = here.parent) parts.unshift(here.field);
  return parts.join('.');
}
