/** The text of an expression, and how faults in it are shown (cel-go common/source.go, common/error.go). */

import { codePointCount } from '../values/text';

/** One fault. `at` is an offset in UTF-16 units; undefined when the fault has no place. */
export interface CelIssue {
  readonly message: string;
  readonly at?: number;
}

/** Where an offset is: lines from 1, columns from 0, counted in code points. */
interface Location {
  readonly line: number;
  readonly column: number;
}

const maxSnippetLength = 16_384;

/** cel-go reports no more than that. */
const maxIssues = 100;

/** All faults in order of their places, as cel-go's Errors.ToDisplayString shows them. */
export function displayIssues(source: string, issues: readonly CelIssue[]): string {
  const lines = source.split('\n');
  const starts = lines.map(() => 0);
  for (let i = 1; i < lines.length; i++) starts[i] = (starts[i - 1] as number) + (lines[i - 1] as string).length + 1;
  const located = issues.slice(0, maxIssues).map((issue) => ({ ...issue, ...locate(lines, starts, issue.at) }));
  located.sort((a, b) => a.line - b.line || a.column - b.column);
  const shown = located.map(({ message, line, column }) => `ERROR: <input>:${line}:${column + 1}: ${message}${snippet(lines[line - 1], column)}`);
  return [...shown, ...(issues.length > maxIssues ? [`${issues.length - maxIssues} more errors were truncated`] : [])].join('\n');
}

function locate(lines: readonly string[], starts: readonly number[], at: number | undefined): Location {
  if (at === undefined) return { line: -1, column: -1 };
  const line = starts.findLastIndex((start) => start <= at);
  return { line: line + 1, column: codePointCount((lines[line] ?? '').slice(0, at - (starts[line] ?? 0))) };
}

function snippet(text: string | undefined, column: number): string {
  if (text === undefined || text.length > maxSnippetLength) return '';
  const shown = [...text.replaceAll('\t', ' ')];
  // Wide characters are pointed at with wide dots, so that the mark stands below its character.
  const dots = shown.slice(0, column).map((char) => (isWide(char) ? '．' : '.')).join('');
  const mark = isWide(shown[column] ?? ' ') ? '＾' : '^';
  return `\n | ${shown.join('')}\n | ${dots}${mark}`;
}

const isWide = (char: string): boolean => (char.codePointAt(0) ?? 0) > 0x7f;
