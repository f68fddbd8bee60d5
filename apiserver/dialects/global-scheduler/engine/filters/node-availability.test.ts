import { worldOf } from '..';
import { verdictsOf } from '../testing/sites';
import { host, hostsOf, records, siteRecord, wanted } from '../testing/worlds';
import { nodeAvailability } from './node-availability';

const sites = ['Normal', 'active', 'offline', 'Offline', 'Sellout', ''].map((status) => siteRecord(`is ${status}`, { status }));
const world = worldOf(records({ sites, siteNodes: sites.map((site) => hostsOf(site, host(1, 1))) }));

it('refuses what is offline or sold out, in exactly this case', () => {
  expect(verdictsOf(nodeAvailability, world, wanted({ resources: [] }))).toEqual({
    'is Normal': Infinity, 'is active': Infinity, 'is offline': Infinity, 'is ': Infinity,
    'is Offline': "the site's status is Offline", 'is Sellout': "the site's status is Sellout",
  });
});

it('refuses every site but the one that is asked for', () => {
  const verdicts = verdictsOf(nodeAvailability, world, wanted({ resources: [], siteId: 'is active' }));
  expect(verdicts).toMatchObject({ 'is active': Infinity, 'is Normal': 'site is active is asked for', 'is Offline': "the site's status is Offline" });
});
