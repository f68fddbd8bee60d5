import { seededRandom } from '../../api';
import { SortedList } from './sorted-list';

test('whatever comes and goes, few or many at a time, it is in order', () => {
  const random = seededRandom(5);
  const list = new SortedList<number>((a, b) => a - b);
  const model = new Set<number>();
  for (let round = 0; round < 300; round++) {
    for (let n = random.int(random.int(2) ? 5 : 200); n > 0; n--) {
      const item = random.int(1000);
      if (model.delete(item)) {
        list.remove(item);
      } else {
        model.add(item);
        list.add(item);
      }
    }
    expect(list.all).toEqual([...model].sort((a, b) => a - b));
    const border = random.int(1000);
    expect(list.position((item) => item < border)).toBe([...model].filter((item) => item < border).length);
  }
});
