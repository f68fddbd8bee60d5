import { worldOf, type FlavorRecord } from '..';
import { flavorRecord, host, hostsOf, osloWorld, records, shipped, siteRecord } from '../testing/worlds';
import { overcommitted } from './hosts';

const site = siteRecord('a');
const supported = (flavors: readonly FlavorRecord[], ...hosts: readonly ReturnType<typeof host>[]) =>
  [...(worldOf(records({ sites: [site], siteNodes: [{ key: 'k', region: site.region, zone: site.zone, hosts }], flavors })).sites.get('a')?.flavors.keys() ?? [])];

describe('what hosts have', () => {
  it('is times the ratio, summed by their text', () => {
    expect(shipped.sites.get('site1')).toMatchObject({ total: new Map([['general', { vcpu: 4000, mem: 2000 }]]), used: new Map([['general', { vcpu: 1000, mem: 1000 }]]) });
    expect(osloWorld.sites.get('oslo-a')).toMatchObject({ total: new Map([['general', { vcpu: 144, mem: 393216 }]]), volumes: new Map([['SSD', { total: 1500, provisioned: 300 }]]) });
    const texts = worldOf(records({ sites: [site], siteNodes: [hostsOf(site, host(1, 10), host(2, 20), host(4, 40, { resourceType: 'general||gpu' }))] }));
    expect(texts.sites.get('a')?.total).toEqual(new Map([['general', { vcpu: 3, mem: 30 }], ['general||gpu', { vcpu: 4, mem: 40 }]]));
  });

  it.each([[96, 1.5, 144], [10, 0.7, 6], [100, 1.1, 110], [3, 0.5, 1], [5, 0, 0]])('%i vCPUs times %f are %i, at a precision of 32 bits', (vcpus, ratio, expected) => {
    expect(overcommitted(vcpus, ratio)).toBe(expected);
  });
});

describe('who is a site', () => {
  it('has hosts; the first of its region and zone gets them', () => {
    const world = worldOf(records({
      sites: [siteRecord('twin-1', { zone: 'z' }), siteRecord('twin-2', { zone: 'z' }), siteRecord('empty')],
      siteNodes: [hostsOf({ region: 'region1', zone: 'z' }, host(1, 1))],
    }));
    expect([...world.sites.keys()]).toEqual(['twin-1']);
  });

  it('may be known by its hosts alone', () => {
    const world = worldOf(records({ siteNodes: [hostsOf({ region: 'r', zone: 'z' }, host(1, 1))] }));
    expect(world.sites.get('r--z')).toMatchObject({ id: 'r--z', region: 'r', zone: 'z', status: 'Normal', operator: '', addressPool: '' });
  });

  it('is the later of two records with one key', () => {
    const [first, later] = [host(1, 1), host(2, 2)].map((each) => ({ ...hostsOf(site, each), key: 'same' }));
    expect(worldOf(records({ sites: [site], siteNodes: [first, later] as never })).sites.get('a')?.total).toEqual(new Map([['general', { vcpu: 2, mem: 2 }]]));
  });
});

describe('which flavours a site supports', () => {
  const here = { region: 'region1', zone: 'a' };

  it('are those of its hosts’ region and types', () => {
    const flavors = [flavorRecord('f', 1, 1), flavorRecord('gpu', 1, 1, { resourceType: 'gpu' }), flavorRecord('north', 1, 1, { region: 'north' }), flavorRecord('no', 1, 1, { resourceType: 'gene' })];
    expect(supported(flavors, host(1, 1, here))).toEqual(['f']);
    expect(supported(flavors, host(1, 1, { ...here, resourceType: 'general||gpu' }))).toEqual(['f', 'gpu']);
    expect(supported(flavors, host(1, 1, { ...here, region: 'north' }))).toEqual(['north']);
  });

  it('have at least a vCPU and a MB; but all are known', () => {
    const flavors = [flavorRecord('none', 0, 1), flavorRecord('no-mem', 1, 0), flavorRecord('half', 0.5, 1)];
    expect(supported(flavors, host(1, 1, here))).toEqual([]);
    expect(worldOf(records({ flavors })).flavorIds).toEqual(new Set(['none', 'no-mem', 'half']));
  });

  it.each([
    ['normal', '', true],
    ['normal', 'a', true],
    ['', 'b(sellout)', true],
    ['normal', 'a(normal),b(sellout)', true],
    ['normal', 'b(normal),a(sellout)', false],
    ['promotion', ' a(abandon)', false],
    ['abandon', 'a(normal)', true],
    ['abandon', 'a(sellout)', false],
    ['abandon', 'a', false],
    ['abandon', '', false],
  ])('status "%s", zones "%s": %s', (operationStatus, operationZones, expected) => {
    expect(supported([flavorRecord('f', 1, 1, { operationStatus, operationZones })], host(1, 1, here))).toEqual(expected ? ['f'] : []);
  });

  it('are sized as in the site’s own region, and the later record with one key counts', () => {
    const flavors = [flavorRecord('f', 9, 9, { region: 'north' }), flavorRecord('f', 7, 7), flavorRecord('f', 2, 2)];
    const hosts = [host(1, 1, { region: 'north', zone: 'a' }), host(1, 1, here)];
    const world = worldOf(records({ sites: [site], siteNodes: [{ key: 'k', region: 'region1', zone: 'a', hosts }], flavors }));
    expect(world.sites.get('a')?.flavors.get('f')).toEqual({ id: 'f', vcpus: 2, ram: 2, resourceType: 'general' });
  });
});

it('storage is the sum of the pools of a zone, an over-subscription of 0 being none', () => {
  const pool = { region: 'region1', zone: 'a', volumeType: 'SSD', totalCapacity: 100, provisionedCapacity: 10, maxOverSubscriptionRatio: 0 };
  const volumePools = [pool, { ...pool, maxOverSubscriptionRatio: 2.5 }, { ...pool, zone: 'b' }, { ...pool, region: 'north' }, { ...pool, volumeType: 'SAS' }];
  const world = worldOf(records({ sites: [site], siteNodes: [hostsOf(site, host(1, 1))], volumePools }));
  expect(world.sites.get('a')?.volumes).toEqual(new Map([['SSD', { total: 350, provisioned: 20 }], ['SAS', { total: 100, provisioned: 10 }]]));
});
