import { minus, nothingTaken, plus, poolKey, sumOf, type PlacedCopies, type Reserving } from '.';

const at = (siteId: string, copies: number, vcpu = 2): PlacedCopies => ({
  siteId, region: 'r', zone: 'z', copies, flavors: ['f'], addressPool: 'v4',
  charge: { machines: new Map([['general', { vcpu, mem: 10 }]]), storage: new Map([['SSD', 7]]), addresses: 1 },
});

const front = new Map([['tier', 'front'], ['size', '1']]);
const first: Reserving = { placed: [at('a', 2), at('b', 1)], labels: front };
const second: Reserving = { placed: [at('a', 3, 5)], labels: new Map([...front].reverse()) };

it('is the sum of copies, by site', () => {
  const taken = plus(plus(nothingTaken, first), second);
  expect(taken.sites.get('a')).toEqual({
    machines: new Map([['general', { vcpu: 19, mem: 50 }]]), storage: new Map([['SSD', 35]]),
    groups: new Map([['[["size","1"],["tier","front"]]', { labels: second.labels, copies: 5 }]]),
  });
  expect(taken.addresses).toEqual(new Map([[poolKey('r', 'v4'), 6]]));
  expect(sumOf([second, first])).toEqual(taken);
});

it('is nothing when everything is released', () => {
  const both = plus(plus(nothingTaken, first), second);
  expect(minus(both, first)).toEqual(plus(nothingTaken, second));
  expect(minus(minus(both, first), second)).toEqual(nothingTaken);
});

it('never changes a sum that somebody has', () => {
  const taken = plus(nothingTaken, first);
  const text = (value: unknown) => JSON.stringify(value, (_, each: unknown) => (each instanceof Map ? [...each] : each));
  const before = text(taken);
  plus(taken, second);
  minus(taken, first);
  expect(text(taken)).toBe(before);
});
