import { seededRandom } from '../api';
import type { PodInfo } from './pod-info';
import { PodList } from './pod-list';
import { info } from './testing/objects';

const pods = Array.from({ length: 400 }, (_, i) => info({ name: `pod-${i}` }));
const listOf = (...some: readonly PodInfo[]): PodList => some.reduce((list, pod) => list.with(pod), PodList.empty);
const names = (some: Iterable<PodInfo>): readonly string[] => [...some].map(({ key }) => key.name);

test('is what an array would be, whatever comes and goes', () => {
  const random = seededRandom(3);
  let list = PodList.empty;
  let model: readonly PodInfo[] = [];
  for (let step = 0; step < 3000; step++) {
    const absent = pods.filter((pod) => !model.includes(pod));
    const [one, other] = [model[random.int(Math.max(1, model.length))], absent[random.int(Math.max(1, absent.length))]];
    const kind = random.int(5);
    if (kind < 2 && other) [list, model] = [list.with(other), [...model, other]];
    else if (kind < 4 && one) [list, model] = [list.without(one), model.filter((pod) => pod !== one)];
    else if (one && other) [list, model] = [list.replacing(one, other), model.map((pod) => (pod === one ? other : pod))];
    expect(list.length).toBe(model.length);
    if (step % 50 === 0) expect(names(list)).toEqual(names(model));
  }
  expect(names(list)).toEqual(names(model));
});

test('is never changed: what it was made from stays as it was', () => {
  const before = listOf(...pods.slice(0, 100));
  const [first, last] = [pods[0] as PodInfo, pods[399] as PodInfo];
  before.with(last);
  before.without(first);
  before.replacing(first, last);
  expect(names(before)).toEqual(names(pods.slice(0, 100)));
  expect(before.without(last)).toBe(before);
});

test('is looked through', () => {
  const list = listOf(...pods.slice(0, 150));
  const named = (name: string) => ({ key }: PodInfo): boolean => key.name === name;
  expect(list.some(named('pod-149'))).toBe(true);
  expect(list.some(named('pod-150'))).toBe(false);
  expect(list.find(named('pod-70'))).toBe(pods[70]);
  expect(list.find(named('pod-150'))).toBeUndefined();
  expect(names(list.filter(({ key }) => key.name.endsWith('9')))).toEqual(names(pods.slice(0, 150).filter(({ key }) => key.name.endsWith('9'))));
});

test('most of a list is shared with the one that it was made from', () => {
  const list = listOf(...pods.slice(0, 320));
  const pieces = (one: PodList): readonly unknown[] => (one as unknown as { readonly pieces: readonly unknown[] }).pieces;
  const shared = (one: PodList): number => pieces(one).filter((piece) => pieces(list).includes(piece)).length;
  expect([shared(list), shared(list.with(pods[399] as PodInfo)), shared(list.without(pods[7] as PodInfo)), shared(list.replacing(pods[7] as PodInfo, pods[399] as PodInfo))]).toEqual([5, 5, 4, 4]);
});
