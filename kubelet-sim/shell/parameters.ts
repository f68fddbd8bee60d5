/**
 * The parameters of a shell that are no variables: `$?`, `$1`, `$@`, … (POSIX.1-2017 Shell Command Language 2.5). Undefined for
 * the name of a variable. `words`: `$0` and on; `status`: of the last command.
 */
export function parameterOf(name: string, words: readonly string[], status: number): string | undefined {
  if (name === '?') return String(status);
  if (name === '$') return '1';
  if (name === '#') return String(Math.max(0, words.length - 1));
  if (name === '@' || name === '*') return words.slice(1).join(' ');
  if (/^\d$/.test(name)) return words[Number(name)] ?? '';
  return undefined;
}
