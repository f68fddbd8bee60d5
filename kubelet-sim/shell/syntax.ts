/** What a shell's text means (POSIX.1-2024, XCU 2), as far as it goes here. */

export type Part =
  | { readonly type: 'text'; readonly text: string; readonly quoted: boolean }
  /** `$name`, `${name}`, `${name:-otherwise}`. */
  | { readonly type: 'variable'; readonly name: string; readonly otherwise?: string; readonly quoted: boolean }
  /** `$((text))`. */
  | { readonly type: 'sum'; readonly text: string; readonly quoted: boolean }
  /** `$(text)`. */
  | { readonly type: 'output'; readonly script: string; readonly quoted: boolean };

export type Word = readonly Part[];

/** `from`: the descriptor. */
export type Redirect =
  | { readonly type: 'read'; readonly path: Word }
  | { readonly type: 'write' | 'append'; readonly from: 1 | 2; readonly path: Word }
  | { readonly type: 'join'; readonly from: 1 | 2; readonly to: 1 | 2 };

export type Node =
  | { readonly type: 'simple'; readonly assignments: readonly { readonly name: string; readonly value: Word }[]; readonly words: readonly Word[]; readonly redirects: readonly Redirect[] }
  | { readonly type: 'pipe'; readonly commands: readonly Node[]; readonly negated: boolean }
  | { readonly type: 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly type: 'list'; readonly nodes: readonly Node[] }
  | { readonly type: 'subshell'; readonly body: Node }
  | { readonly type: 'if'; readonly condition: Node; readonly then: Node; readonly otherwise?: Node }
  | { readonly type: 'loop'; readonly until: boolean; readonly condition: Node; readonly body: Node }
  | { readonly type: 'for'; readonly name: string; readonly words: readonly Word[]; readonly body: Node };

/** `incomplete`: more text could make it right. */
export class SyntaxFault extends Error {
  constructor(message: string, readonly incomplete: boolean) {
    super(message);
  }
}
