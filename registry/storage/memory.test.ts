import { silentLogger, SteppedClock } from '../../api';
import { describeKV } from './contract';
import { openMemory } from './memory';

describeKV('memory:', async () => {
  const clock = new SteppedClock();
  const kv = openMemory({ clock, log: silentLogger });
  return { kv, elapse: (seconds) => clock.step(seconds * 1_000), dispose: () => kv.close() };
}, { durable: false });
