import {
  heldConfigMap, heldSecret, heldService, missingReference, originalOf, readConfigMap, readSecret, readService, referencesIn, replacedService, serviceName, type Json,
} from '.';
import type * as core from '../../schema/types/core.v1';
import { readApplication } from '../definition';
import { originalAnnotation } from '../marks';

const meta = { name: 'configmap-test', namespace: 'defaultgroup-c05a2f4a4b' };
const never = '0001-01-01T00:00:00Z';

/** The document's samples. */
const configMap = {
  apiVersion: 'v4', kind: 'configmap', metadata: { name: 'configmap-test', namespace: 'defaultGroup', labels: {} },
  datas: { 'item-one': { type: 'file', content: 'Y29uZmlnIGNvbnRleHQ=' }, 'item-two': { type: 'file', content: 'Y29uZmlnIGNvbnRleHQ=' } },
};
const secret = {
  apiVersion: 'v4', kind: 'secret', metadata: { name: 'secret-test', namespace: 'defaultGroup', labels: {} }, type: '',
  datas: { 'secret-subkey': { path: 'SECRET_ENV_TEST', content: 'Y29uZmlnIGNvbnRleHQ=' } },
};
const service = {
  apiVersion: 'v4', kind: 'service', metadata: { name: 'service-test', namespace: 'defaultGroup', labels: { BCSGROUP: 'external' } },
  spec: { selector: { podname: 'app-test' }, ports: [{ name: 'test-port', protocol: 'tcp', servicePort: 8899 }] },
};

const mapOf = (sent: unknown, current: Partial<core.ConfigMap> = {}): core.ConfigMap =>
  heldConfigMap(readConfigMap(JSON.stringify(sent)), { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta, ...current });
const secretOf = (sent: unknown): core.Secret => heldSecret(readSecret(JSON.stringify(sent)), { apiVersion: 'v1', kind: 'Secret', metadata: meta });
const serviceOf = (sent: unknown): core.Service => heldService(readService(JSON.stringify(sent)), { apiVersion: 'v1', kind: 'Service', metadata: meta, spec: {}, status: {} } as core.Service);
const withTime = <T extends { readonly metadata: object }>(sent: T): T => ({ ...sent, metadata: { ...sent.metadata, creationTimestamp: never } });

test("the document's samples as Kubernetes holds them, and back", () => {
  expect(mapOf(configMap)).toEqual({
    apiVersion: 'v1', kind: 'ConfigMap', data: { 'item-one': 'config context', 'item-two': 'config context' },
    metadata: { ...meta, labels: {}, annotations: { [originalAnnotation]: expect.not.stringContaining('Y29u') as string } },
  });
  expect(secretOf(secret)).toMatchObject({ data: { 'secret-subkey': 'Y29uZmlnIGNvbnRleHQ=' } });
  expect(secretOf(secret).type).toBeUndefined();
  expect(serviceOf(service)).toMatchObject({
    metadata: { labels: { BCSGROUP: 'external' } },
    spec: { clusterIP: 'None', selector: { podname: 'app-test' }, ports: [{ name: 'test-port', port: 8899, protocol: 'TCP', targetPort: 'test-port' }] },
  });
  expect(originalOf(mapOf(configMap))).toEqual(withTime(configMap));
  expect(originalOf(secretOf(secret))).toEqual(withTime(secret));
  expect(originalOf(serviceOf(service))).toEqual(withTime({ ...service, spec: { ...service.spec, clusterIP: null } }));
  expect(originalOf({ apiVersion: 'v1', kind: 'Pod', metadata: {} })).toBeUndefined();
});

test('what Kubernetes has no place for comes back to the letter', () => {
  const sent = {
    ...configMap, more: [1], metadata: { ...configMap.metadata, labels: { ok: 'yes', 'not ok': 'x', 'bkbcs.tencent.com/x': 'y' }, annotations: { 'a b': 'c', fine: 'd' } },
    datas: {
      remote: { type: 'http', content: 'http://127.0.0.1/x', RemoteUser: 'me', remotePasswd: 'pw', more: true }, bytes: { type: 'file', content: '/wD+' },
      'no key': { type: 'file', content: 'eA==' }, sloppy: { type: 'file', content: 'eA' }, empty: { type: 'file', content: '' }, __proto: { type: 'file', content: 'eA==' },
    },
  };
  const held = mapOf(sent);
  expect(held).toMatchObject({ data: { empty: '', __proto: 'x' }, binaryData: { bytes: '/wD+' } });
  expect(Object.keys(held.data!)).toHaveLength(2);
  expect(held.metadata.labels).toEqual({ ok: 'yes' });
  expect(held.metadata.annotations).toMatchObject({ fine: 'd' });
  expect(originalOf(held)).toEqual(withTime(sent));
  expect(Object.keys(originalOf(held)!.datas as object)).toEqual(Object.keys(sent.datas));
});

