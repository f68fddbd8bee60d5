import { edgeCloudPolicy, nothingTaken, place, plus, type Placement } from '..';
import { scoresOf } from '../testing/sites';
import { osloWorld, resource, shipped, shippedRequest, wanted } from '../testing/worlds';
import { nodeResourcesLeastAllocated as score } from './node-resources-least-allocated';

const machine = (given: object = {}, count = 1) => resource(count, ['g1.small'], given);
const ssd = (size: number) => ({ storage: new Map([['SSD', size]]) });

// cpu 112 of 144 free: 77; memory 262144 of 393216: 66. Σ wᵣ·sᵣ / 26.
it.each([
  ['machines alone', [machine()], Math.trunc(1430 / 26)],
  ['storage', [machine(ssd(20), 2)], Math.trunc((1430 + 5 * 78) / 26)],
  ['storage of two resources, each once', [machine(ssd(20), 2), machine(ssd(600), 3)], Math.trunc((1430 + 5 * 38) / 26)],
  ['more storage than there is', [machine(ssd(1201))], Math.trunc(1430 / 26)],
  ['storage that the site has none of', [machine({ storage: new Map([['SAS', 1]]) })], Math.trunc(1430 / 26)],
  ['addresses, each resource once', [machine({ needsAddress: true }, 5), machine({ needsAddress: true })], Math.trunc((1430 + 82) / 26)],
  ['everything (11.2)', [machine({ ...ssd(20), needsAddress: true }, 2)], 73],
  ['a flavour that the site does not support', [resource(1, ['elsewhere'])], 0],
])('%s', (_, resources, expected) => {
  expect(scoresOf(score, osloWorld, wanted({ resources }))).toEqual({ 'oslo-a': expected });
});

it('is 66 in the transcript (11.1)', () => {
  expect(scoresOf(score, shipped, shippedRequest)).toEqual({ site1: 66 });
});

it('counts the last size of a type when faithful', () => {
  const request = wanted({ resources: [machine(ssd(600)), machine(ssd(20))] });
  expect(scoresOf(score, osloWorld, request, { faithful: true })).toEqual({ 'oslo-a': Math.trunc((1430 + 5 * 78) / 26) });
});

it('counts what is reserved', () => {
  const taken = plus(nothingTaken, place(osloWorld, nothingTaken, edgeCloudPolicy, wanted({ resources: [machine({ ...ssd(30), needsAddress: true }, 10)] })) as Placement);
  const request = wanted({ resources: [machine({ ...ssd(300), needsAddress: true })] });
  // cpu 92 of 144 free: 63; memory 221184 of 393216: 56; storage 1500 - 600 - 300: 40; addresses 64 - 9 - 10 - 1 = 44 of 64: 68.
  expect(scoresOf(score, osloWorld, request, { taken })).toEqual({ 'oslo-a': Math.trunc((630 + 560 + 200 + 68) / 26) });
  // Storage and addresses are as they were: 900 of 1500: 60; 54 of 64: 84.
  expect(scoresOf(score, osloWorld, request, { taken, faithful: true })).toEqual({ 'oslo-a': Math.trunc((630 + 560 + 300 + 84) / 26) });
});
