import { ApiError } from '../errors';
import type * as core from './types/core.v1';
import { schemaFor } from './schema';

const pods = schemaFor<core.Pod>('core.v1.Pod');

const decode = (definition: string, input: unknown): Record<string, unknown> => schemaFor<Record<string, unknown>>(definition).decode(input).object;

const refusal = (definition: string, input: unknown): string => {
  try {
    schemaFor(definition).decode(input);
  } catch (error) {
    if (error instanceof ApiError && error.code === 400) return error.message;
    throw error;
  }
  return 'accepted';
};

const podRefusal = (input: unknown): string => refusal('core.v1.Pod', input).replace('Pod in version "v1" cannot be handled as a Pod: ', '');

describe('the canonical form', () => {
  test('fields come in the order of the table, whatever the order sent', () => {
    const { object } = pods.decode({ spec: { nodeName: 'n', containers: [{ image: 'i', name: 'c' }] }, metadata: { namespace: 'd', name: 'p' }, apiVersion: 'v1', kind: 'Pod' });
    expect(JSON.stringify(object)).toBe(
      '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"d"},"spec":{"containers":[{"name":"c","image":"i","resources":{}}],"nodeName":"n"},"status":{}}');
  });

  test('keys of maps come sorted, as Go prints them', () => {
    expect(JSON.stringify(decode('core.v1.ConfigMap', { data: { b: '1', a: '2', 'a.b': '3' } }))).toBe('{"metadata":{},"data":{"a":"2","a.b":"3","b":"1"}}');
  });

  test('structs that are no pointers are printed though empty, at every level', () => {
    expect(decode('apps.v1.Deployment', {})).toEqual({
      metadata: {}, spec: { selector: null, template: { metadata: {}, spec: { containers: null } }, strategy: {} }, status: {},
    });
    expect(decode('core.v1.Service', {})).toEqual({ metadata: {}, spec: {}, status: { loadBalancer: {} } });
  });

  test('a zero is dropped, unless it is always printed or the field is a pointer', () => {
    expect(decode('core.v1.Container', { name: '', image: '', stdin: false, ports: [], env: [{ name: 'A', value: '' }] }))
      .toEqual({ name: '', env: [{ name: 'A' }], resources: {} });
    expect(decode('core.v1.ContainerPort', { hostPort: 0, containerPort: 0 })).toEqual({ containerPort: 0 });
    expect(decode('apps.v1.DeploymentSpec', { replicas: 0, paused: false, minReadySeconds: 0 })).toMatchObject({ replicas: 0 });
    expect(decode('core.v1.Volume', { name: 'v', emptyDir: {} })).toEqual({ name: 'v', emptyDir: {} });
  });

  test('null is absent; as an element it is the zero of its type', () => {
    expect(decode('core.v1.ConfigMap', { data: null, metadata: null })).toEqual({ metadata: {} });
    expect(decode('core.v1.ConfigMap', { data: { a: null }, binaryData: { b: null } })).toEqual({ metadata: {}, data: { a: '' }, binaryData: { b: '' } });
    expect(decode('core.v1.PodSpec', { containers: [null] })).toEqual({ containers: [{ name: '', resources: {} }] });
    expect(decode('core.v1.ResourceRequirements', { limits: { cpu: null } })).toEqual({ limits: { cpu: '0' } });
  });

  test('times in UTC, creationTimestamp gone when zero, other unset times null', () => {
    expect(decode('meta.v1.ObjectMeta', { creationTimestamp: null })).toEqual({});
    expect(decode('meta.v1.ObjectMeta', { creationTimestamp: '0001-01-01T00:00:00Z' })).toEqual({});
    expect(decode('meta.v1.ObjectMeta', { creationTimestamp: '2026-02-28T23:30:00.999-01:00' })).toEqual({ creationTimestamp: '2026-03-01T00:30:00Z' });
    expect(decode('core.v1.PodCondition', { type: 'Ready', status: 'True' })).toEqual({ type: 'Ready', status: 'True', lastProbeTime: null, lastTransitionTime: null });
    expect(decode('coordination.v1.LeaseSpec', { renewTime: '2026-01-01T02:00:00.123456+02:00' })).toEqual({ renewTime: '2026-01-01T00:00:00.123456Z' });
  });

  test('quantities, bytes and int-or-strings', () => {
    expect(decode('core.v1.ResourceRequirements', { limits: { cpu: 0.1, memory: '1024Mi', pods: 5 } })).toEqual({ limits: { cpu: '100m', memory: '1Gi', pods: '5' } });
    expect(decode('core.v1.Secret', { data: { a: 'aGk=', b: 'aG\nk=', c: 'QR==' } }).data).toEqual({ a: 'aGk=', b: 'aGk=', c: 'QQ==' });
    expect(decode('core.v1.HTTPGetAction', { port: 'web' })).toEqual({ port: 'web' });
  });

  test('raw JSON is kept as it is', () => {
    const data = { b: 1, a: [null, { c: 0 }] };
    expect(JSON.stringify(decode('apps.v1.ControllerRevision', { data }).data)).toBe(JSON.stringify(data));
  });

  test('JSON schemas inside JSON schemas', () => {
    const schema = { properties: { a: { items: { type: 'string' }, additionalProperties: false } }, type: 'object', enum: [1, 'x', null] };
    expect(decode('apiextensions.v1.JSONSchemaProps', schema)).toEqual(schema);
    expect(decode('apiextensions.v1.JSONSchemaProps', { items: [{ type: 'string' }, { bogus: 1 }] })).toEqual({ items: [{ type: 'string' }, {}] });
  });

  test('decoding is a fixed point and leaves its input alone', () => {
    const input = { spec: { containers: [{ name: 'c', resources: { limits: { cpu: '1000m' } } }] } };
    const before = JSON.stringify(input);
    const { object } = pods.decode(input);
    expect(JSON.stringify(input)).toBe(before);
    expect(JSON.stringify(pods.decode(object).object)).toBe(JSON.stringify(object));
  });
});

