import { edgeCloudPolicy, nothingTaken, place, plus, type LabelRequirement, type Placement, type Taken } from '..';
import { scoresOf } from '../testing/sites';
import { resource, wanted, worldOfCapacities } from '../testing/worlds';
import { PluginFault } from './score';
import { stackAffinity } from './stack-affinity';

const world = worldOfCapacities({ a: 9, b: 9 });
const one = { resources: [resource(1, ['m'])] };

const withGroup = (taken: Taken, siteId: string, labels: Readonly<Record<string, string>>) =>
  plus(taken, place(world, taken, edgeCloudPolicy, wanted({ ...one, siteId, labels })) as Placement);

const taken = withGroup(withGroup(nothingTaken, 'a', { tier: 'front', size: '3' }), 'a', { tier: 'back' });

const front: LabelRequirement = { key: 'tier', operator: '=', values: ['front'] };
const back: LabelRequirement = { key: 'tier', operator: 'in', values: ['back', 'far'] };
const small: LabelRequirement = { key: 'size', operator: 'lt', values: ['4'] };

it.each([
  [[], [], 50, 50],
  [[front], [], 100, 50],
  [[], [front], 0, 50],
  [[front], [back], 50, 50],
  [[front, small], [], 100, 50],
  [[back, small], [], 50, 50],
  [[], [back, small], 50, 50],
])('affinity %j, anti-affinity %j', (affinity, antiAffinity, a, b) => {
  const request = wanted({ ...one, affinity, antiAffinity });
  expect(scoresOf(stackAffinity, world, request, { taken })).toEqual({ a, b });
  expect(scoresOf(stackAffinity, world, request, { taken, faithful: true })).toEqual({ a: 50, b: 50 });
});

it('decides where a group goes', () => {
  const site = (selector: object, options = {}) => (place(world, taken, edgeCloudPolicy, wanted({ ...one, ...selector }), options) as Placement).placed[0]?.siteId;
  expect(site({ affinity: [front] })).toBe('a');
  expect(site({ antiAffinity: [front] })).toBe('b');
});

it('fails a requirement that is not well-formed', () => {
  const request = wanted({ ...one, affinity: [{ key: 'tier', operator: 'exists', values: ['front'] }] });
  expect(() => scoresOf(stackAffinity, world, request)).toThrow(PluginFault);
  expect(place(world, taken, edgeCloudPolicy, request)).toEqual({ kind: 'failed', cause: 'plugin', message: 'requirement failed.' });
});
