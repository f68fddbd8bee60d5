import { verdictsOf } from '../testing/sites';
import { resource, shipped, wanted } from '../testing/worlds';
import { nodeResourcesFit } from './node-resources-fit';

const short = 'resource vm has no flavour with enough vCPUs and memory';
const spot = { maxPrice: '1', durationHours: 0, durationCount: 0, interruptionPolicy: '' };

it.each([
  [resource(500, ['c6.large.2']), Infinity, short],
  [resource(499, ['c6.large.2']), Infinity, Infinity],
  [resource(501, ['c6.large.2']), short, short],
  [resource(1, ['elsewhere']), short, short],
  [resource(1, ['elsewhere', 'c6.large.2']), Infinity, Infinity],
  [resource(1, [], { flavors: [{ flavorId: 'c6.large.2', spot }] }), short, short],
])('%j', (each, verdict, faithful) => {
  const request = wanted({ resources: [each] });
  expect(verdictsOf(nodeResourcesFit, shipped, request)).toEqual({ site1: verdict });
  expect(verdictsOf(nodeResourcesFit, shipped, request, { faithful: true })).toEqual({ site1: faithful });
});
