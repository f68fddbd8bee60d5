import { SteppedClock } from '../../api';
import { Turns } from './turns';
import { evictionRate, zoneState } from './zones';

test.each([
  [3, 0, 'Normal', 0.1],
  [0, 0, 'Normal', 0.1],
  [0, 1, 'FullDisruption', 0.1],
  [1, 2, 'Normal', 0.1],
  [2, 3, 'PartialDisruption', 0],
  [10, 10, 'Normal', 0.1],
  [20, 30, 'PartialDisruption', 0],
  [20, 31, 'PartialDisruption', 0.01],
])('%i ready and %i not: %s, %d a second', (ready, notReady, state, rate) => {
  expect(zoneState(ready, notReady)).toBe(state);
  expect(evictionRate(ready, notReady)).toBe(rate);
});

test('turns come one after another', async () => {
  const clock = new SteppedClock();
  const turns = new Turns(clock);
  expect(turns.wait('a', 0.1)).toBe(0);
  expect(turns.wait('b', 0.1)).toBe(5000);
  await clock.step(6000);
  expect(turns.wait('c', 0.1)).toBe(5000);
  expect(turns.wait('b', 0.1)).toBe(4000);
  await clock.step(4000);
  expect(turns.wait('c', 0.1)).toBe(5000);
  expect(turns.wait('b', 0.1)).toBe(0);
  await clock.step(60_000);
  expect(turns.wait('c', 0.1)).toBe(0);
  expect(turns.wait('d', 0.1)).toBe(5000);
});

test('who leaves makes room, and at no rate nobody moves', async () => {
  const clock = new SteppedClock();
  const turns = new Turns(clock);
  expect(turns.wait('a', 0)).toBe(5000);
  expect(turns.wait('b', 0.1)).toBe(5000);
  turns.leave('a');
  expect(turns.wait('b', 0.1)).toBe(0);
});
