/** The file system of a simulated container: in memory, with read-only mounts, bounded. */

/** What the C library says of a fault. */
export class FileFault extends Error {}

type Entry =
  /** `placed`: from outside, over what is mounted there. */
  | { readonly type: 'file'; readonly content: Buffer; readonly readOnly: boolean; readonly placed?: boolean }
  | { readonly type: 'folder'; readonly readOnly: boolean };

/** More than this a container may not write. */
const mostBytes = 4 * 1024 * 1024;
const mostEntries = 10_000;

const noEntry = 'No such file or directory';
const readOnlyFault = 'Read-only file system';

export class Files {
  private readonly entries = new Map<string, Entry>([['/', { type: 'folder', readOnly: false }]]);
  private written = 0;

  /** Puts a file there, with the folders above it: what images and mounts bring. */
  mount(path: string, content: string | Buffer, readOnly: boolean): void {
    this.mountFolder(above(path), readOnly);
    if (!this.isPlaced(path)) this.entries.set(path, { type: 'file', content: Buffer.from(content), readOnly });
  }

  mountFolder(path: string, readOnly: boolean): void {
    if (this.entries.has(path)) return;
    this.mountFolder(above(path), false);
    this.entries.set(path, { type: 'folder', readOnly });
  }

  /** What was mounted below it before is taken away: what is mounted there now may be less. */
  unmount(path: string): void {
    for (const key of [...this.entries.keys()]) if (key.startsWith(`${path}/`) && !this.isPlaced(key)) this.entries.delete(key);
  }

  isFolder(path: string): boolean {
    return this.entries.get(path)?.type === 'folder';
  }

  isFile(path: string): boolean {
    return this.entries.get(path)?.type === 'file';
  }

  read(path: string): Buffer {
    const entry = this.entries.get(path);
    if (!entry) throw new FileFault(this.isFile(above(path)) ? 'Not a directory' : noEntry);
    if (entry.type === 'folder') throw new FileFault('Is a directory');
    return entry.content;
  }

  write(path: string, data: Buffer, append = false): void {
    const before = this.entries.get(path);
    if (before?.type === 'folder') throw new FileFault('Is a directory');
    if (before?.readOnly) throw new FileFault(readOnlyFault);
    if (!before) this.checkRoom(path);
    const content = append && before ? Buffer.concat([before.content, data]) : Buffer.from(data);
    const grown = content.length - (before?.content.length ?? 0);
    if (this.written + grown > mostBytes) throw new FileFault('No space left on device');
    this.written += grown;
    this.entries.set(path, { type: 'file', content, readOnly: false, ...(before?.placed && { placed: true }) });
  }

  /** Puts a file there from outside, with the folders above it; what was there is replaced, also what may only be read, and what is mounted there later stays below. */
  place(path: string, content: Buffer, readOnly: boolean): void {
    const before = this.entries.get(path);
    for (let folder = above(path); folder !== '/'; folder = above(folder)) if (this.isFile(folder)) throw new FileFault('Not a directory');
    this.mountFolder(above(path), false);
    if (before?.type === 'file') this.entries.set(path, { ...before, readOnly: false });
    this.write(path, content);
    this.entries.set(path, { type: 'file', content: this.read(path), readOnly, placed: true });
  }

  makeFolder(path: string): void {
    if (this.entries.has(path)) throw new FileFault('File exists');
    this.checkRoom(path);
    this.entries.set(path, { type: 'folder', readOnly: false });
  }

  /** A file, or a folder with nothing in it. */
  remove(path: string): void {
    const entry = this.entries.get(path);
    if (!entry) throw new FileFault(noEntry);
    if (entry.readOnly || this.entries.get(above(path))?.readOnly) throw new FileFault(readOnlyFault);
    if (entry.type === 'folder' && (path === '/' || this.list(path).length)) throw new FileFault(path === '/' ? 'Device or resource busy' : 'Directory not empty');
    if (entry.type === 'file') this.written -= Math.min(this.written, entry.content.length);
    this.entries.delete(path);
  }

  /** Names, in order. */
  list(path: string): string[] {
    const entry = this.entries.get(path);
    if (!entry) throw new FileFault(noEntry);
    if (entry.type === 'file') throw new FileFault('Not a directory');
    const prefix = path === '/' ? '/' : `${path}/`;
    return [...this.entries.keys()].filter((key) => key !== '/' && key.startsWith(prefix) && !key.includes('/', prefix.length)).map((key) => key.slice(prefix.length)).sort();
  }

  private isPlaced(path: string): boolean {
    const entry = this.entries.get(path);
    return entry?.type === 'file' && entry.placed === true;
  }

  /** Whether something new may be put there. */
  private checkRoom(path: string): void {
    const folder = this.entries.get(above(path));
    if (!folder) throw new FileFault(noEntry);
    if (folder.type === 'file') throw new FileFault('Not a directory');
    if (folder.readOnly) throw new FileFault(readOnlyFault);
    if (this.entries.size >= mostEntries) throw new FileFault('No space left on device');
  }
}

export const above = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/'))) || '/';

/** An absolute path without `.`, `..` and empty parts. */
export function resolvePath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
