/**
 * The journal of an embedded store: a log in segments, of which snapshots make the oldest superfluous. A batch is one
 * write and one fdatasync. After a failed flush the segment is cut back to what was acknowledged and never written to
 * again: the kernel may have dropped dirty pages, and a second fsync would not say so (PostgreSQL calls it fsyncgate).
 */
import { rm } from 'node:fs/promises';
import type { Logger } from '../../../api';
import type { KVEvent, Revision } from '../kv';
import type { Change } from '../local/change';
import type { Journal, Kept, Snapshot } from '../local/journal';
import { lowerBound } from '../local/ordered-map';
import { lockDirectory, type DirectoryLock } from './directory-lock';
import type { Disk } from './disk';
import { journalFiles, logPath, snapshotPath, type JournalFiles } from './files';
import type { JournalRecord } from './record';
import { recoverSegments } from './recovery';
import { Segment } from './segment';
import { readSnapshot, writeSnapshot } from './snapshot';

export interface FileJournalOptions {
  readonly disk: Disk;
  readonly log: Logger;
  /** A segment that has grown so large is followed by a new one. Default 16 MiB. */
  readonly segmentBytes?: number;
}

/** What a journal remembers, told in order: the keys of the snapshot, then every change. */
export interface Remembered {
  restore(kept: Kept): void;
  apply(change: Change): void;
}

export class FileJournal implements Journal {
  private segments: Segment[] = [];
  /** The number of the next log file. */
  private nextFile: number;
  private writing: Promise<void> = Promise.resolve();
  private oldest: Revision;
  private readonly segmentBytes: number;

  private constructor(
    private readonly directory: string, private readonly lock: DirectoryLock, private readonly files: JournalFiles,
    private readonly options: FileJournalOptions, empty: Revision,
  ) {
    this.base = files.snapshots.at(-1)?.number ?? empty;
    this.oldest = files.snapshots.at(-1)?.number ?? 0;
    this.nextFile = (files.logs.at(-1)?.number ?? 0) + 1;
    this.segmentBytes = options.segmentBytes ?? 1 << 24;
  }

  /** The revision before the first change that `replay` tells. */
  readonly base: Revision;

  /** Nobody else has the directory until `close`. `empty`: the revision of a store that has never been written to. */
  static async open(directory: string, options: FileJournalOptions, empty: Revision): Promise<FileJournal> {
    const lock = await lockDirectory(directory);
    try {
      return new FileJournal(directory, lock, await journalFiles(directory), options, empty);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Once, before anything else. Resolves to the revision before which nothing is needed. */
  async replay(remembered: Remembered): Promise<Revision> {
    const { logs, snapshots } = this.files;
    const snapshot = snapshots.at(-1);
    if (snapshot) readSnapshot(snapshot.path, snapshot.number, (kept) => remembered.restore(kept));
    this.segments = await recoverSegments(logs, {
      ...this.options, base: this.base,
      apply: (change) => remembered.apply(change),
      compacted: (revision) => { this.oldest = Math.max(this.oldest, revision); },
    });
    for (const old of snapshots.slice(0, -1)) await rm(old.path);
    return this.oldest;
  }

  append(changes: readonly Change[]): Promise<void> {
    return this.write(changes.map((change) => ({ kind: 'change', change })));
  }

  async compacted(revision: Revision): Promise<void> {
    await this.write([{ kind: 'compacted', revision }]);
    this.oldest = revision;
    for (const segment of this.segments) segment.forgetThrough(revision);
  }

  /** The events from `first` on, at most through `last`; at least the first one. */
  read(first: Revision, last: Revision): KVEvent[] {
    const { segments } = this;
    const segment = segments[lowerBound(segments.length, (i) => (segments[i]?.last ?? 0) >= first)];
    if (!segment) throw new Error(`revision ${first} is missing in ${this.directory}`);
    return segment.read(first, last);
  }

  async reclaim(snapshot: Snapshot): Promise<void> {
    const superfluous = this.segments.slice(0, -1).filter((segment) => segment.last <= snapshot.revision);
    const bytes = superfluous.reduce((sum, segment) => sum + segment.size, 0);
    // Writing the keys anew costs their size: only when that gives back as much. A write is so rewritten once at most.
    if (bytes === 0 || bytes < snapshot.bytes) return;
    await writeSnapshot(this.options.disk, snapshotPath(this.directory, snapshot.revision), snapshot);
    this.segments = this.segments.filter((segment) => !superfluous.includes(segment));
    for (const segment of superfluous) await segment.remove();
    const { snapshots } = await journalFiles(this.directory);
    for (const old of snapshots) if (old.number < snapshot.revision) await rm(old.path);
  }

  async close(): Promise<void> {
    await this.writing;
    for (const segment of this.segments) await segment.close();
    await this.lock.release();
  }

  /** One after the other: a compaction writes beside the writer. */
  private write(records: readonly JournalRecord[]): Promise<void> {
    const done = this.writing.then(async () => (await this.writable()).append(records));
    this.writing = done.catch(() => undefined);
    return done;
  }

  private async writable(): Promise<Segment> {
    const active = this.segments.at(-1);
    if (active?.failed) await this.retire(active);
    else if (active && active.size < this.segmentBytes) return active;
    const next = await Segment.create(this.options.disk, logPath(this.directory, this.nextFile), (active?.last ?? this.base) + 1);
    this.nextFile += 1;
    await this.options.disk.syncDirectory(this.directory);
    this.segments.push(next);
    return next;
  }

  private async retire(failed: Segment): Promise<void> {
    await failed.cut();
    if (!failed.empty) return;
    await failed.remove();
    this.segments = this.segments.filter((segment) => segment !== failed);
  }
}
