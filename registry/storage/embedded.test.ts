import { silentLogger, SteppedClock } from '../../api';
import { describeKV } from './contract';
import { openEmbedded } from './embedded';
import type { KV } from './kv';
import { temporaryDirectory } from './testing/temporary-directory';

/** `segmentBytes`: so small that the exam goes through many files. */
async function openExam(segmentBytes?: number) {
  const clock = new SteppedClock();
  const directory = await temporaryDirectory();
  const open = (): Promise<KV> => openEmbedded(directory.path, { clock, log: silentLogger, segmentBytes });
  let kv = await open();
  return {
    kv,
    elapse: (seconds: number) => clock.step(seconds * 1_000),
    async reopen() {
      await kv.close();
      kv = await open();
      return kv;
    },
    async dispose() {
      await kv.close();
      await directory.remove();
    },
  };
}

describeKV('file://', () => openExam(), { durable: true });
describeKV('file:// in many small files', () => openExam(300), { durable: true });
