import { ApiError, seededRandom, SteppedClock, type coordination, type ResourceDefinition } from '../api';
import { runAsLeader } from './leader';
import { FakeClient, type FakeResources } from './testing/fake-client';
import { things } from './testing/things';
import { memoryLogger } from './testing/until';

// The schema of the test kinds accepts every object; only the names differ.
const leases = {
  ...things, group: 'coordination.k8s.io', kind: 'Lease', listKind: 'LeaseList', names: { ...things.names, plural: 'leases', singular: 'lease' },
} as unknown as ResourceDefinition<coordination.Lease>;

const key = 'kube-system/scheduler';

interface Candidate {
  readonly stop: AbortController;
  readonly running: Promise<void>;
  /** `start` and `stop` of the work, with the time. */
  readonly seen: string[];
  finish(): void;
}

class World {
  readonly client = new FakeClient();
  readonly clock = new SteppedClock(Date.UTC(2026, 0, 1));
  readonly log = memoryLogger();
  readonly server: FakeResources<coordination.Lease> = this.client.of(leases);
  readonly candidates: Candidate[] = [];

  /** `linger`: the work does not end by its signal, but by `finish`. */
  enter(identity: string, { linger = false, client = this.client } = {}): Candidate {
    const stop = new AbortController();
    const seen: string[] = [];
    let finish: () => void = () => undefined;
    const onStarted = async (signal: AbortSignal): Promise<void> => {
      seen.push(`start ${this.clock.monotonic()}`);
      await new Promise<void>((resolve) => {
        finish = resolve;
        if (!linger) signal.addEventListener('abort', () => resolve());
      });
      seen.push(`stop ${this.clock.monotonic()}`);
    };
    const { clock, log } = this;
    const running = runAsLeader({ name: 'scheduler', identity, client, leases, clock, random: seededRandom(1), log, onStarted, signal: stop.signal });
    const candidate = { stop, running, seen, finish: () => finish() };
    this.candidates.push(candidate);
    return candidate;
  }

  get lease(): coordination.LeaseSpec | undefined {
    return this.server.objects.get(key)?.spec;
  }

  async end(): Promise<void> {
    for (const { stop, finish } of this.candidates) {
      stop.abort();
      finish();
    }
    await this.clock.step(60_000);
    await Promise.all(this.candidates.map((c) => c.running));
  }
}

let world: World;
beforeEach(() => { world = new World(); });
afterEach(() => world.end());

test('takes a lease that is not there, renews it, gives it back', async () => {
  const a = world.enter('a');
  await world.clock.step(0);
  expect(a.seen).toEqual(['start 0']);
  expect(world.lease).toEqual({
    holderIdentity: 'a', leaseDurationSeconds: 15, leaseTransitions: 0, acquireTime: '2026-01-01T00:00:00.000000Z', renewTime: '2026-01-01T00:00:00.000000Z',
  });
  await world.clock.step(4000);
  expect(world.lease).toMatchObject({ acquireTime: '2026-01-01T00:00:00.000000Z', renewTime: '2026-01-01T00:00:04.000000Z' });
  a.stop.abort();
  await a.running;
  expect(a.seen).toEqual(['start 0', 'stop 4000']);
  expect(world.lease).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions: 0 });
  expect(world.clock.untilNext()).toBeUndefined();
});

test('one leads, the other stands by and takes over at once when the lease is given back', async () => {
  const a = world.enter('a');
  await world.clock.step(0);
  const b = world.enter('b');
  await world.clock.step(30_000);
  expect([a.seen, b.seen]).toEqual([['start 0'], []]);
  a.stop.abort();
  await a.running;
  await world.clock.step(0);
  expect(b.seen).toEqual(['start 30000']);
  expect(world.lease).toMatchObject({ holderIdentity: 'b', leaseTransitions: 1 });
});

test('a leader that fell silent is replaced once its lease has run out as seen here, whatever its clock said', async () => {
  world.server.put({
    apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { namespace: 'kube-system', name: 'scheduler' },
    spec: { holderIdentity: 'gone', leaseDurationSeconds: 15, renewTime: '2001-01-01T00:00:00.000000Z', leaseTransitions: 4 },
  });
  const b = world.enter('b');
  await world.clock.step(14_999);
  expect(b.seen).toEqual([]);
  await world.clock.step(5000);
  expect(b.seen).toHaveLength(1);
  expect(world.lease).toMatchObject({ holderIdentity: 'b', leaseTransitions: 5 });
});

test('a lease deleted by somebody is taken at once', async () => {
  world.server.put({
    apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { namespace: 'kube-system', name: 'scheduler' },
    spec: { holderIdentity: 'other', leaseDurationSeconds: 15 },
  });
  const b = world.enter('b');
  await world.clock.step(100);
  world.server.remove({ namespace: 'kube-system', name: 'scheduler' });
  await world.clock.step(0);
  expect(b.seen).toEqual(['start 100']);
});

test('stops working when it cannot renew before the deadline, and stands by again', async () => {
  const a = world.enter('a');
  await world.clock.step(1000);
  world.server.outage = ApiError.unavailable('down');
  await world.clock.step(8999);
  expect(a.seen).toEqual(['start 0']);
  await world.clock.step(2001);
  expect(a.seen).toEqual(['start 0', 'stop 10000']);
  world.server.outage = undefined;
  await world.clock.step(10_000);
  expect(a.seen).toHaveLength(3);
});

test('a request that hangs does not hold leadership up', async () => {
  const a = world.enter('a');
  await world.clock.step(0);
  world.server.gate = new Promise(() => undefined);
  await world.clock.step(10_000);
  expect(a.seen).toEqual(['start 0', 'stop 10000']);
  world.server.gate = undefined;
});

test('a lease taken by another ends the work at the next renewal', async () => {
  const a = world.enter('a');
  await world.clock.step(0);
  const current = world.server.objects.get(key);
  if (current) world.server.put({ ...current, spec: { ...current.spec, holderIdentity: 'thief' } });
  await world.clock.step(2000);
  expect(a.seen).toEqual(['start 0', 'stop 2000']);
});

test('renews until the work has really ended, so that nobody starts before', async () => {
  const a = world.enter('a', { linger: true });
  await world.clock.step(0);
  const b = world.enter('b');
  a.stop.abort();
  await world.clock.step(40_000);
  expect([world.lease?.holderIdentity, b.seen]).toEqual(['a', []]);
  a.finish();
  await a.running;
  await world.clock.step(0);
  expect(b.seen).toEqual(['start 40000']);
});

test('work that ends by itself ends the leadership; work that fails is told', async () => {
  const a = world.enter('a', { linger: true });
  await world.clock.step(0);
  a.finish();
  await a.running;
  expect(world.lease?.holderIdentity).toBe('');
  const failing = runAsLeader({
    name: 'scheduler', identity: 'c', client: world.client, leases, clock: world.clock, random: seededRandom(1), log: world.log,
    onStarted: () => { throw new Error('broken'); }, signal: new AbortController().signal,
  });
  await expect(failing).rejects.toThrow('broken');
  expect(world.lease?.holderIdentity).toBe('');
});

test('aborted while standing by: ends without having worked', async () => {
  world.enter('a');
  await world.clock.step(0);
  const b = world.enter('b');
  await world.clock.step(1000);
  b.stop.abort();
  await b.running;
  expect(b.seen).toEqual([]);
  expect(world.lease?.holderIdentity).toBe('a');
});
