import type { ResourceDefinition, StrategyContext, View } from '../../definition';
import { formatFieldError } from '../../field-error';
import type { KubeObject } from '../../object';
import { seededRandom } from '../../random';
import { namesStatus } from '../apiextensions/customresourcedefinition/names';
import { manifest, record } from '../../custom/shapes';
import { decoded, examine } from '../testing/own-kinds';
import { globalSchedulerKinds as all } from '.';
import { ledgerUser } from './kind';

const time = '2026-01-01T00:00:00Z';
const context: StrategyContext = { now: Date.parse(time), random: seededRandom(1) };
const conditions = [{ type: 'Placed', status: 'True', reason: 'Fits', message: '', lastTransitionTime: time }];
const place = { city: 'oslo', province: 'oslo', area: 'east', country: 'no' };
const groups = [{
  name: 'game', resources: [{ name: 'lobby', flavor_id: 'g1.small', count: 2, vcpus: 2, ram: 4096 }],
  selected: [{ node_id: 'oslo-a', region: 'north', availability_zone: 'n-a', copies: 3, node_selector: 'site=oslo' }],
  charge: { machines: [{ resource_type: 'general', vcpus: 4, ram: 8192 }], storage: [{ volume_type: 'SSD', size: 40 }], addresses: 2 },
}];
const union = { geolocations: [place], regions: ['north'], operators: ['telmar'], flavors: ['g1.small'], storage: ['SSD'] };
const capacity = { vcpus: 1, memory: -2, storage: 3, addresses: 4 };
const request = {
  resource_group: {
    name: 'game', labels: { tier: 'front' }, uid: 'u',
    resources: [{
      name: '大厅', resource_type: 'vm', count: 2, need_eip: true, storage: { SSD: 20 },
      flavors: [{ flavor_id: 'g1.small', spot: { max_price: '1.5', spot_duration_hours: 1, spot_duration_count: 2, interruption_policy: 'delay' } }],
      virtual_machine: { image: 'i', security_group_id: 's', nic_name: 'n', cluster_instances: [{ cluster_name: 'c', instance_id: 'i' }] },
    }],
  },
  selector: {
    geo_location: place, regions: [{ region: 'north', availability_zone: ['n-a'] }], operator: 'telmar', node_id: 'oslo-a',
    strategy: { location_strategy: 'centralize', region_strategy: 'alone' },
    stack_affinity: [{ key: 'tier', operator: 'in', values: ['front'] }], stack_antiaffinity: [{ key: 'tier', operator: 'exists' }],
  },
  replicas: 3,
};

const full: Readonly<Record<string, object>> = {
  Allocation: {
    spec: request,
    status: {
      phase: 'Scheduled', sequence: 7, resource_groups: groups, cluster_names: ['oslo-a'], scheduler_name: 'default', distributor_name: 'd', dispatcher_name: 'd', message: 'm',
      unscheduled: [{ node_id: 'oslo-b', plugin: 'Flavor', reason: 'none' }], conditions,
    },
  },
  Cluster: {
    spec: {
      ipaddress: '10.0.0.1', geolocation: place, region: { region: 'north', availabilityzone: 'n-a' }, operator: { operator: 'telmar' }, flavors: [{ flavorid: 'g1.small', totalcapacity: 5 }],
      storage: [{ typeid: 'SSD', storagecapacity: 100 }], eipcapacity: 64, cpucapacity: 96, memcapacity: 4096, serverprice: 10, homescheduler: 'default', homedispatcher: 'd', status: 'Normal', nodeSelector: 'site=oslo',
    },
    status: { state: 'Normal', total: capacity, free: capacity, flavors: [{ flavorid: 'g1.small', allocatable: 3 }], nodes: 2, conditions },
  },
  Dispatcher: { spec: { clusterRange: { start: 'a', end: 'm' } }, status: { conditions } },
  Distributor: { spec: { range: { start: 0, end: 100 } }, status: { conditions } },
  Flavor: { spec: { id: 'g1.small', region: 'north', name: 'small', vcpus: 2, ram: 4096, disk: '40', os_extra_specs: { resource_type: 'general' } }, status: { conditions } },
  Scheduler: {
    spec: { location: place, tag: 't', cluster: ['oslo-a'], union, ipaddress: '10.0.0.1', portnumber: 8080 },
    status: { state: 'Active', sequence: 7, intent: [{ namespace: 'default', name: 'a', uid: 'u', phase: 'Bound', resource_groups: groups }], clusters: 1, cluster_names: ['oslo-a'], union, conditions },
  },
};

examine(all, full, ['spec', 'status']);

const ofKind = (kind: string): ResourceDefinition => all.find((definition) => definition.kind === kind)!;

test.each(all.map((definition) => [definition.kind, definition] as const))('%s has a status of its own', (kind, definition) => {
  expect(definition).toMatchObject({ group: 'globalscheduler.com', version: 'v1', scope: kind === 'Allocation' ? 'Namespaced' : 'Cluster', names: { categories: ['globalscheduler'] } });
  expect(definition.subresources.status).toBeDefined();
  const sent = decoded(definition, full[kind]!);
  definition.strategy.prepareForCreate?.(sent, context);
  expect(sent).not.toHaveProperty('status');
});