test('names in any case are spelt as they are read', () => {
  const held = mapOf({ APIVersion: 'v4', Kind: 'configmap', Metadata: { Name: 'configmap-test' }, Datas: { a: { Type: 'file', Content: 'eA==', remoteuser: 'me' } } });
  expect(held.data).toEqual({ a: 'x' });
  expect(originalOf(held)).toMatchObject({ apiVersion: 'v4', datas: { a: { type: 'file', content: 'eA==', RemoteUser: 'me' } } });
});

test("whoever changes it with Kubernetes' API is believed", () => {
  const held = mapOf({ ...configMap, metadata: { ...configMap.metadata, labels: { a: '1', b: '2' } } });
  const edited = { ...held, data: { 'item-one': 'x', three: 'y' }, metadata: { ...held.metadata, labels: { b: '3', c: '4' } } };
  expect(originalOf(edited)).toMatchObject({ metadata: { labels: { b: '3', c: '4' } }, datas: { 'item-one': { type: 'file', content: 'eA==' }, three: { type: 'file', content: 'eQ==' } } });
  expect(Object.keys(originalOf(edited)!.datas as object)).toEqual(['item-one', 'three']);
  expect((originalOf(edited)!.metadata as Json).labels).toEqual({ b: '3', c: '4' });

  const named = serviceOf(service);
  const other = { ...named, spec: { ...named.spec, selector: { app: 'x' }, ports: [{ ...named.spec.ports![0]!, nodePort: undefined, port: 81, appProtocol: 'http' }] } };
  expect(originalOf(other)).toMatchObject({ spec: { selector: { app: 'x' }, ports: [{ name: 'test-port', protocol: 'http', servicePort: 81 }] } });
});

test("what was made with Kubernetes' API, and what somebody has spoilt", () => {
  const plain = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'b' }, data: { k: 'x' }, binaryData: { b: '/w==' } };
  const told = { apiVersion: 'v4', kind: 'configmap', metadata: { name: 'a', namespace: 'b', creationTimestamp: never }, datas: { k: { type: 'file', content: 'eA==' }, b: { type: 'file', content: '/w==' } } };
  expect(originalOf(plain)).toEqual(told);
  for (const spoilt of ['{', '[]', '"x"', '{"datas":3,"metadata":[]}', '{"datas":{"k":3}}']) {
    expect(originalOf({ ...plain, metadata: { ...plain.metadata, annotations: { [originalAnnotation]: spoilt } } })).toMatchObject({ metadata: { name: 'a' }, datas: { k: { content: 'eA==' } } });
  }
  const web = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'b' }, spec: { type: 'NodePort', clusterIPs: ['10.0.0.1'], selector: { a: 'b' }, ports: [{ port: 80, protocol: 'TCP', targetPort: 8080, nodePort: 30_000 }] }, status: {} };
  const spec = { type: 'NodePort', clusterIP: ['10.0.0.1'], selector: { a: 'b' }, ports: [{ name: '', path: '', protocol: 'tcp', servicePort: 80, targetPort: 8080, nodePort: 30_000 }] };
  expect(originalOf(web)).toMatchObject({ kind: 'service', spec });
  expect(originalOf({ ...web, metadata: { ...web.metadata, annotations: { [originalAnnotation]: '{"spec":{"ports":[{"name":3}]}}' } } } as core.Service)).toMatchObject({ spec });
  expect(originalOf({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'b' }, type: 'Opaque', data: { a: 'eA==' } } as core.Secret)).toMatchObject({ type: 'Opaque', datas: { a: { content: 'eA==' } } });
});

test('a config map is replaced as a whole; ours, and what Kubernetes says of it, stay', () => {
  const current = { ...mapOf(configMap), immutable: false, data: { old: '1' }, metadata: { ...meta, uid: 'u', labels: { old: '1', 'bkbcs.tencent.com/ours': 'x' }, annotations: { old: '1', [originalAnnotation]: '{}' } } };
  const replaced = mapOf({ ...configMap, metadata: { ...configMap.metadata, labels: { a: 'b' } } }, current);
  expect(replaced).toMatchObject({ immutable: false, data: { 'item-one': 'config context' }, metadata: { uid: 'u', labels: { a: 'b', 'bkbcs.tencent.com/ours': 'x' } } });
  expect(replaced.data).not.toHaveProperty('old');
  expect(Object.keys(replaced.metadata.annotations!)).toEqual([originalAnnotation]);
});

