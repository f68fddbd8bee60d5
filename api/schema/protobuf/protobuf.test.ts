import { schemaFor } from '../schema';
import { encode, encodeEnveloped, encodeList, encodeWatchEvent, envelope, parse, ProtobufError, supports } from './protobuf';

/** Just enough of an encoder to say what a client sends. */
const varint = (value: number): Buffer => Buffer.from(value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]);
const bytes = (field: number, ...parts: (Buffer | string)[]): Buffer => {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
};
const number = (field: number, value: number): Buffer => Buffer.concat([varint(field * 8), varint(value)]);
const message = (...parts: Buffer[]): Buffer => Buffer.concat(parts);

const read = (definition: string, ...parts: Buffer[]): Record<string, unknown> =>
  parse(definition, envelope('v1', definition.split('.').at(-1)!, message(...parts)));

/** What the object becomes on its way through protobuf. */
function journey(definition: string, input: object): unknown {
  const schema = schemaFor<{ kind: string; apiVersion: string }>(definition);
  const { object } = schema.decode(input);
  return schema.decode(parse(definition, encodeEnveloped(definition, object))).object;
}

describe('what a client sends', () => {
  test('an object with its kind, maps, zero times and fields nobody knows', () => {
    const metadata = bytes(1, bytes(1, 'x'), bytes(3, ''), bytes(8), bytes(11, bytes(1, 'app'), bytes(2, 'web')), bytes(500, 'new'));
    const value = read('core.v1.ConfigMap', metadata, bytes(2, bytes(1, '__proto__'), bytes(2, '1')), bytes(2, bytes(1, 'empty')), number(600, 300));
    expect(value).toEqual({
      apiVersion: 'v1', kind: 'ConfigMap',
      metadata: { name: 'x', namespace: '', creationTimestamp: null, labels: { app: 'web' } },
      data: Object.fromEntries([['__proto__', '1'], ['empty', null]]),
    });
    expect(schemaFor('core.v1.ConfigMap').decode(value).object).toMatchObject({ data: { empty: '' } });
  });

  test('inlined messages, quantities, int-or-strings and negative numbers', () => {
    const limits = bytes(8, bytes(1, bytes(1, 'cpu'), bytes(2, bytes(1, '100m'))));
    const minusOne = Buffer.from([0x20, ...new Array<number>(9).fill(0xff), 0x01]);
    const probe = bytes(10, bytes(1, bytes(2, bytes(1, '/'), bytes(2, number(1, 1), number(2, 0), bytes(3, 'web')))), minusOne);
    const volume = bytes(1, bytes(1, 'v'), bytes(2, bytes(2, bytes(1, 'Memory'))));
    expect(read('core.v1.Pod', bytes(2, volume, bytes(2, bytes(1, 'c'), limits, probe)))).toEqual({
      apiVersion: 'v1', kind: 'Pod',
      spec: {
        volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }],
        containers: [{ name: 'c', resources: { limits: { cpu: '100m' } }, livenessProbe: { httpGet: { path: '/', port: 'web' }, periodSeconds: -1 } }],
      },
    });
  });

  test('lists of numbers, one by one and packed', () => {
    const security = (groups: Buffer): Buffer => bytes(2, bytes(14, groups));
    const groupsOf = (...groups: Buffer[]): unknown => read('core.v1.Pod', security(message(...groups))).spec;
    expect(groupsOf(number(4, 1), number(4, 300))).toEqual({ securityContext: { supplementalGroups: [1, 300] } });
    expect(groupsOf(bytes(4, varint(1), varint(300)))).toEqual({ securityContext: { supplementalGroups: [1, 300] } });
  });

  test('nanoseconds are cut to what the type prints', () => {
    const time = message(number(1, 1_000_000_000), number(2, 3_999));
    expect(read('coordination.v1.Lease', bytes(2, bytes(3, time)))).toMatchObject({ spec: { acquireTime: '2001-09-09T01:46:40.000003Z' } });
    expect(read('core.v1.Pod', bytes(1, bytes(8, time)))).toMatchObject({ metadata: { creationTimestamp: '2001-09-09T01:46:40Z' } });
  });

  test('of another kind, only its name is read', () => {
    const pod = envelope('v1', 'Pod', bytes(1, 'junk'));
    expect(parse('core.v1.ConfigMap', pod)).toEqual({ apiVersion: 'v1', kind: 'Pod' });
  });
});

