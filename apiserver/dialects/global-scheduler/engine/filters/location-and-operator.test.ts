import { anywhere } from '../request';
import { verdictsOf } from '../testing/sites';
import { shipped, wanted } from '../testing/worlds';
import { locationAndOperator } from './location-and-operator';

const geography = (given: Partial<typeof anywhere.geography>) => ({ geography: { ...anywhere.geography, ...given } });

it.each([
  [{}, Infinity],
  [{ operator: 'unicom' }, Infinity],
  [{ operator: 'opera1' }, `the site's operator is "unicom"`],
  [geography({ city: 'shenzhen' }), Infinity],
  [geography({ city: 'Shenzhen' }), `the site's city is "shenzhen"`],
  [geography({ country: 'china', area: 'south', province: 'guangdong', city: 'shenzhen' }), Infinity],
  [geography({ country: 'no', city: 'oslo' }), `the site's country is "china"`],
  [{ ...geography({ city: 'oslo' }), operator: 'opera1' }, `the site's city is "shenzhen"`],
])('%j', (selector, verdict) => {
  expect(verdictsOf(locationAndOperator, shipped, wanted({ resources: [], ...selector }))).toEqual({ site1: verdict });
});
