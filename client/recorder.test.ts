import { ApiError, seededRandom, SteppedClock, type core, type ResourceDefinition } from '../api';
import { createRecorder } from './recorder';
import { FakeClient, type FakeResources } from './testing/fake-client';
import { thing, things, type Thing } from './testing/things';
import { memoryLogger } from './testing/until';

// The schema of the test kinds accepts every object; only the names differ.
const events = {
  ...things, group: '', kind: 'Event', listKind: 'EventList', names: { ...things.names, plural: 'events', singular: 'event' },
} as unknown as ResourceDefinition<core.Event>;

function setUp() {
  const client = new FakeClient();
  const clock = new SteppedClock(Date.UTC(2026, 2, 1, 10, 0, 0));
  const log = memoryLogger();
  const stop = new AbortController();
  const recorder = createRecorder({ client, events, component: 'default-scheduler', clock, random: seededRandom(3), log, signal: stop.signal });
  const server: FakeResources<core.Event> = client.of(events);
  const written = (): core.Event[] => [...server.objects.values()];
  return { server, clock, log, recorder, written, stop };
}

const pod: Thing = { ...thing('web'), apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'default', name: 'web', uid: 'u-1', resourceVersion: '7' } };

test('writes an event as client-go does', async () => {
  const { recorder, written } = setUp();
  recorder.event(pod, 'Normal', 'Scheduled', 'Successfully assigned default/web to node-1', 'spec.containers{app}');
  await recorder.flush();
  const [event] = written();
  expect(event?.metadata.name).toMatch(/^web\.[0-9a-f]{16}$/);
  expect(event).toMatchObject({
    apiVersion: 'v1', kind: 'Event', metadata: { namespace: 'default' },
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'web', uid: 'u-1', apiVersion: 'v1', resourceVersion: '7', fieldPath: 'spec.containers{app}' },
    reason: 'Scheduled', message: 'Successfully assigned default/web to node-1', source: { component: 'default-scheduler' },
    firstTimestamp: '2026-03-01T10:00:00Z', lastTimestamp: '2026-03-01T10:00:00Z', count: 1, type: 'Normal',
    reportingComponent: 'default-scheduler', reportingInstance: '',
  });
});

test('an identical event counts up and moves the last time', async () => {
  const { recorder, written, clock, server } = setUp();
  recorder.event(pod, 'Warning', 'FailedScheduling', 'no nodes');
  await recorder.flush();
  await clock.step(60_000);
  recorder.event(pod, 'Warning', 'FailedScheduling', 'no nodes');
  await recorder.flush();
  expect(written()).toHaveLength(1);
  expect(written()[0]).toMatchObject({ count: 2, firstTimestamp: '2026-03-01T10:00:00Z', lastTimestamp: '2026-03-01T10:01:00Z' });
  expect(server.calls).toMatchObject({ create: 1, update: 1 });
});

test('repetitions while a write is under way cost one further write', async () => {
  const { recorder, written, server } = setUp();
  let open: () => void = () => undefined;
  server.gate = new Promise((resolve) => { open = resolve; });
  for (let i = 0; i < 20; i++) recorder.event(pod, 'Normal', 'Killing', 'Stopping');
  open();
  await recorder.flush();
  expect(written()[0]?.count).toBe(20);
  expect(server.calls).toMatchObject({ create: 1, update: 1 });
});

test('what is not heard counts all the same, and is told when the source is heard again', async () => {
  const { recorder, written, clock, server } = setUp();
  for (let i = 0; i < 40; i++) recorder.event(pod, 'Warning', 'BackOff', 'Back-off');
  await recorder.flush();
  const { update } = server.calls;
  expect(written()[0]?.count).toBe(40);
  for (let i = 0; i < 10; i++) recorder.event(pod, 'Warning', 'BackOff', 'Back-off');
  await recorder.flush();
  expect([server.calls.update, written()[0]?.count]).toEqual([update, 40]);
  await clock.step(300_000);
  recorder.event(pod, 'Warning', 'BackOff', 'Back-off');
  await recorder.flush();
  expect(written()).toMatchObject([{ count: 51, lastTimestamp: '2026-03-01T10:05:00Z' }]);
});

test('an event whose object has expired is written anew', async () => {
  const { recorder, written, server } = setUp();
  recorder.event(pod, 'Normal', 'Pulled', 'm');
  await recorder.flush();
  server.remove({ namespace: 'default', name: written()[0]?.metadata.name ?? '' });
  recorder.event(pod, 'Normal', 'Pulled', 'm');
  await recorder.flush();
  expect(written()).toMatchObject([{ count: 2 }]);
});

test('similar events are combined into one object', async () => {
  const { recorder, written } = setUp();
  for (let i = 0; i < 15; i++) recorder.event(pod, 'Normal', 'Pulled', `image ${i}`);
  await recorder.flush();
  expect(written()).toHaveLength(10);
  expect(written().find((e) => e.message?.startsWith('(combined'))).toMatchObject({ message: '(combined from similar events): image 14', count: 6 });
});

test('a taken name is drawn again; cluster-scoped objects speak in default; odd names lend no name', async () => {
  const { recorder, written, server } = setUp();
  const create = server.create.bind(server);
  let first = true;
  server.create = async (event) => {
    if (!first) return create(event);
    first = false;
    throw ApiError.alreadyExists({ group: '', plural: 'events' }, 'x');
  };
  recorder.event({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'system:node' } }, 'Normal', 'Seen', 'm');
  await recorder.flush();
  expect(written()[0]?.metadata).toMatchObject({ namespace: 'default', name: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
});

test('an unreachable server is tried again, a refusal is not', async () => {
  const { recorder, written, server, clock, log } = setUp();
  server.outage = ApiError.unavailable('down');
  recorder.event(pod, 'Normal', 'Pulled', 'm');
  await clock.step(1);
  server.outage = undefined;
  await clock.step(10_000);
  await recorder.flush();
  expect(written()).toHaveLength(1);
  server.outage = ApiError.badRequest('no');
  recorder.event(pod, 'Normal', 'Created', 'm');
  await recorder.flush();
  expect(log.lines).toEqual(['warn: event not written']);
});

test('stops trying when its signal aborts', async () => {
  const { recorder, server, clock, stop } = setUp();
  server.outage = ApiError.unavailable('down');
  recorder.event(pod, 'Normal', 'Pulled', 'm');
  await clock.step(1);
  stop.abort();
  await recorder.flush();
  expect(clock.untilNext()).toBeUndefined();
});

test('thousands of events of different objects pass through a few writers', async () => {
  const { recorder, written, server } = setUp();
  let active = 0;
  let most = 0;
  const create = server.create.bind(server);
  server.create = async (event) => {
    most = Math.max(most, ++active);
    await new Promise((resolve) => setImmediate(resolve));
    active--;
    return create(event);
  };
  for (let i = 0; i < 3000; i++) recorder.event({ ...pod, metadata: { ...pod.metadata, name: `web-${i}`, uid: `u-${i}` } }, 'Normal', 'Scheduled', `to node-${i}`);
  await recorder.flush();
  expect(written()).toHaveLength(3000);
  expect(most).toBe(16);
});
