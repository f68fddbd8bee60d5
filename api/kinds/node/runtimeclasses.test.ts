import { create, faultsOf, updateFaults } from '../testing/apply';
import { runtimeclasses } from './runtimeclasses';

const sandbox = (rest: object): object => ({ metadata: { name: 'sandbox' }, handler: 'runsc', ...rest });

test.each([
  [sandbox({ overhead: { podFixed: { cpu: '250m' } } }), []],
  [sandbox({ overhead: { podFixed: { cpu: '-1' } } }), ['overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0']],
  [sandbox({ scheduling: { tolerations: [{ operator: 'Exists', value: 'x' }] } }), [
    'scheduling.tolerations[0].operator: Invalid value: "x": value must be empty when `operator` is \'Exists\'']],
])('%j', (input, faults) => expect(faultsOf(runtimeclasses, create(runtimeclasses, input))).toEqual(faults));

test('a toleration is said once', () => expect(faultsOf(runtimeclasses, create(runtimeclasses, sandbox({ scheduling: { tolerations: [{ key: 'a', operator: 'Exists' }, { key: 'a', operator: 'Exists' }] } })))).toEqual([
  'scheduling.tolerations[1]: Duplicate value: {"Key":"a","Operator":"Exists","Value":"","Effect":"","TolerationSeconds":null}']));

test('labels of nodes that have other names now are warned of', () =>
  expect(runtimeclasses.strategy.warnings?.(create(runtimeclasses, sandbox({ scheduling: { nodeSelector: { 'beta.kubernetes.io/os': 'linux' } } })), undefined)).toEqual([
    'scheduling.nodeSelector: deprecated since v1.14; use "kubernetes.io/os" instead']));

test('a handler is a label and stays', () => {
  expect(faultsOf(runtimeclasses, create(runtimeclasses, sandbox({ handler: 'A' })))).toHaveLength(1);
  expect(faultsOf(runtimeclasses, create(runtimeclasses, sandbox({ handler: undefined })))).toEqual(['handler: Required value']);
  expect(updateFaults(runtimeclasses, create(runtimeclasses, sandbox({})), sandbox({ handler: 'kata' }))).toEqual(['handler: Invalid value: "kata": field is immutable']);
});
