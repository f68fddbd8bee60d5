/** Calls of functions, from whom they come to whom they go. */
import { setMaxListeners } from 'node:events';
import { kinds } from '../../api';
import { Failure, type FailureKind } from './instances';
import { openWorld, type World } from './testing/world';

let world: World;
beforeEach(async () => { world = await openWorld(); });
afterEach(() => world.stop());

const key = { namespace: 'default', name: 'hello' };
const forever = new AbortController().signal;
setMaxListeners(0, forever);
const invoke = (body = '{}', signal = forever) => world.activator.invoke(key, body, signal).catch((error: Error & { code?: number }) => `${error.code ?? ''} ${error.message}`);
/** Until the activator's informers have seen what was written. */
const passing = () => world.clock.step(0);

test('a call is answered by an instance', async () => {
  await world.instance('a', await world.create('hello'));
  const answer = invoke('{"a":1}');
  const call = await world.instances.next();
  expect(call).toMatchObject({ pod: 'a', body: '{"a":1}' });
  call.answer('{"b":2}');
  expect(await answer).toBe('{"b":2}');
});

test('the first call waits until there is an instance, and says at once that somebody waits', async () => {
  const hello = await world.create('hello');
  const answer = invoke();
  await passing();
  while ((await world.statusOf('hello')).invocations !== 1) await world.clock.step(1);
  expect(await world.statusOf('hello')).toEqual({
    invocations: 1, lastInvocationTime: '2026-01-01T00:00:00Z', activators: [{ name: expect.stringMatching(/^activator-\w{8}$/) as string, inFlight: 1, until: '2026-01-01T00:00:30.000000Z' }],
  });
  await world.instance('a', hello);
  (await world.instances.next()).answer('1');
  expect(await answer).toBe('1');
  await world.clock.step(1000);
  expect(await world.statusOf('hello')).toMatchObject({ invocations: 1, activators: [] });
});

test('calls are told once a second, the most at once with them', async () => {
  const hello = await world.create('hello');
  await world.instance('a', hello);
  const answers = [invoke(), invoke(), invoke()];
  for (const call of [await world.instances.next(), await world.instances.next()]) call.answer('1');
  await world.clock.step(500);
  const first = await world.statusOf('hello');
  const more = [invoke(), invoke()];
  await world.clock.step(499);
  expect(await world.statusOf('hello')).toEqual(first);
  await world.clock.step(1);
  expect(await world.statusOf('hello')).toMatchObject({ invocations: 5, activators: [{ inFlight: 3 }] });
  // While they go on they are told again, so that they are believed.
  await world.clock.step(12_000);
  expect(await world.statusOf('hello')).toMatchObject({ invocations: 5, activators: [{ inFlight: 3, until: '2026-01-01T00:00:41.000000Z' }] });
  for (let left = 3; left > 0; left--) (await world.instances.next()).answer('1');
  await Promise.all([...answers, ...more]);
});

test.each<FailureKind>(['NotStarted', 'Stopping'])('%s: the call has not begun, and another instance has it', async (kind) => {
  const hello = await world.create('hello');
  await world.instance('a', hello);
  const answer = invoke('7');
  (await world.instances.next()).fail(new Failure(kind, 'not here'));
  await world.instance('b', hello);
  const again = await world.instances.next();
  expect(again).toMatchObject({ pod: 'b', body: '7' });
  again.answer('8');
  expect(await answer).toBe('8');
});

test.each<[FailureKind, string]>([
  ['Timeout', '504 it took too long'], ['OutOfMemory', '500 it took too long'], ['Thrown', '500 it took too long'], ['NotJson', '502 it took too long'], ['Compile', '500 it took too long'],
])('%s: the caller is told', async (kind, told) => {
  await world.instance('a', await world.create('hello'));
  const answer = invoke();
  (await world.instances.next()).fail(new Failure(kind, 'it took too long'));
  expect(await answer).toBe(told);
  expect(world.instances.asked).toEqual([]);
});

test('a call that nobody has an instance for ends with the function\'s time', async () => {
  await world.create('hello', { timeoutSeconds: 20 });
  const answer = invoke();
  await passing();
  await world.clock.step(20_000);
  expect(await answer).toBe('503 function default/hello has no instance that is ready yet; try again later');
});

test('no instance: pods that are not ready, that go, on other nodes', async () => {
  const hello = await world.create('hello');
  const pods = world.registry.of(kinds.pods);
  for (const name of ['a', 'b']) await world.instance(name, hello);
  await pods.update({ ...key, name: 'a' }, (pod) => ({ ...pod, status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] } }), { subresource: 'status' });
  await pods.delete({ ...key, name: 'b' });
  expect(await world.activator.probe(key)).toBe(false);
});

test('who probes learns whether somebody would answer, and wakes it', async () => {
  const hello = await world.create('hello');
  expect(await world.activator.probe(key)).toBe(false);
  await world.clock.step(0);
  expect(await world.statusOf('hello')).toMatchObject({ invocations: 1, activators: [] });
  await world.instance('a', hello);
  while (!(await world.activator.probe(key))) await passing();
});

test('there is no such function, or no longer', async () => {
  expect(await invoke()).toBe('404 function default/hello not found');
  await world.create('hello');
  const answer = invoke();
  await passing();
  await world.registry.of(kinds.functions).delete(key);
  expect(await answer).toBe('404 function default/hello not found');
});

test('code that does not compile is told at once, and to those that wait', async () => {
  const hello = await world.create('hello');
  const answer = invoke();
  await passing();
  await world.setStatus(hello, (status) => ({
    ...status, conditions: [{ type: 'Compiled', status: 'False', observedGeneration: 1, reason: 'CompileError', message: 'line 1', lastTransitionTime: '2026-01-01T00:00:00Z' }],
  }));
  expect(await answer).toBe('500 function default/hello does not compile: line 1');
  expect(await invoke()).toBe('500 function default/hello does not compile: line 1');
  await world.instance('old', hello);
  while (!(await world.activator.probe(key))) await passing();
  const good = invoke();
  (await world.instances.next()).answer('1');
  expect(await good).toBe('1');
});

test('a caller that goes away ends the call', async () => {
  await world.instance('a', await world.create('hello'));
  const leaving = new AbortController();
  const answer = invoke('{}', leaving.signal);
  const call = await world.instances.next();
  leaving.abort(new Error('gone'));
  expect(await answer).toMatch('gone');
  expect(call.signal.aborted).toBe(true);
});

test('at the end those that wait are told, and what was counted is written', async () => {
  await world.create('hello');
  const answer = invoke();
  while ((await world.statusOf('hello')).invocations !== 1) await world.clock.step(1);
  await world.activator.close();
  expect(await invoke()).toBe('503 the activator stops');
  expect(await answer).toBe('503 the activator stops');
  expect(await world.statusOf('hello')).toMatchObject({ invocations: 1, activators: [] });
});
