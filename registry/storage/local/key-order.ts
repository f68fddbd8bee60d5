/** Keys are ordered by their UTF-8 bytes, JavaScript's strings by their UTF-16 units: the two differ behind U+D7FF. */
import type { KeyRange } from '../kv';

const differing = /[\ud800-\uffff]/;

/** Surrogates stand for what sorts last; the units behind them move down to where the surrogates were. */
const reorder = (unit: string): string => {
  const code = unit.charCodeAt(0);
  return String.fromCharCode(code >= 0xe000 ? code - 0x800 : code + 0x2000);
};

/** A string that compares with `<` as the key's bytes do; nearly always the key itself. Keeps prefixes. */
export const orderOf = (key: string): string => (differing.test(key) ? key.replace(/[\ud800-\uffff]/g, reorder) : key);

/** From `from` (inclusive) to `to` (exclusive; absent: to the end), in the order of `orderOf`. */
export interface Span { readonly from: string; readonly to?: string }

export function spanOf(range: KeyRange): Span {
  const prefix = orderOf(range.prefix);
  const behind = range.after === undefined ? '' : `${orderOf(range.after)}\0`;
  return { from: behind > prefix ? behind : prefix, to: successor(prefix) };
}

/** The first string behind all that start with `prefix`. */
function successor(prefix: string): string | undefined {
  for (let end = prefix.length; end > 0; end--) {
    const unit = prefix.charCodeAt(end - 1);
    if (unit < 0xffff) return prefix.slice(0, end - 1) + String.fromCharCode(unit + 1);
  }
  return undefined;
}

/** Whether a range holds a key, asked once per event and watcher. */
export function matcher(range: KeyRange): (key: string) => boolean {
  const { prefix, after } = range;
  if (after === undefined) return (key) => key.startsWith(prefix);
  const behind = orderOf(after);
  return (key) => key.startsWith(prefix) && orderOf(key) > behind;
}
