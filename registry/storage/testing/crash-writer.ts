/**
 * A process that writes to an embedded store until it is killed: `crash-writer.ts <directory> <round>`. Prints what was
 * acknowledged, one `<key> <revision>` per line, synchronously: a line that the parent has seen was acknowledged.
 */
import { writeSync } from 'node:fs';
import { silentLogger, systemClock } from '../../../api';
import { openEmbedded } from '../embedded';

const writers = 16;
const nap = new Int32Array(new SharedArrayBuffer(4));

/** Waits while the pipe is full: a parent that is slow is no failure. A line is shorter than what a pipe takes at once. */
function print(line: string): void {
  for (;;) {
    try {
      writeSync(1, line);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(nap, 0, 0, 1);
    }
  }
}

async function main(directory: string, round: string): Promise<void> {
  const kv = await openEmbedded(directory, { clock: systemClock, log: silentLogger, segmentBytes: 20_000 });
  const writeForever = async (writer: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const key = `/${round}/${writer}/${i}`;
      const created = await kv.create(key, Buffer.from(key));
      const updated = await kv.update(key, Buffer.from(`${key} again`), created.revision);
      if (!created.ok || !updated.ok) throw new Error(`lost ${key}`);
      print(`${key} ${updated.revision}\n`);
    }
  };
  const compactForever = async (): Promise<void> => {
    for (;;) {
      await kv.compact(Math.max(1, (await kv.revision()) - 100));
      await new Promise((resolve) => { setImmediate(resolve); });
    }
  };
  await Promise.all([compactForever(), ...Array.from({ length: writers }, (_, writer) => writeForever(writer))]);
}

void main(process.argv[2] ?? '', process.argv[3] ?? '');
