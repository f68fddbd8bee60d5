import { cells, create, faultsOf } from '../testing/apply';
import { leases } from './leases';

const lease = (spec: object): object => ({ metadata: { name: 'leader', namespace: 'kube-system' }, spec });

test('a lease lasts, and changes hands forwards', () => {
  expect(faultsOf(leases, create(leases, lease({ holderIdentity: 'me', leaseDurationSeconds: 15, leaseTransitions: 0 })))).toEqual([]);
  expect(faultsOf(leases, create(leases, lease({ leaseDurationSeconds: 0, leaseTransitions: -1 })))).toEqual([
    'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0', 'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0']);
});

test.each<[object, string[]]>([
  [{ strategy: 'OldestEmulationVersion', preferredHolder: 'me' }, []],
  [{ strategy: 'example.com/mine' }, []],
  [{ strategy: 'Newest' }, ['spec.strategy: Unsupported value: "Newest": supported values: "OldestEmulationVersion"']],
  [{ preferredHolder: 'me' }, ['spec.preferredHolder: Forbidden: may only be specified if `strategy` is defined']],
])('a leader is chosen by %j', (spec, faults) => expect(faultsOf(leases, create(leases, lease(spec)))).toEqual(faults));

test('its row names the holder; a write has to name the state it saw', () => {
  expect(cells(leases, create(leases, lease({ holderIdentity: 'me' })))).toMatchObject({ Holder: 'me' });
  expect(leases.strategy.unconditionalUpdate).toBe(false);
});
