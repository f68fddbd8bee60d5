import { cells, create, faultsOf } from '../testing/apply';
import { poddisruptionbudgets as budgets } from './poddisruptionbudgets';

const budget = (spec: object): object => ({ metadata: { name: 'web', namespace: 'default' }, spec: { selector: { matchLabels: { app: 'web' } }, ...spec } });

test.each<[string, object, string[]]>([
  ['count', { minAvailable: 0 }, []],
  ['share', { maxUnavailable: '50%', unhealthyPodEvictionPolicy: 'AlwaysAllow' }, []],
  ['both', { minAvailable: 1, maxUnavailable: 1 }, ['spec: Invalid value: {"MinAvailable":1,"Selector":{"matchLabels":{"app":"web"}},"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set']],
  ['negative', { minAvailable: -1 }, ['spec.minAvailable: Invalid value: -1: must be greater than or equal to 0']],
  ['more than all', { maxUnavailable: '101%' }, ['spec.maxUnavailable: Invalid value: "101%": must not be greater than 100%']],
  ['policy', { unhealthyPodEvictionPolicy: 'Never' }, ['spec.unhealthyPodEvictionPolicy: Unsupported value: "Never": supported values: "AlwaysAllow", "IfHealthyBudget"']],
])('%s', (_, spec, expected) => expect(faultsOf(budgets, create(budgets, budget(spec)))).toEqual(expected));

test('status', () => {
  const { status } = budgets.subresources;
  if (status?.type !== 'view') throw new Error('no view');
  const old = create(budgets, budget({}));
  const sent = { ...old, status: { ...old.status, disruptionsAllowed: -1, conditions: [{ type: 'A', status: 'True' as const, reason: '-', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' }] } };
  expect(status.validateUpdate?.(sent, old)).toMatchObject([{ field: 'status.conditions[0].reason', type: 'FieldValueInvalid' }, { field: 'status.disruptionsAllowed' }]);
});

test('row', () => expect(cells(budgets, create(budgets, budget({ minAvailable: '50%' })))).toEqual({ Name: 'web', 'Min Available': '50%', 'Max Unavailable': 'N/A', 'Allowed Disruptions': 0, Age: '<unknown>' }));
