import { SteppedClock } from '../../../../api';
import { quietMs, Settled } from './settled';

let clock: SteppedClock;
let runs: number;
let settled: Settled;
beforeEach(() => {
  clock = new SteppedClock();
  runs = 0;
  settled = new Settled(clock, () => { runs++; });
});

it('runs once when it has been quiet, and again after the next stir', async () => {
  settled.stir();
  await clock.step(quietMs - 1);
  settled.stir();
  await clock.step(quietMs - 1);
  expect(runs).toBe(0);
  await clock.step(1);
  expect(runs).toBe(1);
  await clock.step(10 * quietMs);
  expect(runs).toBe(1);
  settled.stir();
  await clock.step(quietMs);
  expect(runs).toBe(2);
});

it('runs every second where it is never quiet', async () => {
  for (let ms = 0; ms < 3_000; ms += 50) {
    settled.stir();
    await clock.step(50);
  }
  expect(runs).toBeGreaterThanOrEqual(2);
  expect(runs).toBeLessThanOrEqual(3);
});

it('does not run after it was called off', async () => {
  settled.stir();
  settled.cancel();
  await clock.step(10_000);
  expect(runs).toBe(0);
});
