import type * as networking from '../../../schema/types/networking.v1';
import { faultsOf, read } from '../../testing/apply';
import { ingresses as hub } from '../ingresses';
import { ingressesInExtensions, ingressesInV1beta1 } from './ingresses';

const sent = (spec: object) => read(ingressesInExtensions.definition, { apiVersion: 'extensions/v1beta1', metadata: { name: 'web', namespace: 'default' }, spec });
const stored = (spec: object): networking.Ingress => read(hub, ingressesInExtensions.toHub(sent(spec)));

test('an old manifest becomes an ingress of today', () => {
  const old = { rules: [{ host: 'a.example.com', http: { paths: [{ path: '/', backend: { serviceName: 'web', servicePort: 80 } }] } }], tls: [{ hosts: ['a.example.com'] }] };
  const now = stored(old);
  expect(now).toMatchObject({ apiVersion: 'networking.k8s.io/v1', spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'ImplementationSpecific', backend: { service: { name: 'web', port: { number: 80 } } } }] } }] } });
  expect(faultsOf(hub, now)).toEqual([]);
  expect(ingressesInV1beta1.fromHub(now)).toMatchObject({ apiVersion: 'networking.k8s.io/v1beta1', spec: { ...old, rules: [{ http: { paths: [{ backend: { serviceName: 'web', servicePort: 80 } }] } }] } });
});

test.each<[string, object, object]>([
  ['a named port', { serviceName: 'web', servicePort: 'http' }, { service: { name: 'web', port: { name: 'http' } } }],
  ['a number as text is a name', { serviceName: 'web', servicePort: '80' }, { service: { name: 'web', port: { name: '80' } } }],
  ['a resource', { resource: { kind: 'Bucket', name: 'b' } }, { resource: { kind: 'Bucket', name: 'b' } }],
  ['a service without port', { serviceName: 'web' }, { service: { name: 'web' } }],
])('%s', (_, backend, expected) => expect(stored({ backend }).spec.defaultBackend).toMatchObject(expected));

test('a backend of nothing is refused as one', () => {
  expect(faultsOf(hub, stored({ backend: {} }))).toEqual(['spec.defaultBackend: Invalid value: "": resource or service backend is required']);
});

test('a rule without paths is none of the conversion', () => {
  expect(faultsOf(hub, stored({ rules: [{ host: 'a.example.com', http: {} }] }))).toEqual(['spec.rules[0].http.paths: Required value']);
  expect(faultsOf(hub, stored({ rules: [{ host: 'a.example.com' }] }))).toEqual([]);
});
