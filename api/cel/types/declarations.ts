/** What an expression may name: functions with their overloads, types, variables. */
import type { Value } from '../values/values';
import type { Shape } from './shape';
import type { Type } from './types';

/** A function that takes values of the overload's argument types. */
export type Implementation = (...args: never[]) => Value;

/** What a call costs at run time: by its arguments, charged before it is made, or by its result. Left out: 1. */
export type Cost = ((args: readonly Value[]) => number) | { readonly ofResult: (result: Value) => number };

export interface Overload {
  readonly fn: string;
  readonly id: string;
  readonly member: boolean;
  /** With the target of a member as the first. */
  readonly args: readonly Type[];
  readonly result: Type;
  readonly call: Implementation;
  readonly cost?: Cost;
}

export const overload = (fn: string, id: string, args: readonly Type[], result: Type, call: Implementation, cost?: Cost): Overload =>
  ({ fn, id, member: false, args, result, call, cost });

export const member = (fn: string, id: string, args: readonly Type[], result: Type, call: Implementation, cost?: Cost): Overload =>
  ({ fn, id, member: true, args, result, call, cost });

export interface Library {
  readonly overloads: readonly Overload[];
  /** Types that can be named, beside those of CEL. */
  readonly types?: readonly Type[];
}

export interface EnvironmentOptions {
  readonly mixedLiterals?: boolean;
  /** Whether `cel.bind` is known. */
  readonly bindings?: boolean;
}

/** What expressions are checked against. Shared by many programs. */
export class Environment {
  private readonly functions = new Map<string, Overload[]>();
  private readonly typesByName = new Map<string, Type>();

  constructor(libraries: readonly Library[], readonly options: EnvironmentOptions = {}) {
    for (const { overloads, types = [] } of libraries) {
      for (const each of overloads) this.overloadsOf(each.fn).push(each);
      for (const type of types) this.typesByName.set(type.name, type);
    }
  }

  private overloadsOf(name: string): Overload[] {
    const known = this.functions.get(name) ?? [];
    this.functions.set(name, known);
    return known;
  }

  function(name: string): readonly Overload[] | undefined {
    return this.functions.get(name.replace(/^\./, ''));
  }

  type(name: string): Type | undefined {
    return this.typesByName.get(name.replace(/^\./, ''));
  }
}

/** Variables of one program: their shapes say what type they have and how their JSON is read. */
export type Variables = Readonly<Record<string, Shape>>;
