import { kinds, seededRandom, silentLogger, SteppedClock, type Clock } from '../../api';
import { openRegistry, openStorage } from '../../registry';
import { startAggregator } from './aggregator';
import { apiService } from './testing/aggregated';

/** Tells how many timers are set and have neither gone off nor been cancelled. */
function counting(clock: SteppedClock): Clock & { pending: number } {
  const counted = {
    pending: 0,
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after(ms: number, callback: () => void) {
      counted.pending++;
      const once = (): void => { if (!over) counted.pending--; over = true; };
      let over = false;
      const timer = clock.after(ms, () => { once(); callback(); });
      return { cancel: () => { once(); timer.cancel(); } };
    },
  };
  return counted;
}

// How far the round that finds it has come by then.
test.each(Array.from({ length: 16 }, (_, turns) => turns))('whoever is registered %d turns before the end is left alone from then on', async (turns) => {
  const clock = counting(new SteppedClock());
  const deps = { clock, random: seededRandom(1), log: silentLogger };
  const registry = await openRegistry({ ...deps, kv: await openStorage('memory:', deps) });
  const aggregator = await startAggregator({ ...deps, registry });
  await registry.of(kinds.apiservices).create(apiService());
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
  if (turns % 2) await new Promise(setImmediate);
  await aggregator.stop();
  await new Promise(setImmediate);
  await registry.close();
  expect(clock.pending).toBe(0);
});
