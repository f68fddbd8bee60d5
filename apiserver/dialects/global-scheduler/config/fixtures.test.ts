/** The directories of testdata/, from files to a world: the figures of the specification's vectors (11.1, 11.2). */
import { join } from 'node:path';
import { silentLogger, SteppedClock } from '../../../../api';
import { edgeCloudPolicy, worldOf } from '../engine';
import { openConfigDirectory } from '.';

const testdata = join(__dirname, '../testdata');

function opened(directory: string) {
  const config = openConfigDirectory({ directory: join(testdata, directory), clock: new SteppedClock(), log: silentLogger, environment: {} });
  config.stop();
  return { ...config.current(), policy: config.policy(), world: worldOf(config.current().records) };
}

it('the shipped samples: 4000 vCPUs of which 1000 are in use, 2000 GB, one flavour', () => {
  const { world, settings, policy, regions } = opened('shipped/conf');
  expect(settings).toMatchObject({ componentVersion: 'v1', spotFake: false });
  expect(policy).toEqual({ policy: edgeCloudPolicy, faults: [] });
  expect(regions).toEqual([{ region: 'global', endpoint: '' }]);
  expect([...world.sites.values()]).toEqual([{
    id: 'site1', region: 'region1', zone: 'az1', status: 'active', operator: 'unicom', addressPool: 'eip_network_name1', attributes: new Map(),
    geography: { country: '', area: '', province: '', city: 'shenzhen' },
    total: new Map([['general', { vcpu: 4000, mem: 2000 }]]),
    used: new Map([['general', { vcpu: 1000, mem: 1000 }]]),
    flavors: new Map([['c6.large.2', { id: 'c6.large.2', vcpus: 2, ram: 2, resourceType: 'general' }]]),
    volumes: new Map([['SAS', { total: 2000, provisioned: 0 }]]),
  }]);
  expect(world.addressPools.get('region1')?.has('eip_network_name1')).toBe(false);
});

it('the site of section 5: 144 vCPUs, 1500 GB, 64 addresses', () => {
  const { world } = opened('oslo');
  expect([...world.sites.values()]).toEqual([expect.objectContaining({
    id: 'oslo-a', zone: 'n-a', operator: 'telmar', geography: { country: 'no', area: 'east', province: 'oslo', city: 'oslo' },
    total: new Map([['general', { vcpu: 144, mem: 393216 }]]),
    used: new Map([['general', { vcpu: 32, mem: 131072 }]]),
    flavors: new Map([['g1.small', { id: 'g1.small', vcpus: 2, ram: 4096, resourceType: 'general' }]]),
    volumes: new Map([['SSD', { total: 1500, provisioned: 300 }]]),
  })]);
  expect(world.addressPools.get('north')?.get('north-v4')).toEqual({ size: 64, used: 9 });
});
