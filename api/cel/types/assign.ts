/** Which types stand for which, and what type parameters come to mean (cel-go checker/types.go, mapping.go). */
import { dyn, isDyn, isDynOrError, listOf, mapOf, opaque, sameType, typeOf, type Type } from './types';

/** What parameters stand for, by name. */
export class Substitutions {
  constructor(private readonly known: ReadonlyMap<string, Type> = new Map()) {}

  find(type: Type): Type | undefined {
    return type.kind === 'param' ? this.known.get(type.name) : undefined;
  }

  with(type: Type, meaning: Type): Substitutions {
    return new Substitutions(new Map(this.known).set(type.name, meaning));
  }

  /** With parameters replaced; unknown ones become dyn on request. */
  apply(type: Type, unknownToDyn = false): Type {
    const found = this.find(type);
    if (found) return this.apply(found, unknownToDyn);
    if (type.kind === 'param') return unknownToDyn ? dyn : type;
    if (type.params.length === 0) return type;
    const params = type.params.map((p) => this.apply(p, unknownToDyn));
    return params.every((p, i) => p === type.params[i]) ? type : { ...type, params };
  }

  /** What is known afterwards if `b` can stand for `a`, position by position. */
  assign(a: readonly Type[], b: readonly Type[]): Substitutions | undefined {
    if (a.length !== b.length) return undefined;
    return a.reduce<Substitutions | undefined>((known, type, i) => known?.assignOne(type, b[i] as Type), this);
  }

  assignOne(a: Type, b: Type): Substitutions | undefined {
    if (b.kind === 'param') {
      const known = this.substitute(a, b);
      if (known || this.find(b)) return known;
    }
    if (a.kind === 'param') return this.substitute(b, a);
    if (isDynOrError(a) || isDynOrError(b)) return this;
    if (a.kind === 'null_type') return nullable(b) ? this : undefined;
    if (b.kind === 'null_type') return nullable(a) ? this : undefined;
    if (a.kind === 'type') return b.kind === 'type' ? this : undefined;
    if (a.kind !== b.kind || a.name !== b.name) return undefined;
    return this.assign(a.params, b.params);
  }

  /** `type` for the parameter `p`; of two meanings the more general one is kept. */
  private substitute(type: Type, p: Type): Substitutions | undefined {
    if (sameType(type, p)) return this;
    const meaning = this.find(p);
    if (!meaning) return this.absentFrom(p, type) ? this.with(p, type) : undefined;
    if (sameType(type, meaning)) return this;
    const known = this.assignOne(type, meaning);
    if (!known) return undefined;
    const general = mostGeneral(type, meaning);
    return known.absentFrom(p, general) ? known.with(p, general) : known;
  }

  /** Nothing may mean something that holds itself. */
  private absentFrom(p: Type, within: Type): boolean {
    if (sameType(p, within)) return false;
    if (within.kind !== 'param') return within.params.every((inner) => this.absentFrom(p, inner));
    const meaning = this.find(within);
    return !meaning || this.absentFrom(p, meaning);
  }
}

const nullable = ({ kind }: Type): boolean => kind === 'opaque' || kind === 'struct' || kind === 'duration' || kind === 'timestamp' || kind === 'null_type';

export const mostGeneral = (a: Type, b: Type): Type => (lessSpecific(a, b) ? a : b);

function lessSpecific(a: Type, b: Type): boolean {
  if (isDyn(a) || a.kind === 'param') return true;
  if (isDyn(b) || b.kind === 'param' || a.kind !== b.kind) return false;
  if (a.kind === 'type') return true;
  return a.name === b.name && a.params.length === b.params.length && a.params.every((p, i) => lessSpecific(p, b.params[i] as Type));
}

/** The type with its own parameters renamed, so that they meet no other call's. */
export function renameParams(type: Type, fresh: (name: string) => Type): Type {
  if (type.kind === 'param') return fresh(type.name);
  const params = type.params.map((p) => renameParams(p, fresh));
  switch (type.kind) {
    case 'list': return listOf(params[0] as Type);
    case 'map': return mapOf(params[0] as Type, params[1] as Type);
    case 'opaque': return opaque(type.name, ...params);
    case 'type': return params[0] ? typeOf(params[0]) : type;
    default: return type;
  }
}
