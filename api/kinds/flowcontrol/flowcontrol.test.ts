import { cells, create, faultsOf } from '../testing/apply';
import { flowschemas } from './flowschemas';
import { mandatoryFlowSchemas, mandatoryPriorityLevels } from './mandatory';
import { prioritylevelconfigurations } from './prioritylevelconfigurations';

const resourceRules = [{ verbs: ['get'], apiGroups: [''], resources: ['pods'], namespaces: ['*'] }];
const subjects = [{ kind: 'User', user: { name: 'ann' } }];
const schema = (spec: object = {}, name = 'mine'): object =>
  ({ metadata: { name }, spec: { priorityLevelConfiguration: { name: 'low' }, rules: [{ subjects, resourceRules }], ...spec } });
const level = (spec: object, name = 'low'): object => ({ metadata: { name }, spec: { type: 'Limited', ...spec } });
const queue = (queuing: object): object => level({ limited: { limitResponse: { type: 'Queue', queuing } } });

test.each<[object, string[]]>([
  [schema(), []],
  [schema({ matchingPrecedence: 1, priorityLevelConfiguration: {} }), [
    "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1",
    'spec.priorityLevelConfiguration.name: Required value: must reference a priority level']],
  [schema({ distinguisherMethod: { type: 'ByMoon' } }), ['spec.distinguisherMethod.type: Unsupported value: {"Type":"ByMoon"}: supported values: "ByNamespace", "ByUser"']],
  [schema({ rules: [{ resourceRules: [{}] }] }), [
    'spec.rules[0].subjects: Required value: subjects must contain at least one value', 'spec.rules[0].resourceRules[0].verbs: Required value: verbs must contain at least one value',
    'spec.rules[0].resourceRules[0].apiGroups: Required value: resource rules must supply at least one api group', 'spec.rules[0].resourceRules[0].resources: Required value: resource rules must supply at least one resource',
    'spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace']],
  [schema({ rules: [{ subjects: [], resourceRules }] }), ['spec.rules[0].subjects: Required value: subjects must contain at least one value']],
  [schema({ rules: [{ subjects: [{ kind: 'User', group: { name: 'g' } }, { kind: 'Robot' }, { kind: 'ServiceAccount', serviceAccount: { name: 'a' } }], resourceRules }] }), [
    "spec.rules[0].subjects[0].user: Required value: user is required when subject kind is 'User'",
    "spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'",
    'spec.rules[0].subjects[1].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", "User"',
    'spec.rules[0].subjects[2].serviceAccount.namespace: Required value: must specify namespace for service account']],
  [schema({ rules: [{ subjects, resourceRules: [{ ...resourceRules[0], verbs: ['*', 'get'], namespaces: [] }], nonResourceRules: [{ verbs: ['run'], nonResourceURLs: ['/a*', 'b', '/c/*'] }] }] }), [
    "spec.rules[0].resourceRules[0].verbs: Invalid value: [\"*\",\"get\"]: if '*' is present, must not specify other verbs",
    'spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace',
    'spec.rules[0].nonResourceRules[0].verbs: Unsupported value: ["run"]: supported values: "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"',
    'spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: "/a*": wildcard can only do suffix matching',
    'spec.rules[0].nonResourceRules[0].nonResourceURLs[1]: Invalid value: "b": must start with slash']],
])('a schema %#', (input, faults) => expect(faultsOf(flowschemas, create(flowschemas, input))).toEqual(faults));

test.each<[object, string[]]>([
  [level({ limited: { limitResponse: { type: 'Reject' } } }), []],
  [queue({}), []],
  [level({}), ['spec.limited: Required value: must not be empty when type is Limited']],
  [level({ type: 'Exempt' }), ["spec.type: Invalid value: \"Exempt\": type must be 'Exempt' if and only if name is 'exempt'"]],
  [level({ limited: { nominalConcurrencyShares: -1, lendablePercent: 101, limitResponse: { type: 'Drop' } } }), [
    'spec.limited.nominalConcurrencyShares: Invalid value: -1: must be a non-negative integer', 'spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive',
    'spec.limited.limitResponse.type: Unsupported value: "Drop": supported values: "Queue", "Reject"']],
  [queue({ queues: 4, handSize: 5 }), ['spec.limited.limitResponse.queuing.handSize: Invalid value: 5: should not be greater than queues (4)']],
  [queue({ queues: 1024, handSize: 7 }), [
    'spec.limited.limitResponse.queuing.handSize: Invalid value: 7: required entropy bits of deckSize 1024 and handSize 7 should not be greater than 60']],
])('a level %#', (input, faults) => expect(faultsOf(prioritylevelconfigurations, create(prioritylevelconfigurations, input))).toEqual(faults));

test('the objects on which the server relies keep their spec', () => {
  for (const [name, spec] of Object.entries(mandatoryFlowSchemas)) expect(faultsOf(flowschemas, create(flowschemas, { metadata: { name }, spec }))).toEqual([]);
  for (const [name, spec] of Object.entries(mandatoryPriorityLevels)) {
    expect(faultsOf(prioritylevelconfigurations, create(prioritylevelconfigurations, { metadata: { name }, spec }))).toEqual([]);
  }
  expect(faultsOf(prioritylevelconfigurations, create(prioritylevelconfigurations, level({ type: 'Exempt' }, 'exempt')))).toEqual([]);
  expect(faultsOf(flowschemas, create(flowschemas, schema({}, 'catch-all')))[0]).toMatch(/spec of 'catch-all' must equal the fixed value$/);
});

test('rows', () => {
  expect(cells(flowschemas, create(flowschemas, schema()))).toMatchObject({ PriorityLevel: 'low', MatchingPrecedence: 1000, DistinguisherMethod: '<none>', MissingPL: '?' });
  expect(cells(prioritylevelconfigurations, create(prioritylevelconfigurations, queue({})))).toMatchObject({ NominalConcurrencyShares: 30, Queues: 64, HandSize: 8, QueueLengthLimit: 50 });
});