describe('hostile keys', () => {
  test('survive as data and touch no prototype', () => {
    const input: unknown = JSON.parse('{"data":{"__proto__":"a","constructor":"b","toString":"c"}}');
    const { data } = decode('core.v1.ConfigMap', input);
    expect(JSON.stringify(data)).toBe('{"__proto__":"a","constructor":"b","toString":"c"}');
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });

  test('are unknown as fields', () => {
    const { object, faults } = schemaFor('core.v1.ConfigMap').decode(JSON.parse('{"__proto__":{"x":1},"constructor":2}'));
    expect(object).toEqual({ metadata: {} });
    expect(faults).toEqual(['unknown field "__proto__"', 'unknown field "constructor"']);
  });

  test('depth has an end, in structs and in raw JSON', () => {
    const nested = (depth: number, key: string): unknown => JSON.parse(`${`{"${key}":`.repeat(depth)}{}${'}'.repeat(depth)}`);
    expect(refusal('apiextensions.v1.JSONSchemaProps', nested(5000, 'not'))).toContain('exceeded max depth');
    expect(refusal('apps.v1.ControllerRevision', { data: nested(5000, 'a') })).toContain('exceeded max depth');
  });
});

describe('fields that no definition has', () => {
  test('are dropped and named with their path, in the order of the document', () => {
    const { object, faults } = pods.decode({
      zzz: 1, spec: { containers: [{ name: 'a' }, { name: 'b', foo: { bar: 1 }, env: [{ name: 'x', nope: 1 }] }], Nodename: 'n' }, metadata: { extra: true },
    });
    expect(object).toEqual({ metadata: {}, spec: { containers: [{ name: 'a', resources: {} }, { name: 'b', env: [{ name: 'x' }], resources: {} }] }, status: {} });
    expect(faults).toEqual([
      'unknown field "zzz"', 'unknown field "spec.containers[1].foo"', 'unknown field "spec.containers[1].env[0].nope"', 'unknown field "spec.Nodename"', 'unknown field "metadata.extra"',
    ]);
  });

  test('are not looked for in raw JSON, and no more than a hundred are named', () => {
    expect(schemaFor('apps.v1.ControllerRevision').decode({ data: { x: 1 } }).faults).toEqual([]);
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i]));
    expect(schemaFor('core.v1.ConfigMap').decode(many).faults).toHaveLength(100);
  });
});

