import { SteppedClock, silentLogger } from '../../../api';
import type { KVEvent } from '../kv';
import { parseAddress } from './address';
import { Frames } from './frames';
import { Leases } from './leases';
import { Decoder } from './messages';
import { Nudge } from './nudge';
import { Reader, Writer } from './protobuf';
import { Ring } from './ring';

const message = (write: (w: Writer) => unknown): Buffer => {
  const w = new Writer(1);
  write(w);
  return w.frame().subarray(5);
};

describe('protobuf', () => {
  it('writes what protoc writes', () => {
    expect(message((w) => w.message(3, () => w.bytes(2, Buffer.from('testing'))).integer(1, 150)).toString('hex'))
      .toBe('0896011a09120774657374696e67');
  });

  it('leaves out zero and empty, but not empty messages', () => {
    expect(message((w) => w.message(4, () => w).bytes(3, Buffer.alloc(0)).flag(2, false).integer(1, 0)).toString('hex')).toBe('2200');
  });

  it.each([1, 127, 128, 2 ** 31, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER])('carries %d', (value) => {
    const r = new Reader(message((w) => w.integer(1, value)));
    expect([r.next(), r.field, r.integer(), r.next()]).toEqual([true, 1, value, false]);
  });

  it('carries 64 bits, and writes negative ones in ten bytes', () => {
    expect(message((w) => w.integer64(1, 0x7fff_ffff_ffff_ffffn)).toString('hex')).toBe('08ffffffffffffffff7f');
    expect(message((w) => w.integer64(1, -1n)).toString('hex')).toBe('08ffffffffffffffffff01');
  });

  it('skips what it does not know', () => {
    const r = new Reader(Buffer.from('0a0161' + '1101020304050607081d01020304' + '209601' + '2801', 'hex'));
    const fields: number[] = [];
    while (r.next()) {
      fields.push(r.field);
      r.skip();
    }
    expect(fields).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('frames', () => {
  const framed = (text: string): Buffer => {
    const w = new Writer(8);
    return w.bytes(1, Buffer.from(text)).frame();
  };

  it('finds the same messages however the bytes are cut', () => {
    const stream = Buffer.concat([framed('one'), new Writer(8).frame(), framed('three'.repeat(50))]);
    const whole = new Frames().push(stream);
    expect(whole.map((m) => m.length)).toEqual([5, 0, 253]);
    for (const size of [1, 2, 3, 4, 5, 7, 100]) {
      const frames = new Frames();
      const found: Buffer[] = [];
      for (let at = 0; at < stream.length; at += size) found.push(...frames.push(stream.subarray(at, at + size)));
      expect(found).toEqual(whole);
    }
  });

  it('refuses compression', () => {
    expect(() => new Frames().push(Buffer.from('0100000000', 'hex'))).toThrow('compressed');
  });
});

describe('watch answers', () => {
  const kv = (w: Writer, created: number, modified: number): unknown => w.integer(3, modified).integer(2, created).bytes(1, Buffer.from('/root/a'));

  it('cut the root off the keys', () => {
    const answer = new Decoder(5).watch(message((w) => w.message(11, () => w.message(2, () => kv(w, 7, 7)))));
    expect(answer.events).toMatchObject([{ type: 'put', kv: { key: '/a', createRevision: 7, modRevision: 7 } }]);
  });

  it('tell when a previous value has been compacted', () => {
    const update = new Decoder(0).watch(message((w) => w.message(11, () => w.message(2, () => kv(w, 7, 9)))));
    expect(update).toMatchObject({ events: [], prevLost: true });
    const gone = new Decoder(0).watch(message((w) => w.message(11, () => w.message(2, () => kv(w, 0, 9)).integer(1, 1))));
    expect(gone).toMatchObject({ events: [], prevLost: true });
  });
});

describe('address', () => {
  it.each([
    ['etcd://127.0.0.1:2379', ['127.0.0.1:2379'], ''],
    ['etcd://a,b:1,[::1]:2/', ['a:2379', 'b:1', '[::1]:2'], ''],
    ['etcd://a:1/some/prefix/', ['a:1'], '/some/prefix'],
  ])('%s', (url, endpoints, root) => {
    expect(parseAddress(url)).toEqual({ endpoints, root });
  });

  it.each(['etcd://', 'etcd:///x', 'http://a:1', 'etcd://a:b', 'etcd://a:0', 'etcd://a:70000', 'etcd://a,,b', 'etcd://u:p@a:1', 'etcd://a?x=1'])('refuses %s', (url) => {
    expect(() => parseAddress(url)).toThrow('expected');
  });
});

describe('ring', () => {
  const put = (revision: number, bytes = 1): KVEvent => ({ type: 'put', kv: { key: '/a', value: Buffer.alloc(bytes), modRevision: revision, createRevision: revision } });

  it('keeps whole revisions', () => {
    const ring = new Ring(0);
    // Three events share each revision.
    for (let i = 0; i < 9_000; i++) ring.push([put(1 + Math.floor(i / 3))]);
    expect(ring.floor).toBeGreaterThan(0);
    expect(ring.since(ring.floor)).toHaveLength(9_000 - 3 * ring.floor);
    expect(ring.since(2_999)).toHaveLength(3);
    expect(ring.since(3_000)).toEqual([]);
  });

  it('is bounded in bytes', () => {
    const ring = new Ring(0);
    for (let i = 1; i <= 50; i++) ring.push([put(i, 1_000_000)]);
    expect(ring.since(ring.floor).length).toBeLessThanOrEqual(33);
    expect(ring.floor).toBeGreaterThanOrEqual(17);
  });
});

describe('leases', () => {
  const granting = (): { granted: number[]; grant: (ttlSeconds: number) => Promise<bigint> } => {
    const granted: number[] = [];
    return { granted, grant: (ttlSeconds) => Promise.resolve(BigInt(granted.push(ttlSeconds))) };
  };

  it('are shared by TTL within a window', async () => {
    const clock = new SteppedClock();
    const { granted, grant } = granting();
    const leases = new Leases(grant, clock);
    expect(await Promise.all([leases.lease(3600), leases.lease(3600), leases.lease(10)])).toEqual([1n, 1n, 2n]);
    expect(granted).toEqual([3660, 11]);
    await clock.step(59_000);
    expect(await leases.lease(3600)).toBe(1n);
    await clock.step(1_000);
    expect(await leases.lease(3600)).toBe(3n);
  });

  it('carry a thousand keys at most, and failed ones none', async () => {
    const { granted, grant } = granting();
    const leases = new Leases(grant, new SteppedClock());
    await Promise.all(Array.from({ length: 1_001 }, () => leases.lease(60)));
    expect(granted).toHaveLength(2);
    let fail = true;
    const failing = new Leases((ttl) => (fail ? Promise.reject(new Error('no')) : grant(ttl)), new SteppedClock());
    await expect(failing.lease(60)).rejects.toThrow('no');
    fail = false;
    expect(await failing.lease(60)).toBe(3n);
  });
});

describe('nudge', () => {
  it('writes one mark after a moment, only while someone is behind, and again when that failed', async () => {
    const clock = new SteppedClock();
    let behind = true;
    let fail = true;
    let written = 0;
    const mark = (): Promise<void> => {
      written += 1;
      return fail ? Promise.reject(new Error('no')) : Promise.resolve();
    };
    const nudge = new Nudge(() => behind, mark, clock, silentLogger);
    nudge.expect();
    nudge.expect();
    await clock.step(49);
    expect(written).toBe(0);
    await clock.step(1);
    expect(written).toBe(1);
    fail = false;
    await clock.step(500);
    expect(written).toBe(2);
    behind = false;
    nudge.expect();
    await clock.step(10_000);
    expect(written).toBe(2);
  });
});
