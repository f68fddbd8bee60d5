/** Lists of completion indexes, `0,3-5,7` (kubernetes pkg/apis/batch/validation validateIndexesFormat). */

/** What is wrong with a list; the message is upstream's. */
export class IndexesError extends Error {}

interface Interval { readonly first: number; readonly last: number }

/** Every interval of a list in its place; throws IndexesError. */
const intervals = (text: string, completions: number): Interval[] => (text ? text.split(',').map((part) => parseInterval(part, completions)) : []);

function parseInterval(text: string, completions: number): Interval {
  const limits = text.split('-');
  if (limits.length > 2) throw new IndexesError(`the fragment ${JSON.stringify(text)} violates the requirement that an index interval can have at most two parts separated by '-'`);
  const [first = 0, last = first] = limits.map((limit) => parseIndex(limit, completions));
  if (limits.length > 1 && first >= last) throw notIncreasing(first, last);
  return { first, last };
}

function parseIndex(text: string, completions: number): number {
  if (!/^\+?\d+$/.test(text)) throw new IndexesError(`cannot convert string to integer for index: ${JSON.stringify(text)}`);
  if (Number(text) >= completions) throw new IndexesError(`too large index: ${JSON.stringify(text)}`);
  return Number(text);
}

const notIncreasing = (previous: number, current: number): IndexesError =>
  new IndexesError(`non-increasing order, previous: ${previous}, current: ${current}`);

/** How many indexes there are; throws IndexesError. */
export function countIndexes(text: string, completions: number): number {
  let previous: number | undefined;
  let total = 0;
  for (const { first, last } of intervals(text, completions)) {
    if (previous !== undefined && previous >= first) throw notIncreasing(previous, first);
    total += last - first + 1;
    previous = last;
  }
  return total;
}

/** What is wrong with a list, if anything is. */
export function indexesText(text: string, completions: number): string | undefined {
  try {
    countIndexes(text, completions);
    return undefined;
  } catch (error) {
    if (error instanceof IndexesError) return error.message;
    throw error;
  }
}

/** The first index that is in both; lists that are none share none. */
export function sharedIndex(left: string, right: string, completions: number): number | undefined {
  if (indexesText(left, completions) ?? indexesText(right, completions)) return undefined;
  const [ours, theirs] = [intervals(left, completions), intervals(right, completions)];
  for (let i = 0, j = 0; i < ours.length && j < theirs.length;) {
    const [a, b] = [ours[i] as Interval, theirs[j] as Interval];
    if (a.first <= b.last && b.first <= a.last) return Math.max(a.first, b.first);
    if (a.first <= b.first) i += 1;
    else j += 1;
  }
  return undefined;
}
