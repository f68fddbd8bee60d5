import { edgeCloudPolicy, nothingTaken, place, type Placement } from '.';
import { osloWorld, resource, shipped, wanted } from './testing/worlds';

const spot = { maxPrice: '', durationHours: 0, durationCount: 0, interruptionPolicy: '' };

it('is the sum over all resources of a copy', () => {
  const ssd = { storage: new Map([['SSD', 20]]), needsAddress: true };
  const request = wanted({ resources: [resource(2, ['other', 'g1.small'], ssd), resource(3, ['g1.small'], ssd), resource(1, ['g1.small'])], replicas: 2 });
  expect((place(osloWorld, nothingTaken, edgeCloudPolicy, request) as Placement).placed).toMatchObject([{
    copies: 2, flavors: ['g1.small', 'g1.small', 'g1.small'],
    charge: { machines: new Map([['general', { vcpu: 12, mem: 24576 }]]), storage: new Map([['SSD', 100]]), addresses: 5 },
  }]);
});

it.each([[false, new Map()], [true, new Map([['general', { vcpu: 4, mem: 4 }]])]])('has spot machines only when faithful (%s)', (faithful, machines) => {
  const request = wanted({ resources: [resource(2, [], { flavors: [{ flavorId: 'c6.large.2', spot }] })] });
  const [placed] = (place(shipped, nothingTaken, edgeCloudPolicy, request, { spotFake: true, faithful }) as Placement).placed;
  expect(placed?.charge.machines).toEqual(machines);
});

it('is all of it where one type of storage is named twice, though the demo checks the last only', () => {
  const request = wanted({ resources: [300, 40].map((size) => resource(1, ['c6.large.2'], { storage: new Map([['SAS', size]]) })) });
  const [placed] = (place(shipped, nothingTaken, edgeCloudPolicy, request, { faithful: true }) as Placement).placed;
  expect(placed?.charge.storage).toEqual(new Map([['SAS', 340]]));
});
