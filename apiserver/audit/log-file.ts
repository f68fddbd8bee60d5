/**
 * The audit log as a file that is set aside when it has grown (the library of kube-apiserver's --audit-log-path names and
 * keeps those as here: gopkg.in/natefinch/lumberjack). Writing does not wait for the disk; when the disk is too slow,
 * lines are lost, and it is said so.
 */
import { createWriteStream, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, type WriteStream } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { once } from 'node:events';
import type { Clock, Logger } from '../../api';
import type { AuditSink } from './audit';

export interface LogFileOptions {
  readonly path: string;
  /** In bytes; beyond it the file is set aside. */
  readonly maxSize: number;
  /** Files set aside that are kept; 0 keeps all. */
  readonly maxBackups: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Bytes that may wait for the disk. */
const mostWaiting = 64 * 1024 * 1024;

export class LogFile implements AuditSink {
  private size: number;
  private stream: WriteStream;
  private readonly ending = new Set<Promise<unknown>>();
  private lost = 0;

  /** Throws what the file system says when the file cannot be written. */
  constructor(private readonly options: LogFileOptions) {
    mkdirSync(dirname(options.path), { recursive: true, mode: 0o755 });
    this.size = statSync(options.path, { throwIfNoEntry: false })?.size ?? 0;
    this.stream = this.open();
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.size > 0 && this.size + bytes.length > this.options.maxSize) this.setAside();
    if (this.stream.writableLength > mostWaiting) {
      this.lose();
      return;
    }
    this.size += bytes.length;
    this.stream.write(bytes);
  }

  async close(): Promise<void> {
    this.end(this.stream);
    await Promise.all(this.ending);
  }

  private open(): WriteStream {
    const stream = createWriteStream('', { fd: openSync(this.options.path, 'a', 0o600) });
    stream.on('error', (error) => this.options.log.error('the audit log cannot be written', { path: this.options.path, error: error.message }));
    return stream;
  }

  /** What is still on its way to the old file gets there under its new name. */
  private setAside(): void {
    const { path, clock, log } = this.options;
    try {
      renameSync(path, this.backupName(clock.now()));
      this.removeOld();
    } catch (error) {
      // Not there yet, or not ours to move: it goes on growing.
      log.warn('the audit log could not be set aside', { path, error: String(error) });
      this.size = 0;
      return;
    }
    this.end(this.stream);
    this.stream = this.open();
    this.size = 0;
  }

  private end(stream: WriteStream): void {
    if (stream.destroyed) return;
    const closed = once(stream, 'close').catch(() => undefined);
    this.ending.add(closed);
    void closed.then(() => this.ending.delete(closed));
    stream.end();
  }

  /** `audit-2026-01-01T00-00-00.000.log` */
  private backupName(now: number): string {
    const { path } = this.options;
    const time = new Date(now).toISOString().slice(0, -1).replace(/:/g, '-');
    return join(dirname(path), `${basename(path, extname(path))}-${time}${extname(path)}`);
  }

  private removeOld(): void {
    const { path, maxBackups } = this.options;
    if (maxBackups === 0) return;
    const [start, end] = [`${basename(path, extname(path))}-`, extname(path)];
    const backups = readdirSync(dirname(path)).filter((name) => name.startsWith(start) && name.endsWith(end) && isTime(name.slice(start.length, name.length - end.length))).sort();
    for (const name of backups.slice(0, -maxBackups)) rmSync(join(dirname(path), name), { force: true });
  }

  private lose(): void {
    // Told at the first one, and then at every doubling.
    if ((++this.lost & (this.lost - 1)) === 0) this.options.log.error('the disk is too slow for the audit log: events are lost', { lost: this.lost });
  }
}

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}$/.test(text);
