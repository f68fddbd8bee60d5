import { ApiError } from '../errors';
import { schemaFor } from '../schema/schema';
import { applyStrategicMergePatch } from './strategic';

const apply = (definition: string, document: unknown, patch: unknown): unknown => {
  const before = JSON.stringify(document);
  const result = applyStrategicMergePatch(document, patch, schemaFor(definition).merge);
  expect(JSON.stringify(document)).toBe(before);
  return result;
};

const pod = (spec: unknown, patch: unknown): unknown => (apply('core.v1.Pod', { spec }, { spec: patch }) as { spec: unknown }).spec;

const refusal = (spec: unknown, patch: unknown): [number, string] => {
  try {
    pod(spec, patch);
  } catch (error) {
    if (error instanceof ApiError) return [error.code, error.message];
    throw error;
  }
  throw new Error('applied');
};

const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name, image: `${name}:1` }));

describe('fields', () => {
  test('objects merge, scalars and plain lists are replaced, null deletes', () => {
    expect(pod({ nodeName: 'n', hostname: 'h', securityContext: { runAsUser: 1, fsGroup: 2 } }, { nodeName: 'm', hostname: null, securityContext: { fsGroup: 3 } }))
      .toEqual({ nodeName: 'm', securityContext: { runAsUser: 1, fsGroup: 3 } });
    expect(pod({ containers: [{ name: 'a', args: ['x', 'y'] }] }, { containers: [{ name: 'a', args: ['z'] }] })).toEqual({ containers: [{ name: 'a', args: ['z'] }] });
  });

  test('maps merge by key', () => {
    expect(apply('core.v1.ConfigMap', { data: { a: '1', b: '2' } }, { data: { b: null, c: '3' } })).toEqual({ data: { a: '1', c: '3' } });
  });

  test('$patch replaces or empties an object', () => {
    expect(pod({ securityContext: { runAsUser: 1 } }, { securityContext: { $patch: 'replace', fsGroup: 2 } })).toEqual({ securityContext: { fsGroup: 2 } });
    expect(pod({ securityContext: { runAsUser: 1 } }, { securityContext: { $patch: 'delete' } })).toEqual({ securityContext: {} });
    expect(refusal({ securityContext: {} }, { securityContext: { $patch: 'explode', x: [1, { y: null }] } }))
      .toEqual([500, 'unknown patch type: explode in map: map[$patch:explode x:[1 map[y:<nil>]]]']);
  });

  test('a field that is replaced by strategy does not merge', () => {
    expect(apply('policy.v1.PodDisruptionBudget', { spec: { selector: { matchLabels: { a: '1' } } } }, { spec: { selector: { matchLabels: { b: '2' } } } }))
      .toEqual({ spec: { selector: { matchLabels: { b: '2' } } } });
  });

  test('$retainKeys clears the other member of a union', () => {
    const deployment = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    expect(apply('apps.v1.Deployment', deployment, { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } })).toEqual({ spec: { strategy: { type: 'Recreate' } } });
    expect(() => apply('apps.v1.Deployment', deployment, { spec: { strategy: { $retainKeys: ['type'], rollingUpdate: {} } } })).toThrow('invalid patch format of retainKeys');
    expect(pod({ volumes: [{ name: 'v', emptyDir: {} }] }, { volumes: [{ $retainKeys: ['name', 'hostPath'], name: 'v', hostPath: { path: '/' } }] }))
      .toEqual({ volumes: [{ name: 'v', hostPath: { path: '/' } }] });
  });

  test('what is new is added without nulls and instructions', () => {
    expect(pod({}, { securityContext: { runAsUser: null, fsGroup: 1, sysctls: [{ name: 'x', $patch: 'delete' }, { name: 'y', value: null }] } }))
      .toEqual({ securityContext: { fsGroup: 1, sysctls: [{ name: 'y' }] } });
    expect(pod({}, { securityContext: { $patch: 'delete' } })).toEqual({});
  });
});

