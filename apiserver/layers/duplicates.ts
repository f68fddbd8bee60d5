/**
 * Fields written twice, which JSON.parse swallows (upstream: sigs.k8s.io/json strict decoding), and nesting that
 * would overflow the stack of whoever walks the value. One pass over valid JSON text.
 */
import { BodySyntaxError } from './syntax-error';

/** Upstream allows 10,000; JavaScript's stack does not. No Kubernetes object comes near. */
const maxDepth = 1_000;

interface Level {
  /** Keys seen; undefined in an array. */
  readonly keys: string[] | undefined;
  /** Set once there are many keys. */
  index?: Set<string>;
  /** The current key or position. */
  at: string | number;
}

const many = 16;

/** `text` must be valid JSON. Throws BodySyntaxError beyond the depth. */
export function findDuplicates(text: string): string[] {
  const found: string[] = [];
  const levels: Level[] = [];
  let top: Level | undefined;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22: {
        const end = endOfString(text, i);
        if (top?.keys && followedByColon(text, end + 1)) note(top, text.slice(i + 1, end), levels, found);
        i = end;
        break;
      }
      case 0x7b: // {
      case 0x5b: // [
        top = text[i] === '{' ? { keys: [], at: '' } : { keys: undefined, at: 0 };
        if (levels.push(top) > maxDepth) throw new BodySyntaxError('exceeded max depth');
        break;
      case 0x7d: // }
      case 0x5d: // ]
        levels.pop();
        top = levels[levels.length - 1];
        break;
      case 0x2c: // ,
        if (top && typeof top.at === 'number') top.at++;
        break;
      default:
    }
  }
  return found;
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return end;
  }
}

function followedByColon(text: string, from: number): boolean {
  let i = from;
  while (text.charCodeAt(i) <= 0x20) i++;
  return text.charCodeAt(i) === 0x3a;
}

function note(level: Level, key: string, levels: readonly Level[], found: string[]): void {
  const keys = level.keys!;
  level.at = key;
  const seen = level.index ? level.index.has(key) : keys.includes(key);
  if (seen) {
    found.push(`duplicate field ${JSON.stringify(pathOf(levels))}`);
    return;
  }
  keys.push(key);
  if (level.index) level.index.add(key);
  else if (keys.length > many) level.index = new Set(keys);
}

const pathOf = (levels: readonly Level[]): string =>
  levels.reduce((path, { at }) => (typeof at === 'number' ? `${path}[${at}]` : path ? `${path}.${at}` : at), '');
