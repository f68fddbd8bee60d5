import { edgeCloudPolicy, nothingTaken, place, worldOf } from '..';
import { verdictsOf } from '../testing/sites';
import { flavorRecord, host, hostsOf, records, resource, shipped, siteRecord, wanted } from '../testing/worlds';
import { flavor } from './flavor';

const spot = { maxPrice: '0.5', durationHours: 0, durationCount: 0, interruptionPolicy: 'delay' };
const spotRequest = wanted({ resources: [resource(1, [], { flavors: [{ flavorId: 'c6.large.2', spot }] })], replicas: 1000 });

it('refuses what no host of the site supports, or has no room for', () => {
  expect(verdictsOf(flavor, shipped, wanted({ resources: [resource(1, ['elsewhere'])] }))).toEqual({ site1: 'no flavour fits' });
  expect(verdictsOf(flavor, shipped, wanted({ resources: [resource(501, ['c6.large.2'])] }))).toEqual({ site1: 'no flavour fits' });
  expect(verdictsOf(flavor, shipped, wanted({ resources: [resource(500, ['c6.large.2'])] }))).toEqual({ site1: Infinity });
});

it.each([false, true])('lets spot machines in only with spot_fake, up to a thousand copies (faithful: %s)', (faithful) => {
  expect(verdictsOf(flavor, shipped, spotRequest, { faithful })).toEqual({ site1: 'no flavour fits' });
  expect(place(shipped, nothingTaken, edgeCloudPolicy, spotRequest, { faithful, spotFake: true })).toMatchObject({ kind: 'placed', placed: [{ copies: 1000 }] });
  expect(place(shipped, nothingTaken, edgeCloudPolicy, { ...spotRequest, replicas: 1001 }, { faithful, spotFake: true })).toMatchObject({ kind: 'refused' });
});

it('adds what two resources need of one flavour; the demo takes the last', () => {
  const request = wanted({ resources: [resource(400, ['c6.large.2']), resource(200, ['c6.large.2'])] });
  expect(verdictsOf(flavor, shipped, request)).toEqual({ site1: 'no flavour fits' });
  expect(verdictsOf(flavor, shipped, request, { faithful: true })).toEqual({ site1: Infinity });
});

describe('hosts of one type and of two', () => {
  const site = siteRecord('a');
  const world = worldOf(records({
    sites: [site],
    siteNodes: [hostsOf(site, host(10, 1000), host(10, 1000, { resourceType: 'general||gpu' }))],
    flavors: [flavorRecord('g', 1, 1), flavorRecord('p', 1, 1, { resourceType: 'gpu' })],
  }));
  const both = (general: number, gpu: number) => wanted({ resources: [resource(general, ['g']), resource(gpu, ['p'])] });

  it.each([[20, 1, 'no flavour fits'], [19, 1, Infinity], [1, 10, Infinity], [1, 11, 'no flavour fits'], [10, 10, Infinity], [11, 10, 'no flavour fits']])(
    'have %i general and %i gpu machines beside each other', (general, gpu, verdict) => {
      expect(verdictsOf(flavor, world, both(general, gpu))).toEqual({ a: verdict });
    });

  it('are promised twice when faithful', () => {
    expect(verdictsOf(flavor, world, both(20, 10), { faithful: true })).toEqual({ a: Infinity });
  });
});

describe('hostile requests', () => {
  it('end, however many combinations they name', () => {
    const site = siteRecord('a');
    // Every two of them have as many vCPUs and memory together, so that only trying says that no twenty fit.
    const flavors = Array.from({ length: 8 }, (_, i) => flavorRecord(`f${i}`, 10 + i, 20 - i));
    const world = worldOf(records({ sites: [site], siteNodes: [hostsOf(site, host(269, 299))], flavors }));
    const request = wanted({ resources: Array.from({ length: 20 }, () => resource(1, flavors.map(({ id }) => id))) });
    expect(verdictsOf(flavor, world, request)).toEqual({ a: 'too many combinations of flavours to try' });
    expect(verdictsOf(flavor, world, request, { faithful: true })).toEqual({ a: Infinity });
  });

  it('do not overflow, and counts beyond any number fit nowhere', () => {
    const many = wanted({ resources: Array.from({ length: 20_000 }, () => resource(1, ['c6.large.2'])) });
    expect(verdictsOf(flavor, shipped, many)).toEqual({ site1: 'no flavour fits' });
    const huge = wanted({ resources: [resource(1, ['c6.large.2']), resource(2 ** 63, ['c6.large.2']), resource(500, ['c6.large.2'])], replicas: 2 ** 63 });
    expect(verdictsOf(flavor, shipped, huge)).toEqual({ site1: 'no flavour fits' });
  });
});
