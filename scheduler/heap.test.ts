import { seededRandom } from '../api';
import { Heap } from './heap';

interface Item { key: string; rank: number }
const heapOf = (): Heap<Item> => new Heap<Item>((item) => item.key, (a, b) => a.rank - b.rank);

test('gives entries in order, also after entries were taken out by key', () => {
  const random = seededRandom(1);
  const heap = heapOf();
  const items = Array.from({ length: 500 }, (_, i) => ({ key: `k${i}`, rank: random.int(100) }));
  for (const item of items) heap.push(item);
  for (let i = 0; i < 500; i += 3) expect(heap.remove(`k${i}`)).toBe(items[i]);
  const ranks: number[] = [];
  for (let item = heap.pop(); item; item = heap.pop()) ranks.push(item.rank);
  const left = items.filter((_, i) => i % 3 !== 0).map((item) => item.rank).sort((a, b) => a - b);
  expect(ranks).toEqual(left);
  expect(heap.size).toBe(0);
});

test('knows what it holds', () => {
  const heap = heapOf();
  heap.push({ key: 'a', rank: 1 });
  expect(heap.get('a')?.rank).toBe(1);
  expect(heap.remove('b')).toBeUndefined();
  expect(heap.pop()?.key).toBe('a');
  expect(heap.pop()).toBeUndefined();
});
