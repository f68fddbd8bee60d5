/** What checking finds out about an expression. */
import type { Call, Expr, StructExpr } from '../syntax/ast';
import type { Overload } from './declarations';
import type { Type } from './types';

/** A call once its function is known. A namespaced function has no target. */
export interface ResolvedCall {
  readonly fn: string;
  /** The target of a member first. */
  readonly args: readonly Expr[];
  /** Those that the types of the arguments allow. */
  readonly overloads: readonly Overload[];
}

/** What a name means; a chain of selections may be a name as well. */
export type ResolvedName = { readonly variable: string } | { readonly type: Type };

export interface Checked {
  readonly expr: Expr;
  readonly type: Type;
  readonly typeOf: (expr: Expr) => Type;
  readonly names: ReadonlyMap<Expr, ResolvedName>;
  readonly calls: ReadonlyMap<Call, ResolvedCall>;
  readonly structs: ReadonlyMap<StructExpr, Type>;
}
