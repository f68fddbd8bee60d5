import { worldOf } from '..';
import { verdictsOf } from '../testing/sites';
import { host, hostsOf, records, siteRecord, wanted } from '../testing/worlds';
import { exclusiveNode } from './exclusive-node';

const sites = [siteRecord('all'), siteRecord('some', { attributes: new Map([['exclusive_domains', 'd1, d2']]) })];
const world = worldOf(records({ sites, siteNodes: sites.map((site) => hostsOf(site, host(1, 1))) }));

it.each([
  [undefined, Infinity],
  ['d2', Infinity],
  ['d3', 'the site is for d1, d2 only'],
  ['', 'the site is for d1, d2 only'],
])('asked by domain %j', (domain, some) => {
  expect(verdictsOf(exclusiveNode, world, wanted({ resources: [] }), { domain })).toEqual({ all: Infinity, some });
});
