import { seededRandom } from '../../../api';
import { orderOf, spanOf } from './key-order';
import { OrderedMap } from './ordered-map';
import { RevisionLog } from './revision-log';

const visited = (map: OrderedMap<string>, prefix: string, after?: string): string[] => {
  const found: string[] = [];
  map.visit(spanOf({ prefix, after }), (value) => void found.push(value));
  return found;
};

it('holds what a plain map holds, in order, through thousands of random writes', () => {
  const random = seededRandom(1);
  const map = new OrderedMap<string>();
  const plain = new Set<string>();
  for (let i = 0; i < 20_000; i++) {
    const key = `/${random.int(30)}/${random.int(200)}`;
    if (random.float() < 0.6) {
      map.set(key, key);
      plain.add(key);
    } else {
      map.delete(key);
      plain.delete(key);
    }
  }
  const sorted = [...plain].sort();
  expect(map.size).toBe(sorted.length);
  expect(visited(map, '')).toEqual(sorted);
  for (const prefix of ['/', '/1', '/1/', '/29/', '/3', '/x', '']) {
    const within = sorted.filter((key) => key.startsWith(prefix));
    expect(map.count(spanOf({ prefix }))).toBe(within.length);
    const after = within[within.length >> 1];
    expect(visited(map, prefix, after)).toEqual(within.filter((key) => after === undefined || key > after));
    expect(map.count(spanOf({ prefix, after }))).toBe(visited(map, prefix, after).length);
  }
});

it('orders as bytes do', () => {
  const keys = ['a', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}', 'é', 'ab', '\u{1f600}a', '\ufb01'];
  const byBytes = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect([...keys].sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))).toEqual(byBytes);
  expect(orderOf('/registry/pods/default/web')).toBe('/registry/pods/default/web');
});

it('forgets revisions from the front', () => {
  const log = new RevisionLog<number>(5);
  for (let revision = 5; revision <= 100; revision++) log.push(revision);
  for (const through of [3, 4, 5, 20, 20, 70, 99]) {
    log.forgetThrough(through);
    expect([log.first, log.last, log.at(through), log.at(100)]).toEqual([Math.max(5, through + 1), 100, undefined, 100]);
  }
  expect(log.slice(100, 100)).toEqual([100]);
  log.forgetThrough(100);
  expect([log.first, log.last]).toEqual([101, 100]);
  log.push(101);
  expect(log.at(101)).toBe(101);
});
