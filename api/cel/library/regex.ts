/** `find` and `findAll` (Kubernetes pkg/cel/library/regex.go). */
import { member, type Cost, type Library } from '../types/declarations';
import { int, listOf, string } from '../types/types';
import { regex } from '../regex/regex';
import { ArrayList } from '../values/collections';
import type { Int } from '../values/int';
import { matching, sizeOf } from '../values/sizes';
import type { Value } from '../values/values';

const pair = [string, string];
const cost: Cost = (args) => matching(args[0], sizeOf(args[1]));

function find(text: string, pattern: string): string {
  const span = regex(pattern).match(text);
  return span ? text.slice(span.start, span.end) : '';
}

/** A negative number of matches is all of them. */
const findAll = (text: string, pattern: string, limit: Int = -1): Value => new ArrayList(regex(pattern).matches(text, limit < 0 ? Infinity : Number(limit)));

export const regexLibrary: Library = {
  overloads: [
    member('find', 'string_find_string', pair, string, find, cost),
    member('findAll', 'string_find_all_string', pair, listOf(string), findAll, cost),
    member('findAll', 'string_find_all_string_int', [...pair, int], listOf(string), findAll, cost),
  ],
};
