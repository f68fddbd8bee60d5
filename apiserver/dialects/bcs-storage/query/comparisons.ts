/** How parameters of queries compare (the original's filter.go: what cannot be read is no filter). */
import type { DocumentCondition as Condition, DocumentPath as Path } from '../../../../api';
import { readInt64, readMoment } from './moment';

export type Comparison = 'in' | 'inOrMissing' | 'integer' | 'count' | 'truth' | 'after' | 'before' | 'afterOrOpen' | 'beforeOrOpen' | 'contains';

interface Reading {
  /** In the tables of the documentation. */
  readonly says: string;
  /** By which index documents are found. */
  readonly index: 'text' | 'time' | undefined;
  /** Undefined: nothing that can be read as this. */
  read(path: Path, value: string, zone: string): Condition | undefined;
}

/** Blanks around commas mean nothing; an empty word is a word: it is the empty text. */
const words = (value: string): readonly string[] => value.split(',').map((each) => each.trim());

export const readTruth = (value: string): boolean => ['true', '1'].includes(value.trim().toLowerCase());

function beyond(is: 'after' | 'before', path: Path, value: string, zone: string): Condition | undefined {
  const ms = readMoment(value, zone);
  return ms === undefined ? undefined : { is, path, ms };
}

function beyondOrOpen(is: 'after' | 'before', path: Path, value: string, zone: string): Condition | undefined {
  const ms = readMoment(value, zone);
  return ms === undefined || ms <= 0 ? undefined : { is, path, ms };
}

function integer(path: Path, value: string, missing?: number): Condition | undefined {
  const number = readInt64(value);
  return number === undefined ? undefined : { is: 'integer', path, value: number, ...(missing !== undefined && { missing }) };
}

export const comparisons: Readonly<Record<Comparison, Reading>> = {
  in: { says: 'is one of', index: 'text', read: (path, value) => ({ is: 'in', path, texts: words(value) }) },
  inOrMissing: { says: 'is one of, or missing', index: 'text', read: (path, value) => ({ is: 'in', path, texts: words(value), orMissing: true }) },
  integer: { says: 'is the integer', index: undefined, read: (path, value) => integer(path, value) },
  count: { says: 'is the integer; missing is 0', index: undefined, read: (path, value) => integer(path, value, 0) },
  truth: { says: 'is true (`true`, `1`) or false (anything else)', index: undefined, read: (path, value) => ({ is: 'truth', path, value: readTruth(value) }) },
  after: { says: 'is later than', index: 'time', read: (path, value, zone) => beyond('after', path, value, zone) },
  before: { says: 'is earlier than', index: 'time', read: (path, value, zone) => beyond('before', path, value, zone) },
  afterOrOpen: { says: 'is later than; 0 and less: any', index: 'time', read: (path, value, zone) => beyondOrOpen('after', path, value, zone) },
  beforeOrOpen: { says: 'is earlier than; 0 and less: any', index: 'time', read: (path, value, zone) => beyondOrOpen('before', path, value, zone) },
  contains: { says: 'has one of in it', index: undefined, read: (path, value) => ({ is: 'contains', path, texts: words(value) }) },
};