describe('there and back', () => {
  test.each([
    ['core.v1.Pod', {
      kind: 'Pod', apiVersion: 'v1', metadata: { name: 'web', labels: { b: '1', a: 'ä€😀' }, creationTimestamp: '2024-02-29T12:00:00Z', finalizers: ['x/y'] },
      spec: {
        containers: [{ name: 'c', image: 'nginx', ports: [{ containerPort: 80 }], resources: { limits: { cpu: '1500m', memory: '1Gi' } }, livenessProbe: { tcpSocket: { port: 80 } } }],
        volumes: [{ name: 'cm', configMap: { name: 'x', items: [{ key: 'k', path: 'p' }] } }, { name: 'e', emptyDir: {} }],
        terminationGracePeriodSeconds: 0, securityContext: { runAsUser: 2 ** 40, runAsNonRoot: false }, nodeSelector: { x: '' },
      },
      status: { phase: 'Running', hostIPs: null, conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: null }] },
    }],
    ['core.v1.Secret', { kind: 'Secret', apiVersion: 'v1', metadata: {}, data: { a: 'AAECAw==', empty: '' }, immutable: false }],
    ['core.v1.Service', { kind: 'Service', apiVersion: 'v1', metadata: {}, spec: { ports: [{ port: 80, targetPort: 'http' }, { port: 81, targetPort: -5 }] }, status: { loadBalancer: {} } }],
    ['apps.v1.Deployment', { kind: 'Deployment', apiVersion: 'apps/v1', metadata: { generation: 2 ** 53 - 1 }, spec: { replicas: 0, selector: {}, template: { spec: { containers: [{ name: 'c' }] } } } }],
    ['apps.v1.ControllerRevision', { kind: 'ControllerRevision', apiVersion: 'apps/v1', metadata: {}, data: { spec: [1, null, 'a'] }, revision: -(2 ** 53 - 1) }],
    ['coordination.v1.Lease', { kind: 'Lease', apiVersion: 'coordination.k8s.io/v1', metadata: {}, spec: { renewTime: '1969-12-31T23:59:59.999999Z' } }],
    ['policy.v1.PodDisruptionBudget', { kind: 'PodDisruptionBudget', apiVersion: 'policy/v1', spec: { minAvailable: '50%' }, status: { disruptedPods: { p: '2024-01-01T00:00:00Z' } } }],
    ['authentication.v1.TokenReview', { kind: 'TokenReview', apiVersion: 'authentication.k8s.io/v1', spec: {}, status: { user: { extra: { b: [], a: ['1', '2'] } } } }],
    ['apiextensions.v1.CustomResourceDefinition', {
      kind: 'CustomResourceDefinition', apiVersion: 'apiextensions.k8s.io/v1', metadata: {},
      spec: {
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: {
          type: 'object', default: { a: 1.5 }, enum: ['x', 2], minimum: 0.25, additionalProperties: false, items: [{ type: 'string' }],
          properties: { inner: { additionalProperties: { type: 'string' }, items: { type: 'integer' } } }, dependencies: { a: ['b'], c: { type: 'object' } },
        } } }],
      },
    }],
  ])('%s', (definition, input) => {
    const { object } = schemaFor<object>(definition).decode(input);
    expect(JSON.stringify(journey(definition, input))).toBe(JSON.stringify(object));
  });

  test('a message that outgrows the buffer', () => {
    const map = (data: object): object => ({ kind: 'ConfigMap', apiVersion: 'v1', data });
    const data = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${String(i).padStart(3, '0')}`, 'ü'.repeat(i * 10)]));
    expect(journey('core.v1.ConfigMap', map(data))).toMatchObject({ data });
    expect(journey('core.v1.ConfigMap', map({ huge: 'x'.repeat(2_000_000) }))).toMatchObject({ data: { huge: 'x'.repeat(2_000_000) } });
    expect(journey('core.v1.ConfigMap', map({ a: 'b' }))).toMatchObject({ data: { a: 'b' } });
  });
});

test('zeros of plain fields are written, what is absent is not', () => {
  expect([...encode('core.v1.LocalObjectReference', {})]).toEqual([0x0a, 0x00]);
  expect([...encode('core.v1.KeyToPath', { key: 'a', path: 'b' })]).toEqual([0x0a, 1, 97, 0x12, 1, 98]);
  const minusOne = [...new Array<number>(9).fill(0xff), 1];
  expect([...encode('core.v1.TCPSocketAction', { port: -1 })]).toEqual([0x0a, 15, 0x08, 0, 0x10, ...minusOne, 0x1a, 0, 0x12, 0]);
});

test('the envelope says what is inside and has both of its empty fields', () => {
  expect(envelope('v1', 'X', Buffer.from('ab')).toString('latin1')).toBe('k8s\0\x0a\x07\x0a\x02v1\x12\x01X\x12\x02ab\x1a\0\x22\0');
});

test('lists and watch events are put together from messages', () => {
  const items = ['a', 'b'].map((name) => encode('core.v1.ConfigMap', { metadata: { name } }));
  const list = encodeList({ resourceVersion: '7', remainingItemCount: 0 }, items);
  const whole = encode('core.v1.ConfigMapList', { metadata: { resourceVersion: '7', remainingItemCount: 0 }, items: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }] });
  expect(list.equals(whole)).toBe(true);
  const object = envelope('v1', 'ConfigMap', items[0]!);
  expect(encodeWatchEvent('ADDED', object)).toEqual(message(bytes(1, 'ADDED'), bytes(2, bytes(1, object))));
});

describe('refusals', () => {
  const whole = envelope('v1', 'ConfigMap', bytes(1, bytes(1, 'x')));
  const inside = (...parts: Buffer[]): Buffer => envelope('v1', 'ConfigMap', message(...parts));

  test.each<[string, Buffer]>([
    ['empty data', Buffer.alloc(0)],
    ['provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]', Buffer.from('{}')],
    ['empty body', Buffer.from('k8s\0')],
    ['unexpected EOF', whole.subarray(0, whole.length - 8)],
    ['proto: wrong wireType = 0 for field Metadata', inside(number(1, 5))],
    ['proto: wrong wireType = 0 for field Name', inside(bytes(1, number(1, 5)))],
    ['proto: illegal wireType 3', inside(Buffer.from([0x5b]))],
    ['proto: illegal tag 0 (wire type 2)', inside(Buffer.from([0x02]))],
    ['proto: integer overflow', inside(bytes(1, Buffer.from([0x38, ...new Array<number>(8).fill(0xff), 0x7f])))],
    ['proto: integer overflow', inside(bytes(1, Buffer.from([0x38, ...new Array<number>(11).fill(0xff)])))],
    ['Time.MarshalJSON: year outside of range [0,9999]', inside(bytes(1, bytes(8, Buffer.from([0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x03]))))],
  ])('%s', (text, sent) => {
    expect(() => parse('core.v1.ConfigMap', sent)).toThrow(new ProtobufError(text));
  });

  test('messages that nest without end', () => {
    let schema = bytes(5, 'object');
    for (let i = 0; i < 600; i++) schema = bytes(28, schema);
    expect(() => read('apiextensions.v1.JSONSchemaProps', schema)).toThrow('exceeded max depth');
  });

  test('embedded text that is no JSON', () => {
    expect(() => read('apps.v1.ControllerRevision', bytes(2, bytes(1, '{')))).toThrow('proto: embedded object is no JSON');
  });
});

test('tables and custom resources have no protobuf form', () => {
  expect([supports('core.v1.Pod'), supports('meta.v1.Table'), supports('example.com.v1.Widget')]).toEqual([true, false, false]);
});
