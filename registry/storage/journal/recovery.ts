/**
 * Reads the log files back. The last one may end in a frame that is not whole: the flush that was under way when the
 * process died, which nobody was told of. Anywhere else such a frame is damage, and opening is refused.
 */
import { readFile, rm } from 'node:fs/promises';
import type { Logger } from '../../../api';
import type { Revision } from '../kv';
import { revisionOf, type Change } from '../local/change';
import type { Disk } from './disk';
import type { Numbered } from './files';
import { decode, magic } from './record';
import { Segment } from './segment';

export interface Recovery {
  readonly disk: Disk;
  readonly log: Logger;
  /** The revision of the snapshot: changes up to it are skipped. */
  readonly base: Revision;
  apply(change: Change): void;
  compacted(revision: Revision): void;
}

export async function recoverSegments(logs: readonly Numbered[], recovery: Recovery): Promise<Segment[]> {
  const segments: Segment[] = [];
  let revision = recovery.base;
  for (const [i, { path }] of logs.entries()) {
    const segment = await recoverSegment(path, revision, i === logs.length - 1, recovery);
    if (!segment) continue;
    segments.push(segment);
    revision = Math.max(revision, segment.last);
  }
  return segments;
}

async function recoverSegment(path: string, after: Revision, isLast: boolean, recovery: Recovery): Promise<Segment | undefined> {
  const bytes = await readFile(path);
  if (isLast && bytes.length < magic.length && magic.subarray(0, bytes.length).equals(bytes)) return void await rm(path);
  if (!bytes.subarray(0, magic.length).equals(magic)) throw new Error(`${path} is no journal of this version`);
  const segment = await Segment.open(recovery.disk, path, after + 1);
  try {
    const end = replay(bytes, segment, after, recovery);
    segment.recoveredEnd(end);
    if (end < bytes.length) await dropTail(segment, bytes.length - end, isLast, recovery.log);
    return segment;
  } catch (error) {
    await segment.close();
    throw error;
  }
}

/** Returns where the whole frames end. */
function replay(bytes: Buffer, segment: Segment, after: Revision, recovery: Recovery): number {
  let last = after;
  const frames = decode(bytes, magic.length);
  for (;;) {
    const { value, done } = frames.next();
    if (done) return value;
    const { record, start } = value;
    if (record.kind === 'compacted') recovery.compacted(record.revision);
    if (record.kind !== 'change' || revisionOf(record.change.event) <= recovery.base) continue;
    last += 1;
    if (revisionOf(record.change.event) !== last) throw new Error(`${segment.path} is damaged: revision ${last} is missing at byte ${start}`);
    segment.recoveredRevision(start);
    recovery.apply(record.change);
  }
}

async function dropTail(segment: Segment, bytes: number, isLast: boolean, log: Logger): Promise<void> {
  if (!isLast) throw new Error(`${segment.path} is damaged at byte ${segment.size}`);
  log.warn('the last flush before the store was left was not whole and is dropped; nobody was told of it', { file: segment.path, bytes });
  await segment.cut();
}
