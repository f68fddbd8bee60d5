/** What a column holds of a document: the scalars at one path, so that it need not be parsed again to know them. */
import type { Fits, Leaf } from '../../api';

/** Something that a column does not hold: a structure, or a long text. */
export const unheld = Symbol('unheld');

/** More values than a column holds. */
export const crowd = Symbol('crowd');

type Single = undefined | null | string | number | boolean | typeof unheld;

/** Several values, through arrays. */
export class Several {
  constructor(readonly values: readonly Single[]) {}
}

export type Cell = Single | Several | typeof crowd;

/** Undefined: only the document can tell. */
export type Verdict = boolean | undefined;

const longest = 256;
const most = 64;

/** `same`: the one copy of a text that the column keeps. */
export function cellOf(values: readonly unknown[], same: (text: string) => string): Cell {
  if (values.length === 1) return single(values[0], same);
  return values.length > most ? crowd : new Several(values.map((value) => single(value, same)));
}

function single(value: unknown, same: (text: string) => string): Single {
  if (typeof value === 'string') return value.length > longest ? unheld : same(value);
  return typeof value === 'object' && value !== null ? unheld : value as Single;
}

/** How cells are judged by a leaf. */
export function judge(leaf: Leaf, fits: Fits): (cell: Cell) => Verdict {
  const atUnheld: Verdict = mayFitUnheld(leaf) ? undefined : false;
  const ofOne = (value: Single): Verdict => (value === unheld ? atUnheld : fits(value));
  return (cell) => {
    if (cell === crowd) return undefined;
    return cell instanceof Several ? either(cell.values.map(ofOne)) : ofOne(cell);
  };
}

/** True where one is, else unknown where one is. */
export function either(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

/** Whether a leaf may fit what is not held. */
export function mayFitUnheld(leaf: Leaf): boolean {
  switch (leaf.is) {
    case 'contains': return true;
    case 'in': return leaf.texts.some(isLong);
    case 'equals': return leaf.values.some((value) => isLong(value) || (typeof value === 'object' && value !== null));
    default: return false;
  }
}

const isLong = (value: unknown): boolean => typeof value === 'string' && value.length > longest;
