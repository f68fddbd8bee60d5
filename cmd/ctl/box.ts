/** Tables as the document's command line draws them: a box, heads in capitals, states in colour on a terminal. */
import type { Table } from './kinds/kind';

const green = 32;
const [red, yellow, blue] = [31, 33, 34];

const colours: Readonly<Record<string, number>> = {
  Success: green, Ready: green, Running: green, RUNNING: green, running: green,
  Failed: red, failed: red, FAILED: red, BOOT_FAIL: red, DEADLINE: red, NODE_FAIL: red, OUT_OF_MEMORY: red, TIMEOUT: red, REVOKED: red,
  Pending: yellow, PENDING: yellow, Unknown: yellow, CANCELLED: yellow, PREEMPTED: yellow, SUSPENDED: yellow,
  Succeeded: blue, COMPLETED: blue, COMPLETING: blue, completed: blue,
};

/** `isColoured`: for a terminal. */
export function boxed({ head, rows }: Table, isColoured: boolean): string {
  const lines = [head.map((name) => name.toUpperCase()), ...rows.flatMap(linesOf)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => width(line[column]))));
  const drawn = lines.map((line) => `| ${widths.map((most, column) => cell(line[column] ?? '', most, isColoured)).join(' | ')} |`);
  const rule = `+${widths.map((most) => '-'.repeat(most + 2)).join('+')}+`;
  return [rule, drawn[0], rule, ...drawn.slice(1), ...(rows.length ? [rule] : [])].join('\n') + '\n';
}

const width = (text = ''): number => [...text].length;

const cell = (text: string, most: number, isColoured: boolean): string => `${isColoured && colours[text] ? `\u001b[${colours[text]}m${text}\u001b[0m` : text}${' '.repeat(most - width(text))}`;

/** A cell may have several lines. */
function linesOf(row: readonly string[]): string[][] {
  const cells = row.map((text) => printable(text).replace(/\n$/, '').split('\n'));
  return Array.from({ length: Math.max(...cells.map(({ length }) => length)) }, (_, i) => cells.map((lines) => lines[i] ?? ''));
}

/** What a job has written must not command the terminal. */
const printable = (text: string): string => text.replace(/\r\n/g, '\n').replace(/\t/g, '    ')
  .replace(/[^\P{Cc}\n]/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
