import { chargeOf, edgeCloudPolicy, nothingTaken, place, type Placement } from '.';
import { osloWorld, resource, shipped, wanted } from './testing/worlds';

const spot = { maxPrice: '', durationHours: 0, durationCount: 0, interruptionPolicy: '' };

it('of a stored placement is what it was when it was placed', () => {
  const ssd = { storage: new Map([['SSD', 20]]), needsAddress: true };
  const request = wanted({ resources: [resource(2, ['other', 'g1.small'], ssd), resource(3, ['g1.small'], ssd)] });
  const [placed] = (place(osloWorld, nothingTaken, edgeCloudPolicy, request) as Placement).placed;
  expect(chargeOf(osloWorld, request, 'oslo-a', placed?.flavors ?? [])).toEqual(placed?.charge);
  expect(placed?.charge).toEqual({ machines: new Map([['general', { vcpu: 10, mem: 20480 }]]), storage: new Map([['SSD', 100]]), addresses: 5 });
});

it('has no machines of flavours or sites that are gone', () => {
  const request = wanted({ resources: [resource(2, ['gone'], { needsAddress: true })] });
  const nothing = { machines: new Map(), storage: new Map(), addresses: 2 };
  expect(chargeOf(osloWorld, request, 'oslo-a', ['gone'])).toEqual(nothing);
  expect(chargeOf(osloWorld, request, 'nowhere', ['g1.small'])).toEqual(nothing);
});

it.each([[false, new Map()], [true, new Map([['general', { vcpu: 4, mem: 4 }]])]])('has spot machines only when faithful (%s)', (faithful, machines) => {
  const request = wanted({ resources: [resource(2, [], { flavors: [{ flavorId: 'c6.large.2', spot }] })] });
  const [placed] = (place(shipped, nothingTaken, edgeCloudPolicy, request, { spotFake: true, faithful }) as Placement).placed;
  expect(placed?.charge.machines).toEqual(machines);
  expect(chargeOf(shipped, request, 'site1', ['c6.large.2'], { faithful }).machines).toEqual(machines);
});
