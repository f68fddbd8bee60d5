/** What a query is made of, once read. */
export type Node =
  | { readonly type: 'identity' }
  | { readonly type: 'recurse' }
  | { readonly type: 'literal'; readonly value: unknown }
  /** A string with `\(…)` in it. */
  | { readonly type: 'text'; readonly parts: readonly (string | Node)[] }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'member'; readonly of: Node; readonly key: Node }
  | { readonly type: 'slice'; readonly of: Node; readonly from: Node | undefined; readonly to: Node | undefined }
  | { readonly type: 'each'; readonly of: Node }
  | { readonly type: 'try'; readonly body: Node; readonly otherwise: Node | undefined }
  | { readonly type: 'pipe' | 'comma' | 'alternative' | 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly type: 'operation'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly type: 'negate'; readonly body: Node }
  | { readonly type: 'bind'; readonly source: Node; readonly name: string; readonly body: Node }
  | { readonly type: 'reduce'; readonly source: Node; readonly name: string; readonly start: Node; readonly update: Node }
  | { readonly type: 'if'; readonly condition: Node; readonly then: Node; readonly otherwise: Node }
  | { readonly type: 'array'; readonly body: Node | undefined }
  | { readonly type: 'object'; readonly entries: readonly { readonly key: Node; readonly value: Node }[] }
  /** `left |= right` and the like. */
  | { readonly type: 'assign'; readonly operator: string; readonly left: Node; readonly right: Node }
  /** `def name(params): body; rest`; a parameter that begins with `$` is a value. */
  | { readonly type: 'def'; readonly name: string; readonly params: readonly string[]; readonly body: Node; readonly rest: Node }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Node[] };

/** The query is not written as one. */
export class JqSyntaxError extends Error {}