describe('lists of objects', () => {
  test('merge by key; what is new in the patch comes first unless an order is given', () => {
    expect(pod({ containers: [a, b] }, { containers: [{ name: 'b', image: 'b:2' }, c] })).toEqual({ containers: [a, { name: 'b', image: 'b:2' }, c] });
    expect(pod({ containers: [a, b] }, { containers: [c] })).toEqual({ containers: [c, a, b] });
  });

  test('ports go by containerPort, as the marker says', () => {
    const before = { containers: [{ name: 'a', ports: [{ containerPort: 80, name: 'web' }, { containerPort: 443 }] }] };
    expect(pod(before, { containers: [{ name: 'a', ports: [{ containerPort: 80, name: 'http' }] }] }))
      .toEqual({ containers: [{ name: 'a', ports: [{ containerPort: 80, name: 'http' }, { containerPort: 443 }] }] });
  });

  test('$patch delete takes one out, $patch replace makes the rest the list', () => {
    expect(pod({ containers: [a, b] }, { containers: [{ $patch: 'delete', name: 'a' }] })).toEqual({ containers: [b] });
    expect(pod({ containers: [a, b] }, { containers: [{ $patch: 'replace' }, c] })).toEqual({ containers: [c] });
    expect(pod({ containers: [a, b] }, { containers: [{ $patch: 'replace' }] })).toEqual({ containers: [] });
  });

  test('$setElementOrder orders them, the server\'s own at their places', () => {
    const order = (...names: string[]): object[] => names.map((name) => ({ name }));
    expect(pod({ containers: [a, b] }, { '$setElementOrder/containers': order('b', 'a'), containers: [] })).toEqual({ containers: [b, a] });
    expect(pod({ containers: [a, b] }, { '$setElementOrder/containers': order('b', 'a') })).toEqual({ containers: [b, a] });
    expect(pod({ containers: [a, b] }, { '$setElementOrder/containers': order('c', 'b'), containers: [c] })).toEqual({ containers: [c, a, b] });
    expect(pod({ containers: [a] }, { '$setElementOrder/containers': order('a', 'b'), containers: [b, { name: 'x', $patch: 'delete' }] })).toEqual({ containers: [a, b] });
  });

  test('an order that contradicts the patch is refused', () => {
    expect(refusal({ containers: [a] }, { '$setElementOrder/containers': [{ name: 'b' }, { name: 'c' }], containers: [c, b] })[1]).toContain("doesn't match $setElementOrder list");
  });

  test('an item without its key is refused', () => {
    expect(refusal({ containers: [a] }, { containers: [{ image: 'x:1', ports: [{ containerPort: 80 }] }] }))
      .toEqual([500, 'map: map[image:x:1 ports:[map[containerPort:80]]] does not contain declared merge key: name']);
  });
});

describe('lists of scalars', () => {
  const meta = (metadata: unknown, patch: unknown): unknown => (apply('core.v1.Pod', { metadata }, { metadata: patch }) as { metadata: unknown }).metadata;

  test('merge as sets', () => {
    expect(meta({ finalizers: ['a/1', 'b/1'] }, { finalizers: ['b/1', 'c/1'] })).toEqual({ finalizers: ['a/1', 'b/1', 'c/1'] });
  });

  test('$deleteFromPrimitiveList takes some out', () => {
    expect(meta({ finalizers: ['a/1', 'b/1'] }, { '$deleteFromPrimitiveList/finalizers': ['a/1'], '$setElementOrder/finalizers': ['c/1', 'b/1'], finalizers: ['c/1'] }))
      .toEqual({ finalizers: ['c/1', 'b/1'] });
    expect(meta({}, { '$deleteFromPrimitiveList/finalizers': ['a/1'] })).toEqual({});
  });
});

test('parts that the patch does not touch are shared', () => {
  const document = { spec: { containers: [a, b] }, metadata: { labels: { x: 'y' } } };
  const result = applyStrategicMergePatch(document, { metadata: { labels: { z: '1' } } }, schemaFor('core.v1.Pod').merge) as typeof document;
  expect(result.spec).toBe(document.spec);
});

test('what is no object is no patch; hostile keys are keys', () => {
  expect(() => applyStrategicMergePatch({}, [], schemaFor('core.v1.Pod').merge)).toThrow('json: cannot unmarshal array into Go value of type map[string]interface {}');
  const result = apply('core.v1.ConfigMap', { data: {} }, JSON.parse('{"data":{"__proto__":"x","constructor":"y"}}'));
  expect(JSON.stringify(result)).toBe('{"data":{"__proto__":"x","constructor":"y"}}');
});
