import { worldOf } from '..';
import { scoresOf } from '../testing/sites';
import { flavorRecord, host, hostsOf, records, resource, siteRecord, wanted } from '../testing/worlds';
import { flavor } from './flavor';

const site = siteRecord('s');
const worldWith = (...flavors: readonly string[]) =>
  worldOf(records({ sites: [site], siteNodes: [hostsOf(site, host(100, 100))], flavors: flavors.map((id) => flavorRecord(id, 1, 1)) }));

const request = wanted({ resources: [resource(1, ['a', 'b']), resource(1, ['c', 'd', 'e'])] });

// In trial order; (a, e) comes before (b, c), though it weighs less.
it.each([
  [['a', 'b', 'c', 'd', 'e'], 10],
  [['a', 'b', 'd', 'e'], 7],
  [['a', 'b', 'e'], 6],
  [['a', 'c'], 10],
  [['b', 'c', 'd', 'e'], 7],
  [['b', 'd', 'e'], 5],
  [['b', 'e'], 4],
  [['a', 'b'], 0],
])('where a site has %j (11.5)', (flavors, score) => {
  expect(scoresOf(flavor, worldWith(...flavors), request)).toEqual({ s: score });
  expect(scoresOf(flavor, worldWith(...flavors), request, { faithful: true })).toEqual({ s: score });
});

it.each([10, 5, 3, 2, 2, 1, 1, 1, 1, 1, 0].map((score, position) => [position, score]))('the choice at %i is worth %i', (position, score) => {
  const names = Array.from({ length: 11 }, (_, i) => `f${i}`);
  expect(scoresOf(flavor, worldWith(`f${position}`), wanted({ resources: [resource(1, names)] }))).toEqual({ s: score });
});
