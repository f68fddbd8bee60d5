/** Patterns for paths: `*.txt`. */
import { cel } from '../../api';
import { resolvePath, type Files } from './files';

/** Paths that a pattern means; itself when it means none. */
export function matching(files: Files, folder: string, pattern: string, text: string): string[] {
  const slash = pattern.lastIndexOf('/');
  const [before, last] = [pattern.slice(0, slash + 1), pattern.slice(slash + 1)];
  const place = resolvePath(folder, before.replace(/\\(.)/g, '$1') || '.');
  if (/(?<!\\)[*?]/.test(before) || !files.isFolder(place)) return [text];
  const wanted = cel.regex(`^${last.replace(/\\?[^]/g, (piece) => (piece === '*' ? '.*' : piece === '?' ? '.' : piece.replace(/^\\/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))}$`);
  const found = files.list(place).filter((name) => wanted.test(name) && (last.startsWith('.') || !name.startsWith('.')));
  return found.length ? found.map((name) => before + name) : [text];
}
