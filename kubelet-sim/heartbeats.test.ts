import { seededRandom, SteppedClock } from '../api';
import { beatsOf } from './heartbeats';

const uids = Array.from({ length: 2000 }, (_, i) => `u${i}`);

it('beats of nodes that come together are spread, and fall together by the tenth of a second', () => {
  const beats = beatsOf(new SteppedClock(), seededRandom(1));
  for (const uid of uids) {
    expect(beats.isLeaseDue(uid)).toBe(true);
    beats.leaseWritten(uid);
  }
  const perBatch = new Map<number, number>();
  for (const uid of uids) perBatch.set(beats.untilLease(uid), (perBatch.get(beats.untilLease(uid)) ?? 0) + 1);
  expect([...perBatch.keys()].every((ms) => ms % 100 === 0 && ms <= 10_000)).toBe(true);
  // 2,000 nodes over 100 batches: about 20 each.
  expect(perBatch.size).toBeGreaterThan(95);
  expect(Math.max(...perBatch.values())).toBeLessThan(45);
});

it('a status is due five minutes after the last one; the first one earlier, at a time of each node’s own', async () => {
  const clock = new SteppedClock();
  const beats = beatsOf(clock, seededRandom(1));
  const registered = clock.now();
  for (const uid of uids) expect(beats.isStatusDue(uid, registered)).toBe(false);
  await clock.step(150_000);
  expect(uids.some((uid) => beats.isStatusDue(uid, registered))).toBe(false);
  await clock.step(75_000);
  const early = uids.filter((uid) => beats.isStatusDue(uid, registered));
  expect(early.length / uids.length).toBeCloseTo(0.5, 1);
  for (const uid of early) beats.statusWritten(uid);
  await clock.step(299_000);
  expect(early.some((uid) => beats.isStatusDue(uid, registered))).toBe(false);
  await clock.step(1000);
  expect(early.every((uid) => beats.isStatusDue(uid, registered))).toBe(true);
  beats.forget('u0');
  expect(beats.isLeaseDue('u0')).toBe(true);
});
