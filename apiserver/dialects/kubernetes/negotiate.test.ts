import { negotiate } from './negotiate';

const accept = (header: string | undefined, agent?: string, pretty?: string) => negotiate(header, agent, pretty, { protobuf: true });
const ofCustom = (header: string) => negotiate(header, undefined, undefined, { protobuf: false });
const table = (version: string) => ({ format: 'json', pretty: false, as: { kind: 'Table', version } });
const json = { format: 'json', pretty: false };

it.each([
  [undefined, json],
  ['*/*', json],
  ['application/json', json],
  ['application/json;stream=watch', json],
  ['application/yaml', { format: 'yaml', pretty: false }],
  ['application/vnd.kubernetes.protobuf, application/json', { format: 'protobuf', pretty: false }],
  ['application/vnd.kubernetes.protobuf;stream=watch', { format: 'protobuf', pretty: false }],
  ['application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io, application/json;as=Table;v=v1;g=meta.k8s.io', table('v1')],
  ['application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io', { format: 'protobuf', pretty: false, as: { kind: 'PartialObjectMetadata', version: 'v1' } }],
  ['application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json', table('v1')],
  ['application/json;as=Table;v=v1beta1;g=meta.k8s.io, application/json', table('v1beta1')],
  ['application/json;as=Table;g=meta.k8s.io;v=v2,application/json', json],
  ['application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1', { format: 'json', pretty: false, as: { kind: 'PartialObjectMetadataList', version: 'v1' } }],
  ['application/json;q=0.1, application/yaml;q=0.9', { format: 'yaml', pretty: false }],
  ['text/html, */*;q=0.1', json],
])('%s', (header, expected) => expect(accept(header)).toEqual(expected));

it.each(['application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io', 'text/html', 'application/yaml;stream=watch', 'application/json;as=Table;v=v1;g=other'])('refuses %s', (header) => {
  expect(() => accept(header)).toThrow('only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf');
});

it('custom resources have no protobuf form', () => {
  expect(ofCustom('application/vnd.kubernetes.protobuf, application/json')).toEqual(json);
  expect(() => ofCustom('application/vnd.kubernetes.protobuf')).toThrow(/accepted: application\/json, application\/yaml$/);
});

it('people get indented JSON', () => {
  expect(accept(undefined, 'curl/8.0').pretty).toBe(true);
  expect(accept(undefined, 'curl/8.0', 'false').pretty).toBe(false);
  expect(accept(undefined, 'kubectl/v1.33.0', 'true').pretty).toBe(true);
  expect(accept('application/json', 'kubectl/v1.33.0').pretty).toBe(false);
});
