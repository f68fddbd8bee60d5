import { seededRandom } from '../../../../api';
import { nothingTaken, type AllocationRequest, type Site, type World } from '.';
import { Candidate } from './candidate';
import { RequestContext } from './context';
import { factsInOrder } from './derive/site-facts';
import { randomRequest, randomWorld } from './testing/chance';
import { brokenLimits } from './testing/limits';

/** Every combination, the last resource varying fastest. */
const product = (lists: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  lists.reduce<readonly (readonly string[])[]>((done, list) => done.flatMap((each) => list.map((next) => [...each, next])), [[]]);

/** Copies of these flavours that a site has room for, by trying. */
function copiesBeside(world: World, site: Site, request: AllocationRequest, flavors: readonly string[]): number {
  const machinesOnly = { ...request, resources: request.resources.map((each) => ({ ...each, storage: new Map(), needsAddress: false })) };
  for (let copies = 1; ; copies++) {
    const placed = [{ siteId: site.id, region: site.region, zone: site.zone, copies, flavors, charge: { machines: new Map(), storage: new Map(), addresses: 0 } }];
    const faults = brokenLimits(world, [{ request: machinesOnly, placement: { kind: 'placed', placed, labels: new Map() } }]);
    if (faults.length > 0) return copies - 1;
  }
}

/** Where no hosts are overused, which count against their own types only. */
const isOrdinary = ({ total, used }: Site): boolean => [...total].every(([text, { vcpu, mem }]) => vcpu >= (used.get(text)?.vcpu ?? 0) && mem >= (used.get(text)?.mem ?? 0));

it('is the first combination that fits, with as many copies as do (7.3)', () => {
  let [fits, misfits] = [0, 0];
  for (let seed = 0; seed < 80; seed++) {
    const random = seededRandom(seed);
    const world = randomWorld(random);
    const request = randomRequest(random);
    const context = new RequestContext(world, nothingTaken, request, {});
    for (const facts of factsInOrder(world, context.quirks)) {
      if (!isOrdinary(facts.site)) continue;
      const { fit } = new Candidate(facts, context);
      const combinations = product(request.resources.map(({ flavors }) => flavors.map(({ flavorId }) => flavorId)));
      const expected = combinations.find((flavors) => copiesBeside(world, facts.site, request, flavors) > 0);
      if (typeof fit === 'string') {
        misfits++;
        expect(expected).toBeUndefined();
      } else {
        fits++;
        expect(fit.options.map(({ choice }) => choice.flavorId)).toEqual(expected);
        expect(fit.copies).toBe(copiesBeside(world, facts.site, request, expected as readonly string[]));
      }
    }
  }
  expect(Math.min(fits, misfits)).toBeGreaterThan(30);
});
