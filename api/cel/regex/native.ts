/**
 * The same pattern for JavaScript's engine, which is faster but tries one way after the other. It is used where the
 * number of ways is small for the text at hand.
 */
import { nullable, type Assertion, type Node } from './nodes';

const assertions: Readonly<Record<Assertion, string>> = { textStart: '^', textEnd: '$', lineStart: '(?:^|(?<=\\n))', lineEnd: '(?:$|(?=\\n))', word: '\\b', notWord: '\\B' };

export function nativeSource(node: Node): string {
  switch (node.kind) {
    case 'empty': return '';
    case 'set': return node.source;
    case 'assert': return assertions[node.assertion];
    case 'concat': return node.parts.map((part) => (part.kind === 'alternate' ? `(?:${nativeSource(part)})` : nativeSource(part))).join('');
    case 'alternate': return node.options.map(nativeSource).join('|');
    case 'repeat': return `(?:${nativeSource(node.inner)}){${node.min},${node.max === Infinity ? '' : node.max}}${node.greedy ? '' : '?'}`;
  }
}

/** In how many ways a text of that length could be gone through at worst. */
export function ways(node: Node, length: number): number {
  switch (node.kind) {
    case 'concat': return node.parts.reduce((product, part) => product * ways(part, length), 1);
    case 'alternate': return node.options.reduce((sum, option) => sum + ways(option, length), 0);
    case 'repeat': return waysOfRepeat(node, length);
    // Folding has exceptions that the engines do not share.
    case 'set': return node.fold ? Infinity : 1;
    default: return 1;
  }
}

function waysOfRepeat({ inner, min, max }: Extract<Node, { kind: 'repeat' }>, length: number): number {
  const once = ways(inner, length);
  // What may be empty is repeated differently by the two engines.
  if (max !== 1 && nullable(inner)) return Infinity;
  if (once === 1) return Math.min(max, length) - min + 1;
  return max === Infinity ? Infinity : Array.from({ length: max - min + 1 }, (_, i) => once ** (min + i)).reduce((a, b) => a + b, 0);
}