const spec = (change: object): object => ({ spec: { ...request, ...change } });
const resource = (change: object): object => spec({ resource_group: { name: 'g', resources: [{ ...request.resource_group.resources[0], ...change }] } });

test.each<[string, object, string]>([
  ['Allocation', spec({ replicas: 0 }), 'spec.replicas: Invalid value: 0'],
  ['Allocation', spec({ replicas: 1.5 }), 'must be of type integer'],
  ['Allocation', { spec: { replicas: 1 } }, 'spec.resource_group: Required value'],
  ['Allocation', spec({ resource_group: { name: 'g', resources: [] } }), 'spec.resource_group.resources: Invalid value: 0'],
  ['Allocation', spec({ resource_group: { name: 'a b', resources: request.resource_group.resources } }), 'should match'],
  ['Allocation', spec({ selector: { strategy: { location_strategy: 'everywhere' } } }), 'Unsupported value: "everywhere"'],
  ['Allocation', spec({ selector: { stack_affinity: [{ key: 'a', operator: 'like' }] } }), 'Unsupported value: "like"'],
  ['Allocation', resource({ flavors: [] }), 'flavors: Invalid value: 0'],
  ['Allocation', resource({ flavors: [{ flavor_id: '' }] }), 'flavor_id: Invalid value: ""'],
  ['Allocation', resource({ count: -1 }), 'count: Invalid value: -1'],
  ['Allocation', resource({ storage: { SSD: 0 } }), 'storage.SSD: Invalid value: 0'],
  ['Cluster', { spec: { cpucapacity: -1 } }, 'spec.cpucapacity: Invalid value: -1'],
  ['Cluster', { spec: { storage: [{ typeid: 'SSD' }] } }, 'storagecapacity: Required value'],
  ['Cluster', {}, 'spec: Required value'],
  ['Cluster', { spec: { nodeSelector: 'a in (' } }, 'spec.nodeSelector: Invalid value: "a in ("'],
  ['Dispatcher', { spec: { clusterRange: { start: 'b', end: 'a' } } }, 'start must not be after end'],
  ['Distributor', { spec: { range: { start: 2, end: 1 } } }, 'start must not be after end'],
  ['Distributor', { spec: { range: { start: 0, end: 2 ** 63 } } }, 'should be less than or equal to 9007199254740991'],
  ['Flavor', { spec: { vcpus: 0, ram: 1 } }, 'spec.vcpus: Invalid value: 0'],
  ['Scheduler', { spec: { portnumber: 65_536 } }, 'spec.portnumber: Invalid value: 65536'],
])('refuses a %s of %j', (kind, fields, fault) => {
  const definition = ofKind(kind);
  expect(definition.strategy.validate?.(decoded(definition, fields)).map(formatFieldError).join('\n')).toContain(fault);
});

test('what an allocation asks for may not be changed', () => {
  const definition = ofKind('Allocation');
  const stored = decoded(definition, full.Allocation!);
  const faults = (fields: object): string[] => (definition.strategy.validateUpdate?.(decoded(definition, fields), stored) ?? []).map(formatFieldError);
  expect(faults(spec({ replicas: 4 }))).toEqual(['spec: Forbidden: what is asked for may not be changed']);
  expect(faults(full.Allocation!)).toEqual([]);
});

describe('what is reserved is said by the ledger alone', () => {
  const written = (kind: string, status: object, user?: StrategyContext['user'], name = 'sample'): object => {
    const definition = ofKind(kind);
    const stored = decoded(definition, full[kind]!);
    stored.metadata.name = name;
    const sent = { ...stored, status } as KubeObject;
    return (definition.subresources.status as View<KubeObject>).prepareForUpdate(sent, stored, { ...context, user });
  };

  test('of allocations', () => {
    expect(written('Allocation', { phase: 'Failed', sequence: 1, resource_groups: [] })).toMatchObject({ status: { phase: 'Failed', sequence: 7, resource_groups: groups, cluster_names: ['oslo-a'] } });
    expect(written('Allocation', { phase: 'NotScheduled' }, ledgerUser)).toMatchObject({ status: { phase: 'NotScheduled' } });
    expect(written('Allocation', { phase: 'NotScheduled' }, ledgerUser)).not.toHaveProperty('status.resource_groups');
  });

  test('of the scheduler that is the ledger', () => {
    expect(written('Scheduler', { state: 'Delete', sequence: 1 }, { name: 'ana', groups: [] }, 'default')).toMatchObject({ status: { state: 'Delete', sequence: 7, intent: [{ name: 'a' }] } });
    expect(written('Scheduler', { sequence: 8, intent: [] }, ledgerUser, 'default')).toMatchObject({ status: { sequence: 8, intent: [] } });
    expect(written('Scheduler', { sequence: 1 })).toMatchObject({ status: { sequence: 1 } });
  });
});

test('nobody defines another of their names', () => {
  const { conditions: told } = namesStatus(manifest({ group: 'globalscheduler.com', version: 'v1', plural: 'clusters', kind: 'Mine', scope: 'Cluster' }, 'another', record('spec', {})), [], time);
  expect(told).toMatchObject([{ type: 'NamesAccepted', status: 'False', reason: 'PluralConflict' }, { type: 'Established', status: 'False' }]);
});
