/** One file of the journal: revisions that follow each other, appended to until it is large enough. */
import { rm } from 'node:fs/promises';
import type { KVEvent, Revision } from '../kv';
import { RevisionLog } from '../local/revision-log';
import type { Disk, DiskFile } from './disk';
import { decode, encode, magic, type JournalRecord } from './record';

/** How much is read back at once. */
const readLimit = 1 << 20;

export class Segment {
  /** Where the frame of each revision begins. */
  private readonly starts: RevisionLog<number>;
  private broken = false;

  private constructor(readonly path: string, private readonly file: DiskFile, first: Revision, private length: number) {
    this.starts = new RevisionLog(first);
  }

  static async create(disk: Disk, path: string, first: Revision): Promise<Segment> {
    const file = await disk.open(path);
    try {
      await file.truncate(0);
      await file.write(magic, 0);
      await file.sync();
    } catch (error) {
      await file.close();
      await rm(path, { force: true });
      throw error;
    }
    return new Segment(path, file, first, magic.length);
  }

  /** An existing file, whose frames are then told by `recovered`. */
  static async open(disk: Disk, path: string, first: Revision): Promise<Segment> {
    return new Segment(path, await disk.open(path), first, magic.length);
  }

  /** Bytes that count. */
  get size(): number {
    return this.length;
  }

  get empty(): boolean {
    return this.length === magic.length;
  }

  /** The oldest revision that can be read back; behind `last` when there is none. */
  get first(): Revision {
    return this.starts.first;
  }

  get last(): Revision {
    return this.starts.last;
  }

  /** A flush failed: what the file holds behind `size` is unknown, and it takes no more. */
  get failed(): boolean {
    return this.broken;
  }

  recoveredRevision(start: number): void {
    this.starts.push(start);
  }

  recoveredEnd(end: number): void {
    this.length = end;
  }

  /** Durable when it resolves; when it rejects, `cut` must succeed before anything else is written anywhere. */
  async append(records: readonly JournalRecord[]): Promise<void> {
    const { bytes, starts } = encode(records);
    try {
      await this.file.write(bytes, this.length);
      await this.file.sync();
    } catch (error) {
      this.broken = true;
      throw error;
    }
    records.forEach((record, i) => {
      if (record.kind === 'change') this.starts.push(this.length + (starts[i] ?? 0));
    });
    this.length += bytes.length;
  }

  /** Removes what was never acknowledged. */
  async cut(): Promise<void> {
    await this.file.truncate(this.length);
    await this.file.sync();
  }

  /** The events from `first` on, at most through `last`; at least the first one. Both are in this segment. */
  read(first: Revision, last: Revision): KVEvent[] {
    const from = this.startOf(first);
    let through = Math.min(last, this.last);
    while (through > first && this.startOf(through + 1) - from > readLimit) through = first + ((through - first) >> 1);
    const bytes = this.file.read(from, this.startOf(through + 1) - from);
    const events: KVEvent[] = [];
    decode(bytes, ({ record }) => void (record.kind === 'change' && events.push(record.change.event)));
    if (events.length !== through - first + 1) throw new Error(`${this.path} is damaged between bytes ${from} and ${from + bytes.length}`);
    return events;
  }

  forgetThrough(revision: Revision): void {
    this.starts.forgetThrough(revision);
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async remove(): Promise<void> {
    await this.file.close();
    await rm(this.path, { force: true });
  }

  private startOf(revision: Revision): number {
    return this.starts.at(revision) ?? this.length;
  }
}
