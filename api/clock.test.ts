import { SteppedClock } from './clock';

test('time of day is told in whole milliseconds, whenever timers fall due; durations are not', async () => {
  const clock = new SteppedClock(1000);
  const at: [number, number][] = [];
  clock.after(1.75, () => at.push([clock.now(), clock.monotonic()]));
  await clock.step(3);
  expect(at).toEqual([[1001, 1.75]]);
  expect(clock.now()).toBe(1003);
});
