/** Sizes and costs as ranges. What would be more than 64 bits hold stays at that, as upstream's do. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export const most = 2 ** 64;

const capped = (value: number): number => Math.min(value, most);

export const fixed = (value: number): Range => ({ min: value, max: value });
export const unknown: Range = { min: 0, max: most };
export const zero = fixed(0);
export const one = fixed(1);

export const plus = (...ranges: readonly Range[]): Range => ranges.reduce((a, b) => ({ min: capped(a.min + b.min), max: capped(a.max + b.max) }), zero);
export const times = (a: Range, b: Range): Range => ({ min: capped(a.min * b.min), max: capped(a.max * b.max) });
export const union = (a: Range, b: Range): Range => ({ min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) });

/** So much for each; parts of a unit count whole. */
export const scaled = ({ min, max }: Range, factor: number): Range => ({ min: capped(Math.ceil(min * factor)), max: capped(Math.ceil(max * factor)) });

const perCharacter = 0.1;
const perPatternCharacter = 0.25;

export const traversed = (size: Range, count = 1): Range => scaled(size, count * perCharacter);
export const matched = (text: Range, pattern: Range): Range => times(traversed(plus(text, one)), scaled(pattern, perPatternCharacter));
