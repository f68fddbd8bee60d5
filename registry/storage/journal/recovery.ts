/**
 * Reads the log files back. The last one may end in a frame that is not whole: the flush that was under way when the
 * process died, which nobody was told of. Anywhere else such a frame is damage, and opening is refused.
 */
import type { Logger } from '../../../api';
import type { Revision } from '../kv';
import { revisionOf, type Change } from '../local/change';
import type { Disk } from './disk';
import type { Numbered } from './files';
import { forEachFrame, type Ends } from './read-frames';
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
  const segment = await Segment.open(recovery.disk, path, after + 1);
  try {
    const { whole, file } = replay(path, segment, after, recovery);
    if (whole === file) return segment;
    if (!isLast) throw new Error(`${path} is damaged at byte ${whole}`);
    recovery.log.warn('the last flush before the store was left was not whole and is dropped; nobody was told of it', { file: path, bytes: file - whole });
    if (whole === 0) return void await segment.remove();
    await segment.cut();
    return segment;
  } catch (error) {
    await segment.close();
    throw error;
  }
}

/** Returns where the whole frames end, and the file. */
function replay(path: string, segment: Segment, after: Revision, recovery: Recovery): Ends {
  let last = after;
  const ends = forEachFrame(path, ({ record, start }) => {
    if (record.kind === 'compacted') recovery.compacted(record.revision);
    if (record.kind !== 'change' || revisionOf(record.change.event) <= recovery.base) return;
    last += 1;
    if (revisionOf(record.change.event) !== last) throw new Error(`${path} is damaged: revision ${last} is missing at byte ${start}`);
    segment.recoveredRevision(start);
    recovery.apply(record.change);
  });
  segment.recoveredEnd(ends.whole);
  return ends;
}
