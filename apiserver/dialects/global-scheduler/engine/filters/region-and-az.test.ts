import { verdictsOf } from '../testing/sites';
import { shipped, wanted } from '../testing/worlds';
import { regionAndAz } from './region-and-az';

const elsewhere = 'the site is in region1, az1';

it.each([
  [[], Infinity],
  [[{ region: 'region2', zones: [] }, { region: 'region1', zones: ['az1'] }], Infinity],
  [[{ region: 'region1', zones: [] }], Infinity],
  [[{ region: '', zones: ['az2', 'az1'] }], Infinity],
  [[{ region: '', zones: [] }], Infinity],
  [[{ region: 'region1', zones: ['az2'] }], elsewhere],
  [[{ region: 'region2', zones: ['az1'] }, { region: 'region1', zones: ['az2'] }], elsewhere],
])('%j', (regions, verdict) => {
  expect(verdictsOf(regionAndAz, shipped, wanted({ resources: [], regions }))).toEqual({ site1: verdict });
});