test('an update of a service keeps its labels and names, and replaces the rest', () => {
  const current = serviceOf(service);
  const sent = { apiVersion: 'v9', kind: 'service', metadata: { name: 'service-test', labels: { BCSGROUP: 'internal' }, annotations: { a: 'b' } }, spec: { selector: { app: 'x' }, ports: [{ name: 'p', protocol: 'udp', servicePort: 53 }] } };
  const replaced = replacedService(readService(JSON.stringify(sent)), current);
  expect(replaced.metadata.labels).toEqual({ BCSGROUP: 'external' });
  expect(originalOf(replaced)).toEqual({
    apiVersion: 'v4', kind: 'service', metadata: { name: 'service-test', namespace: 'defaultGroup', creationTimestamp: never, labels: { BCSGROUP: 'external' }, annotations: { a: 'b' } },
    spec: { clusterIP: null, ...sent.spec },
  });
  expect(replaced.spec).toMatchObject({ clusterIP: 'None', selector: { app: 'x' }, ports: [{ name: 'p', port: 53, protocol: 'UDP', targetPort: 'p' }] });
});

test('ports and selectors that are none to Kubernetes', () => {
  const spec = (ports: unknown, selector: unknown = {}): core.ServiceSpec => serviceOf({ ...service, spec: { selector, ports } }).spec;
  expect(spec([{ name: 'web', protocol: 'http' }, { name: 'none', protocol: 'tcp' }]).ports).toEqual([{ name: 'web', port: 80, protocol: 'TCP', targetPort: 'web', appProtocol: 'http' }]);
  expect(spec([{ protocol: 'tcp', servicePort: 1, targetPort: 9 }, { protocol: 'tcp', servicePort: 2 }]).ports).toEqual([{ name: 'port-1', port: 1, protocol: 'TCP', targetPort: 9 }, { name: 'port-2', port: 2, protocol: 'TCP', targetPort: 2 }]);
  expect(spec([{ name: 'Web_1', protocol: 'tcp', servicePort: 1 }, { name: 'b', protocol: 'TCP', servicePort: 1 }]).ports).toEqual([{ name: expect.stringMatching(/^web-1-[0-9a-f]{10}$/) as string, port: 1, protocol: 'TCP', targetPort: 1 }]);
  expect(spec([], { ok: 'x', 'not ok': 'y' })).toEqual({ clusterIP: 'None' });
});

test('services have names that begin with a letter, each another', () => {
  expect(serviceName('web')).toBe('web');
  for (const name of ['1web', 'Web', '-x', 'ü', '9']) expect(serviceName(name)).toMatch(/^[a-z]([-a-z0-9]*[a-z0-9])?$/);
  expect(new Set(['1web', 's1web', 's-1web', '1Web'].map(serviceName)).size).toBe(4);
});

test('what a definition refers to, and what of it is missing', () => {
  const container = { configmaps: [{ name: 'configmap-test', items: [{ type: 'env', dataKey: 'item-one' }] }], secrets: [{ secretName: 'secret-test', items: [{ dataKey: 'secret-subkey' }] }] };
  const { template } = readApplication(JSON.stringify({ spec: { template: { spec: { containers: [container] } } } })).spec;
  const [map, secretRef] = referencesIn(template!);
  expect([map, secretRef]).toEqual([{ kind: 'configmap', name: 'configmap-test', keys: ['item-one'] }, { kind: 'secret', name: 'secret-test', keys: ['secret-subkey'] }]);
  expect(missingReference(map!, 'ns', mapOf(configMap))).toBeUndefined();
  expect(missingReference(secretRef!, 'ns', secretOf(secret))).toBeUndefined();
  expect(missingReference(map!, 'ns', undefined)).toBe('bcsconfigmap(Namespace:ns Name:configmap-test) not exist');
  expect(missingReference({ ...map!, keys: ['x'] }, 'ns', mapOf(configMap))).toBe('bcsconfig item(key:x) not exist in bcsconfig(ns, configmap-test)');
  expect(missingReference({ ...secretRef!, keys: ['toString'] }, 'ns', secretOf(secret))).toBe('bcssecret item(key:toString) not exist in bcssecret(ns, secret-test)');
});
