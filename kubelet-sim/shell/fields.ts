/** What becomes of a word when its parts have their values (POSIX.1-2024, XCU 2.6.5). */
import type { Part } from './syntax';

export interface Valued {
  readonly part: Part;
  readonly value: string;
}

export interface Field {
  readonly text: string;
  /** The same where what was quoted stands for itself. */
  readonly pattern: string;
}

/** What is not in quotes is split at blanks. */
export function fieldsOf(values: readonly Valued[]): Field[] {
  const fields: { text: string; pattern: string; kept: boolean }[] = [];
  let open = false;
  const add = (text: string, quoted: boolean): void => {
    if (!open) fields.push({ text: '', pattern: '', kept: false });
    open = true;
    const last = fields.at(-1)!;
    last.text += text;
    last.pattern += quoted ? text.replace(/[*?[\]\\]/g, '\\$&') : text;
    last.kept ||= quoted || text !== '';
  };
  for (const { part, value } of values) {
    if (part.type === 'text' || part.quoted) add(value, part.quoted);
    else {
      for (const [i, piece] of value.split(/[ \t\n]+/).entries()) {
        if (i > 0) open = false;
        if (piece) add(piece, false);
      }
    }
  }
  return fields.filter(({ kept }) => kept);
}

/** Whether it may mean several files. */
export const isPattern = (pattern: string): boolean => /(?<!\\)[*?]/.test(pattern);

/** `~` is where one is at home. */
export const plainText = ({ text, quoted }: Extract<Part, { type: 'text' }>, home = '/'): string => (quoted ? text : text.replace(/^~(?=\/|$)/, home));
