/** The log that a file of this machine holds. */
import type { FileHandle } from 'node:fs/promises';
import type { Clock } from '../../api';
import { FileLines } from './file-lines';
import type { Log } from './log';
import type { LogSource } from './tell';

/** Of a file only its end is read. */
const mostBytes = 16 * 1024 * 1024;
const pieceBytes = 64 * 1024;

/** How often a file that is followed is looked at. */
const pollMs = 250;

export interface FileLogOptions {
  readonly clock: Clock;
  /** The time of lines that say none. */
  readonly startedAt: number;
  readonly follow: boolean;
  /** Nothing more is written. */
  isOver(): boolean;
  onChange(wake: () => void): () => void;
}

/** The file is the caller's to close. */
export function fileLogSource(file: FileHandle, { clock, startedAt, follow, isOver, onChange }: FileLogOptions): LogSource {
  const read = new FileLines(startedAt);
  let at: number | undefined;
  let isCut = false;
  const log: Log = {
    count: () => read.lines.length,
    line: (index) => read.lines[index]!,
    timeOf: (index) => read.lines[index]?.time ?? clock.now() + pollMs,
  };
  return {
    async look() {
      const ended = isOver();
      const { size } = await file.stat();
      // One that has become shorter is written anew.
      if (at === undefined) [at, isCut] = [Math.max(0, size - mostBytes), size > mostBytes];
      else if (size < at) at = 0;
      while (at < size) {
        const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(Math.min(pieceBytes, size - at)), position: at });
        if (bytesRead === 0) break;
        read.add(buffer.subarray(0, bytesRead));
        at += bytesRead;
      }
      // What stands before the first end of a line is the end of another.
      if (isCut) read.lines.shift();
      isCut = false;
      if (ended || !follow) read.finish();
      return { log, ended };
    },
    onChange,
  };
}
