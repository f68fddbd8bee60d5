/** The string functions of CEL itself. */
import { member, overload, type Library } from '../types/declarations';
import { bool, string } from '../types/types';
import { matching, sizeOf, traversal, traverseFirst } from '../values/sizes';
import type { Value } from '../values/values';
import { regex } from '../regex/regex';

const pair = [string, string];
const matches = (text: string, pattern: string): boolean => regex(pattern).test(text);
const matchCost = (args: readonly Value[]): number => matching(args[0], sizeOf(args[1]));

export const stringLibrary: Library = {
  overloads: [
    member('contains', 'contains_string', pair, bool, (text: string, part: string) => text.includes(part), (args) => traversal(sizeOf(args[0])) * traversal(sizeOf(args[1]))),
    member('startsWith', 'starts_with_string', pair, bool, (text: string, start: string) => text.startsWith(start), traverseFirst),
    member('endsWith', 'ends_with_string', pair, bool, (text: string, end: string) => text.endsWith(end), traverseFirst),
    member('matches', 'matches_string', pair, bool, matches, matchCost),
    overload('matches', 'matches', pair, bool, matches, matchCost),
  ],
};
