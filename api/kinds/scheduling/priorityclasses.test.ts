import { cells, create, faultsOf, updateFaults } from '../testing/apply';
import { priorityclasses } from './priorityclasses';

const named = (name: string, rest: object): object => ({ metadata: { name }, ...rest });
const reserved = "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: ";

test.each([
  [named('high', { value: 1_000_000_000 }), []],
  [named('higher', { value: 1_000_000_001 }), ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000']],
  [named('system-mine', { value: 1 }), [`${reserved}system-mine is not a known system priority class`]],
  [named('system-node-critical', { value: 1 }), [`${reserved}value of system-node-critical PriorityClass must be 2000001000`]],
  [named('system-node-critical', { value: 2_000_001_000 }), []],
])('%j', (input, faults) => expect(faultsOf(priorityclasses, create(priorityclasses, input))).toEqual(faults));

test('what scheduling rests on stays', () => {
  const old = create(priorityclasses, named('high', { value: 5 }));
  expect(updateFaults(priorityclasses, old, named('high', { value: 6, preemptionPolicy: 'Never' }))).toEqual([
    'value: Forbidden: may not be changed in an update.', 'preemptionPolicy: Invalid value: "Never": field is immutable']);
  expect(cells(priorityclasses, old)).toMatchObject({ Value: 5, 'Global-Default': false, PreemptionPolicy: 'PreemptLowerPriority' });
});
