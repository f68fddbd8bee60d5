/** Who of those that wait gets which instance. */
import { SteppedClock, type core } from '../../api';
import { Line, type Place } from './line';

const clock = new SteppedClock();
const forever = new AbortController().signal;
const pod = (uid: string): core.Pod => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: uid, uid }, spec: { containers: [] }, status: {} });
const line = ({ room = 10, concurrency = 1 } = {}) => new Line({ clock, subject: 'function default/f', room, concurrency: () => concurrency });
const wait = (parts: Partial<Parameters<Line['take']>[0]> = {}) => ({ until: clock.now() + 30_000, again: false, signal: forever, ...parts });
const nameOf = (place: Place) => place.pod.metadata.name;
const soon = () => new Promise<string>((resolve) => setImmediate(() => resolve('waits')));
const told = (promise: Promise<Place>) => promise.then(nameOf, (error: Error & { code?: number; retryAfterSeconds?: number }) => `${error.code ?? ''} ${error.message} ${error.retryAfterSeconds ?? ''}`);

test('calls go where there are the fewest, in turn', async () => {
  const calls = line({ concurrency: 2 });
  calls.setPods([pod('a'), pod('b')]);
  const first = await calls.take(wait());
  const names = [nameOf(first), ...(await Promise.all([1, 2, 3].map(() => calls.take(wait())))).map(nameOf)];
  expect(names).toEqual(['a', 'b', 'a', 'b']);
  calls.release(first);
  expect(nameOf(await calls.take(wait()))).toBe('a');
});

test('who comes when nobody is there waits for the first instance, in order', async () => {
  const calls = line();
  const [first, second] = [calls.take(wait()), calls.take(wait())];
  calls.setPods([pod('a')]);
  const place = await first;
  expect(nameOf(place)).toBe('a');
  calls.setPods([pod('a'), pod('b')]);
  expect(await told(second)).toBe('b');
});

test('an instance is given no more calls at once than it is meant to have', async () => {
  const calls = line();
  calls.setPods([pod('a')]);
  const place = await calls.take(wait());
  const second = calls.take(wait());
  calls.setPods([pod('a')]);
  expect(await Promise.race([told(second), soon()])).toBe('waits');
  calls.release(place);
  expect(await told(second)).toBe('a');
});

test('waiting has an end, and those that wait have a limit', async () => {
  const calls = line({ room: 1 });
  const first = told(calls.take(wait()));
  expect(await told(calls.take(wait()))).toBe('503 function default/f has 1 calls waiting already; try again later 1');
  await clock.step(30_000);
  expect(await first).toBe('503 function default/f has no instance that is ready yet; try again later 1');
  calls.setPods([pod('a')]);
  await calls.take(wait());
  const busy = told(calls.take(wait()));
  await clock.step(30_000);
  expect(await busy).toBe('503 function default/f has no instance that takes another call: all are busy; try again later 1');
});

test('who goes away leaves the room to others', async () => {
  const calls = line({ room: 1 });
  const leaving = new AbortController();
  const gone = told(calls.take(wait({ signal: leaving.signal })));
  leaving.abort(new Error('gone'));
  expect(await gone).toMatch('gone');
  expect(await told(calls.take(wait({ signal: leaving.signal })))).toMatch('gone');
  const next = calls.take(wait());
  calls.setPods([pod('a')]);
  expect(await told(next)).toBe('a');
});

test('what comes back goes first, and where it came back from is not asked for now, or not at all', async () => {
  const calls = line({ concurrency: 5, room: 0 });
  calls.setPods([pod('a')]);
  const place = await calls.take(wait());
  calls.shun(place, true);
  calls.release(place);
  const again = told(calls.take(wait({ again: true })));
  expect(calls.hasInstances).toBe(true);
  expect(await Promise.race([again, soon()])).toBe('waits');
  await clock.step(100);
  expect(await again).toBe('a');
  calls.shun(place, false);
  calls.setPods([pod('a')]);
  expect(calls.hasInstances).toBe(false);
  const last = told(calls.take(wait({ again: true })));
  calls.setPods([pod('a'), pod('b')]);
  expect(await last).toBe('b');
});