describe('values of a wrong type are told in upstream words', () => {
  test('with the whole sentence', () => {
    expect(refusal('apps.v1.Deployment', { apiVersion: 'apps/v1', spec: { replicas: 'three' } })).toBe(
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32');
  });

  test.each<[unknown, string]>([
    [{ spec: 'x' }, 'json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec'],
    [{ spec: { containers: {} } }, 'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container'],
    [{ spec: { containers: ['a'] } }, 'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type v1.Container'],
    [{ spec: { containers: [{ env: [{ value: 5 }] }] } }, 'json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string'],
    [{ spec: { containers: [{ command: ['a', 1] }] } }, 'json: cannot unmarshal number into Go struct field Container.spec.containers.command of type string'],
    [{ spec: { terminationGracePeriodSeconds: 1.5 } }, 'json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64'],
    [{ spec: { priority: 3_000_000_000 } }, 'json: cannot unmarshal number 3000000000 into Go struct field PodSpec.spec.priority of type int32'],
    [{ spec: { hostNetwork: 'yes' } }, 'json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool'],
    [{ metadata: { labels: { a: true } } }, 'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string'],
    [{ metadata: { labels: ['a'] } }, 'json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string'],
    [{ metadata: { creationTimestamp: 5 } }, 'json: cannot unmarshal number into Go value of type string'],
    [{ metadata: { creationTimestamp: 'now' } }, 'parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"'],
    [{ metadata: { creationTimestamp: '2026-02-30T00:00:00Z' } }, 'parsing time "2026-02-30T00:00:00Z": day out of range'],
    [{ metadata: { creationTimestamp: '2026-13-01T00:00:00Z' } }, 'parsing time "2026-13-01T00:00:00Z": month out of range'],
    [{ metadata: { creationTimestamp: '2026-01-01' } }, 'parsing time "2026-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
    [{ metadata: { creationTimestamp: '2026-01-01T00:00:00Zz' } }, 'parsing time "2026-01-01T00:00:00Zz": extra text: "z"'],
    [{ spec: { containers: [{ resources: { limits: { cpu: 'lots' } } }] } }, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    [{ spec: { containers: [{ livenessProbe: { httpGet: { port: true } } }] } }, 'json: cannot unmarshal bool into Go value of type int32'],
    [{ spec: { containers: [{ ports: [{ containerPort: 70_000.5 }] }] } }, 'json: cannot unmarshal number 70000.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32'],
    ['x', 'json: cannot unmarshal string into Go value of type v1.Pod'],
  ])('%j', (input, text) => expect(podRefusal(input)).toBe(text));

  test('micro times want their six digits', () => {
    expect(refusal('coordination.v1.Lease', { spec: { renewTime: '2026-01-01T00:00:00Z' } }))
      .toContain('parsing time "2026-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"');
  });

  test.each([['abc', 0], ['!', 0], ['aGk', 0], ['aGk=x', 4], ['aG=k', 2], ['aG=', 3], ['aaaa?', 4], ['=', 0]])('base64 %j is faulty at %d', (text, at) => {
    expect(refusal('core.v1.Secret', { data: { a: text } })).toContain(`illegal base64 data at input byte ${at}`);
  });

  test('numbers beyond what can be held exactly are refused, not changed', () => {
    expect(podRefusal({ spec: { activeDeadlineSeconds: 2 ** 53 } })).toBe(
      'json: cannot unmarshal number 9007199254740992 into Go struct field PodSpec.spec.activeDeadlineSeconds of type int64');
  });
});

describe('what the converter of strategic patches says of values of a wrong type', () => {
  const conversionFault = (input: unknown): string | undefined => {
    try {
      schemaFor('core.v1.Pod').decode(input);
    } catch (error) {
      if (error instanceof ApiError) return error.decodeFault?.conversionFault;
      throw error;
    }
    return 'accepted';
  };

  test.each<[unknown, string]>([
    [{ spec: { priority: 'x' } }, 'unrecognized type: int32'],
    [{ spec: { priority: 1.5 } }, 'cannot convert float64 to int32'],
    [{ spec: { hostNetwork: 1 } }, 'unrecognized type: bool'],
    [{ spec: { nodeName: 5 } }, 'cannot convert int64 to string'],
    [{ spec: { nodeName: 1.5 } }, 'unrecognized type: string'],
    [{ spec: { nodeName: { a: 'b' } } }, 'unrecognized type: string'],
    [{ spec: { containers: [{ restartPolicy: 5 }] } }, 'cannot convert int64 to v1.ContainerRestartPolicy'],
    [{ spec: { containers: [{ restartPolicy: true }] } }, 'unrecognized type: string'],
    [{ spec: 'x' }, 'cannot restore struct from: string'],
    [{ spec: { containers: [[]] } }, 'cannot restore struct from: slice'],
    [{ spec: { containers: {} } }, 'cannot restore slice from map'],
    [{ metadata: { labels: true } }, 'cannot restore map from bool'],
    [{ spec: { containers: [{ resources: { limits: { cpu: 'lots' } } }] } }, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
  ])('%j', (input, fault) => {
    expect(conversionFault(input)).toBe(fault);
  });
});
