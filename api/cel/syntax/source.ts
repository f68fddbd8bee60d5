/** The text of an expression, and how faults in it are shown (cel-go common/source.go, common/error.go). */

/** One fault. `at` is an offset in UTF-16 units; undefined when the fault has no place. */
export interface CelIssue {
  readonly message: string;
  readonly at?: number;
}

/** Where an offset is: lines from 1, columns from 0, counted in code points. */
export interface Location {
  readonly line: number;
  readonly column: number;
}

const maxSnippetLength = 16_384;

export function locate(source: string, at: number | undefined): Location {
  if (at === undefined) return { line: -1, column: -1 };
  const before = source.slice(0, at).split('\n');
  return { line: before.length, column: [...(before.at(-1) ?? '')].length };
}

/** All faults in order of their places, as cel-go's Errors.ToDisplayString shows them. */
export function displayIssues(source: string, issues: readonly CelIssue[]): string {
  const located = issues.map((issue) => ({ ...issue, ...locate(source, issue.at) }));
  located.sort((a, b) => a.line - b.line || a.column - b.column);
  const lines = source.split('\n');
  return located.map(({ message, line, column }) => `ERROR: <input>:${line}:${column + 1}: ${message}${snippet(lines[line - 1], column)}`).join('\n');
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
