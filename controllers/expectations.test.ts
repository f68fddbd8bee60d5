import { SteppedClock } from '../api';
import { Expectations } from './expectations';

test('creations are outstanding until all came back', () => {
  const expectations = new Expectations(new SteppedClock());
  expect(expectations.satisfied('a')).toBe(true);
  expectations.expectCreations('a', 2);
  expectations.creationObserved('a');
  expect(expectations.satisfied('a')).toBe(false);
  expect(expectations.satisfied('b')).toBe(true);
  expectations.creationObserved('a');
  expect(expectations.satisfied('a')).toBe(true);
});

test('a deletion seen twice counts once', () => {
  const expectations = new Expectations(new SteppedClock());
  expectations.expectDeletions('a', ['p1', 'p2']);
  expectations.deletionObserved('a', 'p1');
  expectations.deletionObserved('a', 'p1');
  expect(expectations.satisfied('a')).toBe(false);
  expectations.deletionObserved('a', 'p2');
  expect(expectations.satisfied('a')).toBe(true);
});

test('more creations than expected leave no debt', () => {
  const expectations = new Expectations(new SteppedClock());
  expectations.creationObserved('a');
  expectations.expectCreations('a', 1);
  expect(expectations.satisfied('a')).toBe(false);
});

test('an expectation is given up after five minutes', async () => {
  const clock = new SteppedClock();
  const expectations = new Expectations(clock);
  expectations.expectCreations('a', 1);
  await clock.step(5 * 60_000 + 1);
  expect(expectations.satisfied('a')).toBe(true);
});
