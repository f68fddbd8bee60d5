import type { Authorize } from '../access';
import { toJson } from '../cel/values/json';
import { bool } from '../cel/types/types';
import type * as authorization from '../schema/types/authorization.v1';
import { Composition } from './composition';
import { conditionsHold } from './conditions';
import { validationFaults } from './faults';
import { compileConditions } from './policies';
import { ExpressionFault, Scope, type Bindings } from './scope';

const request = {
  operation: 'UPDATE', name: 'web', namespace: 'shop', userInfo: { username: 'jane', groups: ['dev'], uid: '7', extra: { team: ['a'] } },
  resource: { group: 'apps', version: 'v1', resource: 'deployments' }, requestResource: { group: 'apps', version: 'v1beta1', resource: 'deployments' }, requestSubResource: 'scale',
};
const jane = { user: 'jane', groups: ['dev'], uid: '7', extra: { team: ['a'] } };

interface Asked { readonly value: unknown; readonly questions: readonly authorization.SubjectAccessReviewSpec[] }

function bindingsWith(authorize: Authorize): Bindings {
  return { object: null, oldObject: null, request, namespaceObject: null, authorize };
}

function ask(text: string, status: authorization.SubjectAccessReviewStatus = { allowed: true }, variables: Record<string, string> = {}): Asked {
  const questions: authorization.SubjectAccessReviewSpec[] = [];
  const authorize: Authorize = (question) => {
    questions.push(question);
    return status;
  };
  const composition = new Composition({ params: false });
  for (const [name, expression] of Object.entries(variables)) composition.define(name, expression);
  const value = new Scope(composition, bindingsWith(authorize), 10_000_000).evaluate(composition.compile(text));
  return { value: value instanceof ExpressionFault ? value.message : toJson(value), questions };
}

describe('the authorizer is asked', () => {
  it.each<[string, object]>([
    ["authorizer.path('/healthz').check('get')", { nonResourceAttributes: { path: '/healthz', verb: 'get' } }],
    ["authorizer.group('apps').resource('deployments').check('create')", { resourceAttributes: { group: 'apps', resource: 'deployments', version: '*', verb: 'create' } }],
    ["authorizer.group('').resource('pods').subresource('log').namespace('n').name('p').check('get')",
      { resourceAttributes: { group: '', resource: 'pods', subresource: 'log', namespace: 'n', name: 'p', version: '*', verb: 'get' } }],
    ["authorizer.requestResource.check('rule')", { resourceAttributes: { group: 'apps', resource: 'deployments', subresource: 'scale', namespace: 'shop', name: 'web', version: '*', verb: 'rule' } }],
    ["authorizer.group('').resource('pods').fieldSelector('spec.nodeName=a,status.phase!=Failed').check('list')", {
      resourceAttributes: {
        group: '', resource: 'pods', version: '*', verb: 'list',
        fieldSelector: { requirements: [{ key: 'spec.nodeName', operator: 'In', values: ['a'] }, { key: 'status.phase', operator: 'NotIn', values: ['Failed'] }] },
      },
    }],
    ["authorizer.group('').resource('pods').labelSelector('a,!b,c in (x,y),d!=z').check('list')", {
      resourceAttributes: {
        group: '', resource: 'pods', version: '*', verb: 'list',
        labelSelector: {
          requirements: [{ key: 'a', operator: 'Exists' }, { key: 'b', operator: 'DoesNotExist' }, { key: 'c', operator: 'In', values: ['x', 'y'] }, { key: 'd', operator: 'NotIn', values: ['z'] }],
        },
      },
    }],
    ["authorizer.group('').resource('pods').labelSelector('in in in').fieldSelector('=').check('list')",
      { resourceAttributes: { group: '', resource: 'pods', version: '*', verb: 'list', labelSelector: {}, fieldSelector: { requirements: [{ key: '', operator: 'In', values: [''] }] } } }],
  ])('%s', (expression, question) => {
    expect(ask(`${expression}.allowed()`)).toEqual({ value: true, questions: [{ ...question, ...jane }] });
  });

  it('about an account', () => {
    expect(ask("authorizer.serviceAccount('shop', 'till').path('/x').check('get').allowed()").questions)
      .toEqual([{ nonResourceAttributes: { path: '/x', verb: 'get' }, user: 'system:serviceaccount:shop:till', groups: ['system:serviceaccounts', 'system:serviceaccounts:shop'] }]);
  });

  it('through a variable', () => {
    expect(ask("variables.pods.check('get').allowed() && variables.pods.check('list').allowed()", { allowed: true }, { pods: "authorizer.group('').resource('pods')" }).questions).toHaveLength(2);
  });
});

describe('a decision', () => {
  const decision = "authorizer.path('/x').check('get')";
  it.each<[string, authorization.SubjectAccessReviewStatus, unknown]>([
    [`${decision}.allowed()`, { allowed: false, denied: true }, false],
    [`${decision}.reason()`, { allowed: true, reason: 'because' }, 'because'],
    [`${decision}.reason()`, { allowed: true }, ''],
    [`${decision}.errored()`, { allowed: false, evaluationError: 'no answer' }, true],
    [`${decision}.error()`, { allowed: false, evaluationError: 'no answer' }, 'no answer'],
    [`${decision}.errored() || ${decision}.error() != ''`, { allowed: true }, false],
  ])('%s', (expression, status, value) => {
    expect(ask(expression, status).value).toEqual(value);
  });
});

test.each([
  ["authorizer.path(' ').check('get').allowed()", 'path must not be empty'],
  ["authorizer.group('').resource('').check('get').allowed()", 'resource must not be empty'],
  ["authorizer.serviceAccount('a.b', 'c').path('/').check('get').allowed()", 'Invalid service account namespace'],
  ["authorizer.serviceAccount('a', 'B').path('/').check('get').allowed()", 'Invalid service account name'],
  ['dyn(authorizer) == dyn(authorizer)', 'no such overload'],
  ["[1, 2, 3].all(i, authorizer.path('/').check('get').allowed())", 'operation cancelled: actual cost limit exceeded'],
])('%s fails', (expression, why) => {
  expect(ask(expression).value).toBe(`expression '${expression}' resulted in error: ${why}`);
});

test('questions are of a type', () => {
  expect(new Composition({ params: false }).compile('authorizer.allowed()', bool).fault)
    .toContain("found no matching overload for 'allowed' applied to 'kubernetes.authorization.Authorizer.()'");
});

test('messages cannot ask', () => {
  const validations = [{ expression: "authorizer.requestResource.check('x').allowed()", messageExpression: "authorizer.requestResource.check('x').reason()" }];
  expect(validationFaults({ validations }).map(({ field, detail }) => [field, detail])).toEqual([
    ['spec.validations[0].messageExpression', expect.stringContaining("undeclared reference to 'authorizer' (in container '')")],
  ]);
});

test('conditions can', () => {
  const compiled = compileConditions([{ name: 'may', expression: "authorizer.requestResource.check('skip').allowed()" }]);
  expect(conditionsHold(compiled, bindingsWith(({ resourceAttributes }) => ({ allowed: resourceAttributes?.verb === 'skip' })))).toBe(true);
  expect(conditionsHold(compiled, bindingsWith(() => ({ allowed: false })))).toBe(false);
});
