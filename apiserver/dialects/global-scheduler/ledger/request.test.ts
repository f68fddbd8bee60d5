import type { globalscheduler } from '../../../../api';
import type { AskedAllocation } from '../request/allocation';
import { asked, uuid } from './testing/servers';
import { askedOf, requestOf, specOf } from './request';

const id = uuid(1);

const everything: AskedAllocation = {
  id, replicas: 3,
  resource_group: {
    name: 'g', labels: { tier: 'front' }, uid: 'u',
    resources: [{
      name: 'vm', resource_type: 'vm', need_eip: true, count: 2, storage: { SSD: 20 },
      flavors: [{ flavor_id: 'a', spot: { max_price: '1.5', spot_duration_hours: 2, spot_duration_count: 3, interruption_policy: 'delay' } }, { flavor_id: 'b' }],
    }],
  },
  selector: {
    geo_location: { country: 'no', area: 'a', province: 'p', city: 'c' }, regions: [{ region: 'north', availability_zone: ['n-a'] }, { region: '', availability_zone: [] }], operator: 'telmar', node_id: 'n',
    strategy: { location_strategy: 'centralize', region_strategy: 'alone' },
    stack_affinity: [{ key: 'k', operator: 'in', values: ['v'] }], stack_antiaffinity: [{ key: 'k', operator: 'exists', values: [] }],
  },
};

test.each([['everything', everything], ['next to nothing', asked(id)]])('%s is what it was after it was kept', (_, request) => {
  expect(askedOf(JSON.parse(JSON.stringify(specOf(request))) as globalscheduler.AllocationSpec, id)).toEqual(request);
});

test('what says nothing is not kept', () => {
  expect(specOf(asked(id, 2))).toEqual({ replicas: 2, resource_group: { name: 'group', resources: [{ name: 'vm', resource_type: 'vm', count: 1, flavors: [{ flavor_id: 'm' }] }] } });
  const spot = asked(id).resource_group.resources[0]!;
  const nothing = { max_price: '', spot_duration_hours: 0, spot_duration_count: 0, interruption_policy: '' };
  expect(specOf({ ...asked(id), resource_group: { ...asked(id).resource_group, resources: [{ ...spot, flavors: [{ flavor_id: 'm', spot: nothing }] }] } }).resource_group.resources[0]?.flavors).toEqual([{ flavor_id: 'm', spot: {} }]);
});

test('for the engine', () => {
  expect(requestOf(specOf(everything))).toEqual({
    labels: new Map([['tier', 'front']]), replicas: 3,
    resources: [{
      name: 'vm', count: 2, needsAddress: true, storage: new Map([['SSD', 20]]),
      flavors: [{ flavorId: 'a', spot: { maxPrice: '1.5', durationHours: 2, durationCount: 3, interruptionPolicy: 'delay' } }, { flavorId: 'b' }],
    }],
    selector: {
      geography: { country: 'no', area: 'a', province: 'p', city: 'c' }, regions: [{ region: 'north', zones: ['n-a'] }, { region: '', zones: [] }], operator: 'telmar', siteId: 'n',
      locationStrategy: 'centralize', regionAlone: true,
      affinity: [{ key: 'k', operator: 'in', values: ['v'] }], antiAffinity: [{ key: 'k', operator: 'exists', values: [] }],
    },
  });
  expect(requestOf(specOf(asked(id))).selector).toMatchObject({ locationStrategy: 'discrete', regionAlone: false, siteId: '' });
});
