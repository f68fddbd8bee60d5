import { seededRandom, SteppedClock } from '../api';
import { ClusterCache } from './snapshot';
import { info, node } from './testing/objects';
import type { NodeView, Sign } from './views';
import type { NodeFacts, PodInfo } from './framework';

/** Pods by the zone of their node, and how often it was told of one. */
class Zones implements NodeView {
  readonly nodes = new Map<string, number>();
  readonly pods = new Map<string, number>();
  told = 0;

  node({ labels }: NodeFacts, sign: Sign): void {
    add(this.nodes, labels.zone ?? '', sign);
  }

  pod(_: PodInfo, { labels }: NodeFacts, sign: Sign): void {
    this.told++;
    add(this.pods, labels.zone ?? '', sign);
  }
}

function add(counts: Map<string, number>, zone: string, sign: Sign): void {
  const count = (counts.get(zone) ?? 0) + sign;
  if (count) counts.set(zone, count);
  else counts.delete(zone);
}

const zoned = (name: string, zone: string) => node({ name, labels: { zone } });
const plain = (counts: ReadonlyMap<string, number>) => Object.fromEntries([...counts].sort());
const zonesOf = (cache: ClusterCache): Zones => cache.snapshot().view('zones', () => new Zones());

test('a view follows pods and nodes, and is told of what changed alone', () => {
  const cache = new ClusterCache(new SteppedClock());
  for (const name of ['a', 'b', 'c']) cache.putNode(zoned(name, name === 'c' ? 'south' : 'north'));
  for (let i = 0; i < 10; i++) cache.putPod(info({ name: `p${i}` }), 'a');
  const zones = zonesOf(cache);
  expect([plain(zones.nodes), plain(zones.pods), zones.told]).toEqual([{ north: 2, south: 1 }, { north: 10 }, 10]);
  cache.assume(info({ name: 'new' }), 'a');
  expect(zonesOf(cache)).toBe(zones);
  expect([plain(zones.pods), zones.told]).toEqual([{ north: 11 }, 11]);
  cache.putNode(zoned('a', 'south'));
  cache.removeNode('b');
  zonesOf(cache);
  expect([plain(zones.nodes), plain(zones.pods)]).toEqual([{ south: 2 }, { south: 11 }]);
  cache.removePod('uid-p3');
  cache.removeNode('a');
  expect(plain(zonesOf(cache).pods)).toEqual({});
});

test('views that nobody has asked for in a while are made anew, and true', () => {
  const cache = new ClusterCache(new SteppedClock());
  cache.putNode(zoned('a', 'north'));
  const first = zonesOf(cache);
  for (let i = 0; i < 9000; i++) {
    cache.putPod(info({ name: 'one', labels: { i: String(i) } }), 'a');
    cache.snapshot();
  }
  const second = zonesOf(cache);
  expect(second).not.toBe(first);
  expect(plain(second.pods)).toEqual({ north: 1 });
  for (let i = 0; i < 1100; i++) cache.snapshot().view(`other ${i}`, () => new Zones());
  expect(zonesOf(cache)).not.toBe(second);
});

test.each([1, 2, 3])('whatever happens, a view that followed is as one made now (%d)', (seed) => {
  const random = seededRandom(seed);
  const cache = new ClusterCache(new SteppedClock());
  const names = Array.from({ length: 6 }, (_, i) => `n${i}`);
  const pick = (): string => names[random.int(names.length)] ?? '';
  for (let i = 0; i < 600; i++) {
    const what = random.int(8);
    if (what === 0) cache.removeNode(pick());
    else if (what < 3) cache.putNode(zoned(pick(), `z${random.int(3)}`));
    else if (what === 3) cache.removePod(`uid-p${random.int(20)}`);
    else cache.putPod(info({ name: `p${random.int(20)}` }), pick());
    if (random.int(3)) continue;
    const [followed, fresh] = [zonesOf(cache), cache.snapshot().view(`fresh ${i}`, () => new Zones())];
    expect([plain(followed.nodes), plain(followed.pods)]).toEqual([plain(fresh.nodes), plain(fresh.pods)]);
  }
});
