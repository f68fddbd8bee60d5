/** Which types stand for which, and what type parameters come to mean (cel-go checker/types.go, mapping.go). */
import { dyn, isDyn, isDynOrError, listOf, mapOf, opaque, sameType, typeOf, type Type } from './types';

/** What parameters stand for, by name. What an attempt that fails found out is forgotten again. */
export class Substitutions {
  private readonly known = new Map<string, Type>();
  /** What was known before each change. */
  private readonly changes: (readonly [string, Type | undefined])[] = [];

  find(type: Type): Type | undefined {
    return type.kind === 'param' ? this.known.get(type.name) : undefined;
  }

  private learn({ name }: Type, meaning: Type): void {
    this.changes.push([name, this.known.get(name)]);
    this.known.set(name, meaning);
  }

  private forget(since: number): void {
    while (this.changes.length > since) {
      const [name, before] = this.changes.pop() as readonly [string, Type | undefined];
      if (before) this.known.set(name, before);
      else this.known.delete(name);
    }
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

  /** Whether `b` can stand for `a`, position by position; if so, what follows from that is kept. */
  assign(a: readonly Type[], b: readonly Type[]): boolean {
    const before = this.changes.length;
    const fits = this.assignAll(a, b);
    if (!fits) this.forget(before);
    this.changes.length = Math.min(this.changes.length, before);
    return fits;
  }

  private assignAll(a: readonly Type[], b: readonly Type[]): boolean {
    return a.length === b.length && a.every((type, i) => this.assignOne(type, b[i] as Type));
  }

  private assignOne(a: Type, b: Type): boolean {
    if (b.kind === 'param') {
      if (this.substitute(a, b)) return true;
      if (this.find(b)) return false;
    }
    if (a.kind === 'param') return this.substitute(b, a);
    if (isDynOrError(a) || isDynOrError(b)) return true;
    if (a.kind === 'null_type') return nullable(b);
    if (b.kind === 'null_type') return nullable(a);
    if (a.kind === 'type') return b.kind === 'type';
    return a.kind === b.kind && a.name === b.name && this.assignAll(a.params, b.params);
  }

  /** `type` for the parameter `p`; of two meanings the more general one is kept. */
  private substitute(type: Type, p: Type): boolean {
    if (sameType(type, p)) return true;
    const meaning = this.find(p);
    if (!meaning) {
      const free = this.absentFrom(p, type);
      if (free) this.learn(p, type);
      return free;
    }
    if (sameType(type, meaning)) return true;
    if (!this.assignOne(type, meaning)) return false;
    const general = mostGeneral(type, meaning);
    if (this.absentFrom(p, general)) this.learn(p, general);
    return true;
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
