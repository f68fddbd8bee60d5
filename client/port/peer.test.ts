import { MessageChannel } from 'node:worker_threads';
import { ApiError, silentLogger } from '../../api';
import { Peer, type Offer } from './peer';

const left: (() => void)[] = [];
afterEach(() => { for (const leave of left.splice(0)) leave(); });

interface Pair { readonly here: Peer; readonly there: Peer; readonly errors: string[] }

function pair(offer: Offer, ofThisSide: Offer = {}): Pair {
  const { port1, port2 } = new MessageChannel();
  const errors: string[] = [];
  const log = { ...silentLogger, error: (message: string) => errors.push(message) };
  const [here, there] = [new Peer(port1, ofThisSide, log), new Peer(port2, offer, log)];
  left.push(() => here.close(), () => there.close());
  return { here, there, errors };
}

async function* counting(to: number, given: number[] = []): AsyncGenerator<number> {
  for (let i = 1; i <= to; i++) {
    given.push(i);
    yield i;
  }
}

async function all(items: AsyncIterable<number>): Promise<number[]> {
  const seen: number[] = [];
  for await (const item of items) seen.push(item);
  return seen;
}

const never = new AbortController().signal;
const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

describe('a call', () => {
  it('is answered, whatever order the answers come in', async () => {
    const { here } = pair({ calls: { later: async (n: number) => { if (n === 1) await turn(); return n * 2; } } });
    expect(await Promise.all([here.call('later', 1), here.call('later', 2)])).toEqual([2, 4]);
  });

  it('goes both ways', async () => {
    const { here, there } = pair({ calls: { name: () => 'there' } }, { calls: { name: () => 'here' } });
    expect([await here.call('name'), await there.call('name')]).toEqual(['there', 'here']);
  });

  it('is refused as the other side refuses it', async () => {
    const refusal = ApiError.conflict({ group: 'apps', plural: 'deployments' }, 'web');
    const { here, errors } = pair({ calls: { refuse: () => { throw refusal; } } });
    await expect(here.call('refuse')).rejects.toMatchObject({ code: 409, reason: 'Conflict', message: refusal.message, details: refusal.details });
    expect(errors).toEqual([]);
  });

  it('that fails otherwise is a bug of the other side, which tells it', async () => {
    const { here, errors } = pair({ calls: { fail: () => { throw new Error('boom'); } } });
    await expect(here.call('fail')).rejects.toMatchObject({ code: 500, reason: 'InternalError' });
    await expect(here.call('nothing of that name')).rejects.toMatchObject({ code: 500 });
    expect(errors).toHaveLength(2);
  });

  it('has no answer any more when the other side ends, and none is asked later', async () => {
    const { here, there } = pair({ calls: { wait: () => new Promise(() => undefined) } });
    const waiting = here.call('wait');
    there.close();
    await expect(waiting).rejects.toMatchObject({ reason: 'ServiceUnavailable', message: 'the other thread has ended' });
    await expect(here.call('wait')).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
  });
});

test('what is told is heard before what is asked after it; that it fails is logged', async () => {
  const heard: number[] = [];
  const { here, errors } = pair({ calls: { note: (n: number) => heard.push(n), fail: () => { throw new Error('boom'); }, heard: () => heard } });
  here.tell('note', 1);
  here.tell('fail');
  here.tell('note', 2);
  expect(await here.call('heard')).toEqual([1, 2]);
  expect(errors).toHaveLength(1);
});

describe('a stream', () => {
  it('gives all items in order, and ends', async () => {
    const { here } = pair({ streams: { count: (to: number) => counting(to) } });
    expect(await all(here.stream('count', 100, never))).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  it('is no further ahead than a window', async () => {
    const given: number[] = [];
    const { here } = pair({ streams: { count: () => counting(1000, given) }, calls: { given: () => given.length } });
    const items = here.stream<number>('count', undefined, never);
    expect((await items.next()).value).toBe(1);
    const ahead = await here.call<number>('given');
    expect(ahead).toBeLessThan(12);
    for (let i = 0; i < 100; i++) await items.next();
    expect(await here.call<number>('given')).toBeLessThan(101 + 12);
    await items.return(undefined);
  });

  it('ends when its reader leaves, on both sides', async () => {
    let ended: (() => void) | undefined;
    const over = new Promise<void>((resolve) => { ended = resolve; });
    const { here } = pair({ streams: { async *forever(_: unknown, signal: AbortSignal) {
      signal.addEventListener('abort', () => ended?.());
      yield 1;
      await over;
    } } });
    const stopping = new AbortController();
    const items = here.stream<number>('forever', undefined, stopping.signal);
    expect((await items.next()).value).toBe(1);
    const end = items.next();
    stopping.abort();
    expect(await end).toEqual({ done: true, value: undefined });
    await over;
  });

  it('fails with what the other side says, behind what came before', async () => {
    const { here } = pair({ streams: { async *expire() {
      yield 1;
      throw ApiError.expired('too old resource version');
    } } });
    const items = here.stream<number>('expire', undefined, never);
    expect((await items.next()).value).toBe(1);
    await expect(items.next()).rejects.toMatchObject({ reason: 'Expired' });
  });

  it('fails when the other side ends', async () => {
    const { here, there } = pair({ streams: { async *forever() {
      yield 1;
      await new Promise(() => undefined);
    } } });
    const items = here.stream<number>('forever', undefined, never);
    await items.next();
    there.close();
    await expect(items.next()).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
  });
});
