import { seededRandom } from '../../../../../api';
import { worldOf, type Site } from '..';
import { host, hostsOf, records, siteRecord } from '../testing/worlds';
import { roomsByText, roomsOf, type Rooms } from './rooms';

const siteWith = (...texts: readonly (readonly [string, number, number?])[]): Site => {
  const site = siteRecord('a');
  const hosts = texts.map(([resourceType, vcpu, used = 0]) => host(vcpu, 1000, { resourceType, used: { vcpu: used, mem: 0 } }));
  return worldOf(records({ sites: [site], siteNodes: [hostsOf(site, ...hosts)] })).sites.get('a') as Site;
};

const shown = ({ bounds }: Rooms) => bounds.map(({ types, vcpu }) => [types.join('+'), vcpu]);

it('are one bound per type where hosts have one type', () => {
  expect(shown(roomsOf(siteWith(['general', 10, 4], ['gpu', 5], ['general', 1])))).toEqual([['general', 7], ['gpu', 5]]);
});

it('bound types that share hosts together', () => {
  expect(shown(roomsOf(siteWith(['general', 10], ['general||gpu', 4], ['disk', 3])))).toEqual([['general', 14], ['gpu', 4], ['disk', 3], ['general+gpu', 14]]);
  expect(shown(roomsOf(siteWith(['a||b', 1], ['b||c', 2])))).toEqual([['a', 1], ['b', 3], ['c', 2], ['a+b', 3], ['b+c', 3], ['a+b+c', 3]]);
});

it('count overused hosts against their own types only', () => {
  expect(shown(roomsOf(siteWith(['a', 10, 15], ['a||b', 4], ['b', 6])))).toEqual([['a', -1], ['b', 10], ['a+b', 10]]);
});

it('charge every text that names a type, with all its types, as the demo does', () => {
  expect(roomsByText(siteWith(['general', 10], ['general||gpu', 4])).bounds.map(({ types, vcpu }) => [types, vcpu])).toEqual([[['general', 'general', 'gpu'], 14], [['general', 'gpu'], 4]]);
});

/** Whether machines of one vCPU per type have a place: they are spread over hosts as a flow (one augmenting path per machine). */
function havePlaces(needs: Readonly<Record<string, number>>, texts: readonly (readonly [string, number])[]): boolean {
  const slots = texts.flatMap(([text, vcpu]) => Array.from({ length: vcpu }, () => text.split('||')));
  const machineOf = new Map<number, string>();
  const find = (type: string, seen: Set<number>): boolean => slots.some((types, i) => {
    if (seen.has(i) || !types.includes(type)) return false;
    seen.add(i);
    const other = machineOf.get(i);
    if (other !== undefined && !find(other, seen)) return false;
    machineOf.set(i, type);
    return true;
  });
  return Object.entries(needs).every(([type, count]) => Array.from({ length: count }).every(() => find(type, new Set())));
}

const keepsBounds = ({ bounds }: Rooms, needs: Readonly<Record<string, number>>): boolean =>
  bounds.every(({ types, vcpu }) => types.reduce((sum, type) => sum + (needs[type] ?? 0), 0) <= vcpu);

describe('over random hosts', () => {
  const random = seededRandom(11);
  const cases = Array.from({ length: 300 }, () => {
    const types = ['a', 'b', 'c', 'd'];
    const texts = Array.from({ length: 1 + random.int(4) }, () =>
      [types.filter(() => random.float() < 0.5).join('||') || 'a', 1 + random.int(4)] as const);
    const known = [...new Set(texts.flatMap(([text]) => text.split('||')))];
    return { texts, needs: Object.fromEntries(known.map((type) => [type, random.int(5)])) };
  });

  it('are kept exactly by what could be spread over the hosts', () => {
    const differing = cases.filter(({ texts, needs }) => keepsBounds(roomsOf(siteWith(...texts)), needs) !== havePlaces(needs, texts));
    expect(differing).toEqual([]);
    expect(cases.filter(({ texts, needs }) => havePlaces(needs, texts)).length).toBeGreaterThan(50);
  });

  it('promise nothing that could not, where more types share hosts than are looked at set by set', () => {
    const many = ['a||b', 'b||c', 'c||d', 'd||e', 'e||f', 'f||g', 'g||h'].map((text) => [text, 2] as const);
    const rooms = roomsOf(siteWith(...many));
    expect(rooms.bounds).toHaveLength(16);
    const drawn = Array.from({ length: 300 }, () => Object.fromEntries('abcdefgh'.split('').map((type) => [type, random.int(3)])));
    const kept = drawn.filter((needs) => keepsBounds(rooms, needs));
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.filter((needs) => !havePlaces(needs, many))).toEqual([]);
  });
});
