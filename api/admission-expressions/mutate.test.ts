import { authorize } from '../access';
import { applySchemaOf } from '../apply/schema-of';
import { deployments } from '../kinds/apps/deployments';
import { compileMutations, mutated } from './mutate';
import { ExpressionFault } from './scope';

const object = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd', labels: { app: 'a' } },
  spec: { replicas: 1, selector: { matchLabels: { app: 'a' } }, template: { spec: { containers: [{ name: 'web', image: 'nginx' }] } } },
};

function made(patchType: 'ApplyConfiguration' | 'JSONPatch', expression: string, variables: Record<string, string> = {}): unknown {
  const compiled = compileMutations({
    mutations: [patchType === 'JSONPatch' ? { patchType, jsonPatch: { expression } } : { patchType, applyConfiguration: { expression } }],
    variables: Object.entries(variables).map(([name, text]) => ({ name, expression: text })), reinvocationPolicy: 'Never',
  });
  const [mutation] = compiled.mutations;
  const value = mutation && mutated(compiled, mutation, { object, oldObject: null, request: {}, namespaceObject: null, params: null, authorize }, applySchemaOf(deployments));
  return value instanceof ExpressionFault ? value.message : value;
}

const applied = (expression: string, variables?: Record<string, string>): unknown => made('ApplyConfiguration', expression, variables);
const patched = (expression: string): unknown => made('JSONPatch', expression);

describe('an apply configuration', () => {
  it('is merged as by server-side apply', () => {
    expect(applied('Object{metadata: Object.metadata{labels: {"team": "x"}}, spec: Object.spec{replicas: object.spec.replicas + 1}}')).toEqual({
      ...object, metadata: { name: 'd', labels: { app: 'a', team: 'x' } }, spec: { ...object.spec, replicas: 2 },
    });
    const sidecar = 'Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{containers: [Object.spec.template.spec.containers{name: "proxy", image: variables.image}]}}}}';
    expect(applied(sidecar, { image: '"envoy"' })).toMatchObject({ spec: { template: { spec: { containers: [{ name: 'web', image: 'nginx' }, { name: 'proxy', image: 'envoy' }] } } } });
  });

  it('leaves out what is optional and missing', () => {
    expect(applied('Object{metadata: Object.metadata{?annotations: object.metadata[?"annotations"]}}')).toEqual(object);
  });

  it.each([
    ['Object{spec: Object.wrong{replicas: 2}}', 'type mismatch: unexpected type name "Object.wrong", expected "Object.spec", which matches field name path from root Object type'],
    ['Object{spec: Object.spec{paused: "x"}}', 'error applying patch: failed to convert patch object to typed object: .spec.paused: expected boolean, got &{x}'],
    ['Object{spec: Object.spec{none: 1}}', 'error applying patch: failed to convert patch object to typed object: .spec.none: field not declared in schema'],
    ['Object{spec: Object.spec{selector: Object.spec.selector{matchLabels: {"a": "b"}}}}', 'error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.selector'],
    ['Object.spec{replicas: 1}', 'must evaluate to Object but got Object.spec'],
    ['object', 'must evaluate to Object but got dyn'],
    ['Object{spec: Object.spec{replicas: object.spec.none}}', "expression 'Object{spec: Object.spec{replicas: object.spec.none}}' resulted in error: no such key: none"],
  ])('%s is none', (expression, fault) => {
    expect(applied(expression)).toBe(fault);
  });
});

describe('a JSON patch', () => {
  it('is applied, operation by operation', () => {
    expect(patched(`[
      JSONPatch{op: "test", path: "/spec/replicas", value: 1}, JSONPatch{op: "replace", path: "/spec/replicas", value: object.spec.replicas + 2},
      JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("example.com/a~b"), value: "x"},
      JSONPatch{op: "copy", from: "/metadata/labels/app", path: "/metadata/labels/copy"},
      JSONPatch{op: "add", path: "/spec/strategy", value: Object.spec.strategy{type: "Recreate"}},
    ]`)).toEqual({
      ...object, metadata: { name: 'd', labels: { app: 'a', 'example.com/a~b': 'x', copy: 'a' } }, spec: { ...object.spec, replicas: 3, strategy: { type: 'Recreate' } },
    });
  });

  it('whose test fails changes nothing', () => {
    expect(patched('[JSONPatch{op: "replace", path: "/spec/replicas", value: 5}, JSONPatch{op: "test", path: "/spec/replicas", value: 1}]')).toBe(object);
  });

  it.each([
    ['[JSONPatch{op: "remove", path: "/spec/none"}]', 'JSON Patch: remove operation does not apply: the server rejected our request due to an error in our request'],
    ['[JSONPatch{op: "add", path: "/spec/a", value: Object.spec{b: Object.c{}}}]', 'type mismatch: unexpected type name "Object.c", expected "Object.spec.b", which matches field name path from root Object type'],
    ['[1]', 'must evaluate to list(JSONPatch) but got list(int)'],
    ['[JSONPatch{op: 1, path: "/"}]', expect.stringContaining("expected type of field 'op' is 'string' but provided type is 'int'")],
  ])('%s is none', (expression, fault) => {
    expect(patched(expression)).toEqual(fault);
  });
});
