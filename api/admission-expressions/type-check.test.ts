import type { ResourceDefinition } from '../definition';
import { customKinds } from '../custom/resource';
import * as kinds from '../kinds';
import type * as admission from '../schema/types/admissionregistration.v1';
import type { CustomResourceDefinition } from '../custom/resource';
import { expressionWarnings, type KnownKinds } from './type-check';

const crd = {
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com', scope: 'Namespaced', names: { plural: 'widgets', kind: 'Widget' },
    versions: [{
      name: 'v1', served: true, storage: true,
      schema: {
        openAPIV3Schema: {
          type: 'object',
          properties: {
            spec: { type: 'object', properties: { size: { type: 'integer' }, port: { 'x-kubernetes-int-or-string': true }, more: { type: 'object', additionalProperties: true } } },
            template: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      },
    }],
  },
  status: {},
} as unknown as CustomResourceDefinition;

const definitions = [...kinds.definitions, customKinds(crd)?.stored as ResourceDefinition];
const known: KnownKinds = {
  byResource: (group, version, plural) => definitions.find((each) => each.group === group && each.version === version && each.names.plural === plural),
  byKind: (apiVersion, kind) => definitions.find((each) => (each.group ? `${each.group}/${each.version}` : each.version) === apiVersion && each.kind === kind),
};

const rule = (apiGroups: string[], resources: string[], apiVersions = ['v1']): admission.NamedRuleWithOperations => ({ apiGroups, apiVersions, resources, operations: ['*'] });
const deployments = rule(['apps'], ['deployments']);

type Spec = Partial<Omit<admission.ValidatingAdmissionPolicySpec, 'matchConstraints'>>;

const warnings = (resourceRules: admission.NamedRuleWithOperations[], spec: Spec): admission.ExpressionWarning[] => expressionWarnings({ ...spec, matchConstraints: { resourceRules } }, known);

/** Without the excerpts. */
const faults = (expression: string, rules = [deployments], spec: Spec = {}): string[] =>
  warnings(rules, { ...spec, validations: [{ expression }] }).flatMap(({ warning }) => warning.split('\n').filter((line) => line.includes('ERROR')));

test('what does not fit is told by expression and kind', () => {
  const rules = [deployments, rule([''], ['pods', 'services'])];
  expect(warnings(rules, { validations: [{ expression: 'object.replicas > 1', messageExpression: "'has ' + object.spec.replicas" }, { expression: 'object.metadata.name != ""' }] })).toEqual([
    {
      fieldRef: 'spec.validations[0].expression',
      warning: ["/v1, Kind=Pod: ERROR: <input>:1:7: undefined field 'replicas'", "/v1, Kind=Service: ERROR: <input>:1:7: undefined field 'replicas'", "apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'replicas'"]
        .map((line) => `${line}\n | object.replicas > 1\n | ......^\n`).join('\n'),
    },
    {
      fieldRef: 'spec.validations[0].messageExpression',
      warning: [
        "/v1, Kind=Pod: ERROR: <input>:1:21: undefined field 'replicas'\n | 'has ' + object.spec.replicas\n | ....................^\n",
        "/v1, Kind=Service: ERROR: <input>:1:21: undefined field 'replicas'\n | 'has ' + object.spec.replicas\n | ....................^\n",
        "apps/v1, Kind=Deployment: ERROR: <input>:1:8: found no matching overload for '_+_' applied to '(string, int)'\n | 'has ' + object.spec.replicas\n | .......^\n",
      ].join('\n'),
    },
  ]);
});

describe('of built-in kinds', () => {
  it.each<[string, string[]]>([
    ['object.spec.replicas > 1 && oldObject.spec.template.spec.containers.all(c, c.image.startsWith("a"))', []],
    ['object.metadata.creationTimestamp > timestamp("2020-01-01T00:00:00Z") && object.metadata.labels["a"] == "b"', []],
    ['object.spec.strategy.rollingUpdate.maxSurge == "10%" || object.spec.strategy.rollingUpdate.maxSurge == 1', []],
    ['object == null || request.name == namespaceObject.metadata.name', []],
    ["authorizer.group('').resource('endpoints').check('create').allowed()", []],
    ['object.spec.replicas.size() > 1', ["apps/v1, Kind=Deployment: ERROR: <input>:1:26: found no matching overload for 'size' applied to 'int.()'"]],
    ['object.spec == 1', ["apps/v1, Kind=Deployment: ERROR: <input>:1:13: found no matching overload for '_==_' applied to '(Deployment.spec, int)'"]],
    ['object.spec.template.spec.containers.all(c, has(c.resources.limits))', ["apps/v1, Kind=Deployment: ERROR: <input>:1:48: undefined field 'limits'"]],
    ['authorizer.allowed()', ["apps/v1, Kind=Deployment: ERROR: <input>:1:19: found no matching overload for 'allowed' applied to 'kubernetes.authorization.Authorizer.()'"]],
    ["authorizer.requestResource.check('get').allowed()", ["apps/v1, Kind=Deployment: ERROR: <input>:1:11: unexpected failed resolution of 'kubernetes.authorization.Authorizer'"]],
    ['params == 1', ["apps/v1, Kind=Deployment: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')"]],
  ])('%s', (expression, expected) => expect(faults(expression)).toEqual(expected));
});

describe('of custom kinds', () => {
  it.each<[string, string[]]>([
    ['object.spec.size > 1 && object.metadata.annotations["a"] == "b" && object.kind == "Widget" && object.template.metadata.name != ""', []],
    ['object.spec.port == 1 || object.spec.port == "a"', []],
    ['object.spec.sise > 1', ["example.com/v1, Kind=Widget: ERROR: <input>:1:12: undefined field 'sise'"]],
    ['object.status.ready', ["example.com/v1, Kind=Widget: ERROR: <input>:1:7: undefined field 'status'"]],
  ])('%s', (expression, expected) => expect(faults(expression, [rule(['example.com'], ['widgets'])])).toEqual(expected));
});

describe('parameters', () => {
  const named = (kind: string, apiVersion = 'v1'): Spec => ({ paramKind: { apiVersion, kind } });
  it('are of their kind', () => {
    expect(faults('params.data["a"] == "1"', [deployments], named('ConfigMap'))).toEqual([]);
    expect(faults('params.spec == "1"', [deployments], named('ConfigMap'))).toEqual(["apps/v1, Kind=Deployment: ERROR: <input>:1:7: undefined field 'spec'"]);
  });

  it('of a kind that nobody knows may be anything', () => {
    expect(faults('params.spec == "1"', [deployments], named('Config', 'example.org/v1'))).toEqual([]);
  });
});

describe('variables', () => {
  const of = (...variables: [string, string][]): Spec => ({ variables: variables.map(([name, expression]) => ({ name, expression })) });
  it('have the types of their expressions', () => {
    expect(faults('variables.n == "1"', [deployments], of(['n', 'object.spec.replicas']))).toEqual(["apps/v1, Kind=Deployment: ERROR: <input>:1:13: found no matching overload for '_==_' applied to '(int, string)'"]);
  });

  it('that are structs or do not fit may be anything', () => {
    expect(faults('variables.spec.any == "1" && variables.bad == 2', [deployments], of(['spec', 'object.spec'], ['bad', 'object.none']))).toEqual([]);
  });
});

describe('the kinds that are meant', () => {
  const checked = (...rules: admission.NamedRuleWithOperations[]): string[] => faults('object.none', rules).map((line) => line.slice(0, line.indexOf(':')));
  it('are those that rules name', () => {
    expect(checked(deployments, rule([''], ['pods']), deployments)).toEqual(['/v1, Kind=Pod', 'apps/v1, Kind=Deployment']);
    expect(checked(rule(['apps', ''], ['replicasets', 'deployments', 'secrets']))).toEqual(['/v1, Kind=Secret', 'apps/v1, Kind=Deployment', 'apps/v1, Kind=ReplicaSet']);
  });

  it.each<[string, admission.NamedRuleWithOperations]>([
    ['all resources', rule(['apps'], ['*'])],
    ['subresources', rule([''], ['pods/*', 'pods/status'])],
    ['all groups', rule(['*'], ['deployments'])],
    ['all versions', rule(['apps'], ['deployments'], ['v1', '*'])],
    ['what is not served', rule(['example.org'], ['things'])],
  ])('are not %s', (_, of) => expect(checked(of)).toEqual([]));

  it('are not many', () => {
    const many = rule([''], ['bindings', 'configmaps', 'endpoints', 'events', 'limitranges', 'nodes', 'persistentvolumeclaims', 'persistentvolumes', 'pods', 'podtemplates', 'replicationcontrollers', 'secrets']);
    expect(checked(many, deployments)).toHaveLength(10);
  });
});
