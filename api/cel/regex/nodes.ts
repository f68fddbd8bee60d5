/** Regular expressions of RE2 (github.com/google/re2/wiki/Syntax) as trees. */

export type Assertion = 'textStart' | 'textEnd' | 'lineStart' | 'lineEnd' | 'word' | 'notWord';

/** One character of a class, in JavaScript's notation with the u flag. */
export interface CharSet { readonly kind: 'set'; readonly source: string; readonly fold: boolean }

export type Node =
  | { readonly kind: 'empty' }
  | CharSet
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  | { readonly kind: 'concat'; readonly parts: readonly Node[] }
  | { readonly kind: 'alternate'; readonly options: readonly Node[] }
  | { readonly kind: 'repeat'; readonly inner: Node; readonly min: number; readonly max: number; readonly greedy: boolean };

/** Whether it may match nothing at all. */
export function nullable(node: Node): boolean {
  switch (node.kind) {
    case 'set': return false;
    case 'concat': return node.parts.every(nullable);
    case 'alternate': return node.options.some(nullable);
    case 'repeat': return node.min === 0 || nullable(node.inner);
    default: return true;
  }
}
