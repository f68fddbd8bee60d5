import type { Ranked } from '../ranking';
import { roomiestRegion } from './region-alone';

const ranked = (...sites: readonly (readonly [string, string, number])[]) =>
  sites.map(([id, region, capacity]) => ({ candidate: { site: { id, region } }, capacity })) as unknown as readonly Ranked[];

const ids = (sites: readonly Ranked[]) => sites.map(({ candidate }) => candidate.site.id);

it('is the region that can take the most, not the one of the best site', () => {
  expect(ids(roomiestRegion(ranked(['a1', 'a', 2], ['b1', 'b', 9], ['a2', 'a', 2]), 3))).toEqual(['b1']);
});

it('is the region of the best site among equal ones, with its sites in their order', () => {
  expect(ids(roomiestRegion(ranked(['b1', 'b', 1], ['a1', 'a', 4], ['b2', 'b', 3]), 3))).toEqual(['b1', 'b2']);
});

it('is none where none can take all', () => {
  expect(roomiestRegion(ranked(['a1', 'a', 2], ['b1', 'b', 2]), 3)).toEqual([]);
});
