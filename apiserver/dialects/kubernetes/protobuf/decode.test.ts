import { parseProtobuf } from './decode';

/** Just enough of an encoder to say what a client sends. */
const varint = (value: number): Buffer => Buffer.from(value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)]);
const bytes = (field: number, ...parts: (Buffer | string)[]): Buffer => {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content]);
};
const number = (field: number, value: number): Buffer => Buffer.concat([varint(field << 3), varint(value)]);
const envelope = (apiVersion: string, kind: string, ...parts: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from('k8s\0'), bytes(1, bytes(1, apiVersion), bytes(2, kind)), bytes(2, ...parts), bytes(3), bytes(4)]);

it('reads an object with its kind, maps, zero times and fields nobody knows', () => {
  const metadata = bytes(1, bytes(1, 'x'), bytes(3, ''), bytes(8), bytes(11, bytes(1, 'app'), bytes(2, 'web')), bytes(500, 'new'));
  const { value } = parseProtobuf(envelope('v1', 'ConfigMap', metadata, bytes(2, bytes(1, '__proto__'), bytes(2, '1')), bytes(2, bytes(1, 'empty')), number(600, 300)), 'core.v1.ConfigMap');
  expect(value).toEqual({
    apiVersion: 'v1', kind: 'ConfigMap',
    metadata: { name: 'x', namespace: '', creationTimestamp: null, labels: { app: 'web' } },
    data: Object.fromEntries([['__proto__', '1'], ['empty', '']]),
  });
});

it('reads what lies in inlined messages, quantities, int-or-strings and negative numbers', () => {
  const limits = bytes(8, bytes(1, bytes(1, 'cpu'), bytes(2, bytes(1, '100m'))));
  const minusOne = Buffer.from([0x20, ...new Array<number>(9).fill(0xff), 0x01]);
  const probe = bytes(10, bytes(1, bytes(2, bytes(1, '/'), bytes(2, number(1, 1), number(2, 0), bytes(3, 'web')))), minusOne);
  const volume = bytes(1, bytes(1, 'v'), bytes(2, bytes(2, bytes(1, 'Memory'))));
  const { value } = parseProtobuf(envelope('v1', 'Pod', bytes(2, volume, bytes(2, bytes(1, 'c'), limits, probe))), 'core.v1.Pod');
  expect(value).toEqual({
    apiVersion: 'v1', kind: 'Pod',
    spec: {
      volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }],
      containers: [{ name: 'c', resources: { limits: { cpu: '100m' } }, livenessProbe: { httpGet: { path: '/', port: 'web' }, periodSeconds: -1 } }],
    },
  });
});

it('keeps microseconds and raw JSON', () => {
  const time = bytes(1, number(1, 1_000_000_000), number(2, 3_000));
  const lease = parseProtobuf(envelope('coordination.k8s.io/v1', 'Lease', bytes(2, bytes(3, ...[time].map((t) => t.subarray(2))))), 'coordination.v1.Lease');
  expect(lease.value).toMatchObject({ spec: { acquireTime: '2001-09-09T01:46:40.000003Z' } });
  const revision = parseProtobuf(envelope('apps/v1', 'ControllerRevision', bytes(2, bytes(1, '{"a":[1]}')), number(3, 7)), 'apps.v1.ControllerRevision');
  expect(revision.value).toMatchObject({ data: { a: [1] }, revision: 7 });
});

it('says the kind of what is something else, without reading it', () => {
  expect(parseProtobuf(envelope('v1', 'Pod', bytes(1, 'junk')), 'core.v1.ConfigMap').value).toEqual({ apiVersion: 'v1', kind: 'Pod' });
});

it('refuses what breaks off, is no protobuf or nests without end', () => {
  const whole = envelope('v1', 'ConfigMap', bytes(1, bytes(1, 'x')));
  for (const [what, message] of [
    [Buffer.from('{}'), 'does not appear to be a protobuf message'], [Buffer.alloc(0), 'does not appear'],
    [whole.subarray(0, whole.length - 8), 'unexpected EOF'],
    [envelope('v1', 'ConfigMap', number(1, 5)), 'wrong wireType'], [envelope('v1', 'ConfigMap', Buffer.from([0x0b])), 'illegal wireType'],
    [envelope('v1', 'ConfigMap', bytes(1, number(1, 5))), 'wrong wireType'],
  ] as const) expect(() => parseProtobuf(what, 'core.v1.ConfigMap')).toThrow(message);
  let schema = bytes(5, 'object');
  for (let i = 0; i < 600; i++) schema = bytes(28, schema);
  expect(() => parseProtobuf(envelope('apiextensions.k8s.io/v1', 'JSONSchemaProps', schema), 'apiextensions.v1.JSONSchemaProps')).toThrow('exceeded max depth');
});
