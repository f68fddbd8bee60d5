/** What can be asked of a document (the BCS storage document's comparisons, after MongoDB). */
import type { Path } from './document';

/**
 * A path through arrays fans out: it is enough that one of the values found there fits.
 *
 * - `in`: the text of a scalar is one of the texts.
 * - `equals`: is one of these JSON values, as MongoDB compares (1 is not "1"; a value equals an array that it is a member of; null also
 *   fits what is missing).
 * - `integer`: is this integer; what is missing counts as `missing`, where that is given.
 * - `truth`: is this boolean.
 * - `after`, `before`: a time strictly beyond, in milliseconds since 1970. Numbers in documents are unix seconds; what is no time, and the
 *   zero time of Go, never fits.
 * - `contains`: a text with one of these in it.
 * - `any`: at least one of the conditions holds.
 */
export type Condition =
  | { readonly is: 'in'; readonly path: Path; readonly texts: readonly string[]; /** What is missing fits too. */ readonly orMissing?: boolean }
  | { readonly is: 'equals'; readonly path: Path; readonly values: readonly unknown[] }
  | { readonly is: 'integer'; readonly path: Path; readonly value: number; readonly missing?: number }
  | { readonly is: 'truth'; readonly path: Path; readonly value: boolean }
  | { readonly is: 'after' | 'before'; readonly path: Path; readonly ms: number }
  | { readonly is: 'contains'; readonly path: Path; readonly texts: readonly string[] }
  | { readonly is: 'any'; readonly of: readonly Condition[] };
