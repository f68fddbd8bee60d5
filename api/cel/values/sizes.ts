/** Sizes, which costs are measured by (cel-go interpreter/runtimecost.go, common/cost.go). */
import { codePointCount } from './text';
import { ListValue, MapValue, Opaque, Optional, type Value } from './values';

const perCharacter = 0.1;
const perPatternCharacter = 0.25;

/** 1 for what has no size. */
export function sizeOf(value: Value | undefined): number {
  if (typeof value === 'string') return codePointCount(value);
  if (value instanceof ListValue || value instanceof MapValue) return value.size;
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof Optional && value.value !== undefined) return sizeOf(value.value);
  return value instanceof Opaque ? value.size : 1;
}

/** Reading so many characters once. */
export const traversal = (size: number, times = 1): number => Math.ceil(size * times * perCharacter);

/** Of a pattern of that length over a text. A guess at the number of states, as upstream's. */
export const matching = (text: Value | undefined, patternLength: number): number => traversal(1 + sizeOf(text)) * Math.ceil(patternLength * perPatternCharacter);

export const traverseFirst = (args: readonly Value[]): number => traversal(sizeOf(args[0]));

/** Of two things that are compared, only as much as the shorter one is long. */
export const traverseShorter = (args: readonly Value[]): number => traversal(Math.min(sizeOf(args[0]), sizeOf(args[1])));
