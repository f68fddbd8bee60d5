import type { UserInfo } from '../../api';
import type { RequestAttributes } from '../layers/attributes';
import type { PolicyRule } from './policy';
import { judge } from './rules';

const user: UserInfo = { name: 'ann', groups: ['dev', 'ops'] };
const pod: RequestAttributes = {
  verb: 'get', path: '/api/v1/namespaces/shop/pods/web/log', isResource: true, group: '', version: 'v1', resource: 'pods', subresource: 'log', namespace: 'shop', name: 'web',
  definition: undefined, query: { get: () => undefined, all: () => [] },
};
const deployments: RequestAttributes = { ...pod, group: 'apps', resource: 'deployments', subresource: '', verb: 'list', name: '' };
const path = (at: string): RequestAttributes => ({ ...pod, isResource: false, group: '', version: '', resource: '', subresource: '', namespace: '', name: '', path: at });

const applies = (rule: Omit<PolicyRule, 'level'>, attributes: RequestAttributes): boolean => judge({ rules: [{ level: 'Metadata', ...rule }] })(attributes, user) !== undefined;

it.each<[string, Omit<PolicyRule, 'level'>, RequestAttributes, boolean]>([
  ['nothing said', {}, pod, true],
  ['a user', { users: ['ann'] }, pod, true],
  ['another user', { users: ['bob'] }, pod, false],
  ['a group', { userGroups: ['x', 'ops'] }, pod, true],
  ['another group', { userGroups: ['x'] }, pod, false],
  ['a verb', { verbs: ['get'] }, pod, true],
  ['another verb', { verbs: ['watch'] }, pod, false],
  ['a namespace', { namespaces: ['shop'] }, pod, true],
  ['no namespace', { namespaces: [''] }, pod, false],
  ['a namespace, of a path', { namespaces: ['shop'] }, path('/healthz'), false],
  ['a resource without its subresource', { resources: [{ group: '', resources: ['pods'] }] }, pod, false],
  ['a subresource', { resources: [{ group: '', resources: ['pods/log'] }] }, pod, true],
  ['all subresources', { resources: [{ group: '', resources: ['pods/*'] }] }, pod, true],
  ['a subresource of all', { resources: [{ group: '', resources: ['*/log'] }] }, pod, true],
  ['another subresource of all', { resources: [{ group: '', resources: ['*/scale'] }] }, pod, false],
  ['everything of a group', { resources: [{ group: '', resources: ['*'] }] }, pod, true],
  ['a group', { resources: [{ group: '' }] }, pod, true],
  ['another group', { resources: [{ group: '' }] }, deployments, false],
  ['every group', { resources: [{ group: '*', resources: ['deployments'] }] }, deployments, true],
  ['a name', { resources: [{ group: '', resources: ['pods/log'], resourceNames: ['web'] }] }, pod, true],
  ['another name', { resources: [{ group: '', resources: ['pods/log'], resourceNames: ['db'] }] }, pod, false],
  ['a path', { nonResourceURLs: ['/healthz'] }, path('/healthz'), true],
  ['paths', { nonResourceURLs: ['/health*'] }, path('/healthz/etcd'), true],
  ['another path', { nonResourceURLs: ['/healthz'] }, path('/healthz/etcd'), false],
  ['every path', { nonResourceURLs: ['*'] }, path('/x'), true],
  ['every path, of a resource', { nonResourceURLs: ['*'] }, pod, false],
])('%s: %j', (_what, rule, attributes, expected) => expect(applies(rule, attributes)).toBe(expected));

it('the first rule that fits says everything; without one nothing is audited', () => {
  const verdict = judge({ rules: [{ level: 'None', verbs: ['get'] }, { level: 'Request', verbs: ['get', 'list'] }], omitStages: ['Panic'] });
  expect(verdict(pod, user)).toBeUndefined();
  expect(verdict(deployments, user)).toMatchObject({ level: 'Request' });
  expect(verdict({ ...pod, verb: 'delete' }, user)).toBeUndefined();
});

it('a rule adds to the stages that are left out, and has the last word on managed fields', () => {
  const verdict = judge({ rules: [{ level: 'Request', omitStages: ['RequestReceived'], omitManagedFields: false }], omitStages: ['Panic'], omitManagedFields: true })(pod, user);
  expect(verdict).toEqual({ level: 'Request', omitStages: new Set(['Panic', 'RequestReceived']), omitManagedFields: false });
});
