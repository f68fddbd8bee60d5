import { cells, create, faultsOf, updateFaults } from '../testing/apply';
import { clusterrolebindings } from './clusterrolebindings';
import { clusterroles } from './clusterroles';
import { rolebindings } from './rolebindings';
import { roles } from './roles';

const role = (...rules: object[]): object => ({ metadata: { name: 'system:reader', namespace: 'demo' }, rules });
const clusterRole = (rest: object): object => ({ metadata: { name: 'system:reader' }, ...rest });
const binding = (rest: object): object => ({ metadata: { name: 'b', namespace: 'demo' }, roleRef: { kind: 'Role', name: 'r' }, ...rest });

test.each([
  [role({ verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['a'] }), []],
  [role({ verbs: [] }), [
    'rules[0].verbs: Required value: verbs must contain at least one value', 'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
    'rules[0].resources: Required value: resource rules must supply at least one resource']],
  [role({ apiGroups: [''], resources: ['pods'] }), ['rules[0].verbs: Required value: verbs must contain at least one value']],
  [role({ verbs: ['get'], nonResourceURLs: ['/healthz'] }), ['rules[0].nonResourceURLs: Invalid value: ["/healthz"]: namespaced rules cannot apply to non-resource URLs']],
])('%j', (input, faults) => expect(faultsOf(roles, create(roles, input))).toEqual(faults));

test('a cluster role may speak of URLs, and be made of others', () => {
  expect(faultsOf(clusterroles, create(clusterroles, clusterRole({ rules: [{ verbs: ['get'], nonResourceURLs: ['/healthz'] }] })))).toEqual([]);
  expect(faultsOf(clusterroles, create(clusterroles, clusterRole({ rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } })))).toEqual([]);
  expect(faultsOf(clusterroles, create(clusterroles, clusterRole({ aggregationRule: {} })))).toEqual([
    'aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil']);
  const selector = 'aggregationRule.clusterRoleSelectors[0]';
  expect(faultsOf(clusterroles, create(clusterroles, clusterRole({ aggregationRule: { clusterRoleSelectors: [{ matchExpressions: [{ key: 'a', operator: 'Is' }] }] } })))).toEqual([
    `${selector}.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator`, `${selector}: Invalid value: null: invalid label selector.`]);
});

test('groups of subjects and roles are known', () => {
  const subjects = [{ kind: 'User', name: 'ann' }, { kind: 'Group', name: 'dev' }, { kind: 'ServiceAccount', name: 'bot', namespace: 'ci' }];
  const object = create(rolebindings, binding({ subjects }));
  const apiGroup = 'rbac.authorization.k8s.io';
  expect(object).toMatchObject({ roleRef: { apiGroup }, subjects: [{ apiGroup }, { apiGroup }, { name: 'bot' }] });
  expect(cells(rolebindings, object)).toMatchObject({ Role: 'Role/r', Users: 'ann', Groups: 'dev', ServiceAccounts: 'ci/bot' });
});

test.each([
  [{ roleRef: { kind: 'Rule', name: '' } }, ['roleRef.kind: Unsupported value: "Rule": supported values: "Role", "ClusterRole"', 'roleRef.name: Required value']],
  [{ subjects: [{ kind: 'Robot', name: 'r' }] }, ['subjects[0].kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"']],
  [{ subjects: [{ kind: 'User', name: '' }] }, ['subjects[0].name: Required value']],
  [{ subjects: [{ kind: 'ServiceAccount', name: 'a', apiGroup: 'x' }] }, ['subjects[0].apiGroup: Unsupported value: "x": supported values: ""']],
])('%j', (rest, faults) => expect(faultsOf(rolebindings, create(rolebindings, binding(rest)))).toEqual(faults));

test('a binding everywhere needs a role and accounts of everywhere', () => {
  const object = create(clusterrolebindings, { metadata: { name: 'b' }, roleRef: { kind: 'Role', name: 'r' }, subjects: [{ kind: 'ServiceAccount', name: 'a' }] });
  expect(faultsOf(clusterrolebindings, object)).toEqual(['roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"', 'subjects[0].namespace: Required value']);
});

test('the role of a binding stays', () =>
  expect(updateFaults(rolebindings, create(rolebindings, binding({})), binding({ roleRef: { kind: 'Role', name: 'other' } }))).toEqual([
    'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"other"}: cannot change roleRef']));
