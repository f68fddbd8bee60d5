import type { ResourceDefinition } from '../../definition';
import { formatFieldError } from '../../field-error';
import { validateMetadata } from '../../metadata';
import type { KubeObject } from '../../object';
import type * as networking from '../../schema/types/networking.v1';
import { cells, create, faultsOf, read, updateFaults } from '../testing/apply';
import { ingressclasses } from './ingressclasses';
import { ingresses } from './ingresses';
import { ipaddresses } from './ipaddresses';
import { networkpolicies } from './networkpolicies';
import { servicecidrs } from './servicecidrs';

const named = (name: string, spec: object): object => ({ metadata: { name, namespace: 'default' }, spec });
const faults = <T extends KubeObject>(definition: ResourceDefinition<T>, spec: object): string[] => faultsOf(definition, create(definition, named('a', spec)));

describe('Ingress', () => {
  const backend = { service: { name: 'web', port: { number: 80 } } };
  const path = (more: object = {}): object => ({ rules: [{ host: 'example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend, ...more }] } }] });
  const at = 'spec.rules[0].http.paths[0]';

  test.each<[string, object, string[]]>([
    ['ordinary', path(), []],
    ['nothing', {}, ['spec: Invalid value: null: either `defaultBackend` or `rules` must be specified']],
    ['address', { rules: [{ host: '10.0.0.1' }] }, ['spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address']],
    ['star', { rules: [{ host: '*.example.com' }], tls: [{ hosts: ['*.a.b'], secretName: 'tls' }] }, []],
    ['star inside', { rules: [{ host: 'a.*.com' }] }, [expect.stringContaining("spec.rules[0].host: Invalid value: \"a.*.com\": a wildcard DNS-1123 subdomain must start with '*.'")]],
    ['relative', path({ path: 'a' }), [`${at}.path: Invalid value: "a": must be an absolute path`]],
    ['upwards', path({ path: '/a/../b/.' }), [`${at}.path: Invalid value: "/a/../b/.": must not contain '/../'`, `${at}.path: Invalid value: "/a/../b/.": cannot end with '/.'`]],
    ['free', path({ path: '/a//b', pathType: 'ImplementationSpecific' }), []],
    ['no type', path({ pathType: undefined }), [`${at}.pathType: Required value: pathType must be specified`]],
    ['other type', path({ pathType: 'Regex' }), [`${at}.pathType: Unsupported value: "Regex": supported values: "Exact", "ImplementationSpecific", "Prefix"`]],
    ['no port', path({ backend: { service: { name: 'web' } } }), [`${at}.backend: Required value: port name or number is required`]],
    ['two ports', { defaultBackend: { service: { name: 'web', port: { name: 'http', number: 80 } } } }, ['spec.defaultBackend: Invalid value: "": cannot set both port name & port number']],
    ['no backend', { defaultBackend: {} }, ['spec.defaultBackend: Invalid value: "": resource or service backend is required']],
    ['resource', { defaultBackend: { resource: { kind: 'Bucket', name: '' } } }, ['spec.defaultBackend.resource.name: Required value: name is required']],
  ])('%s', (_, spec, expected) => expect(faults(ingresses, spec)).toEqual(expected));

  test('the class of a new ingress is said once', () => {
    const annotated = (spec: object): networking.Ingress => create(ingresses, { metadata: { name: 'a', namespace: 'default', annotations: { 'kubernetes.io/ingress.class': 'nginx' } }, spec: { ...path(), ...spec } });
    const two = annotated({ ingressClassName: 'haproxy' });
    expect(faultsOf(ingresses, two)).toEqual(['annotations.kubernetes.io/ingress.class: Invalid value: "nginx": must match `ingressClassName` when both are specified']);
    expect(faultsOf(ingresses, two, two)).toEqual([]);
    expect(faultsOf(ingresses, annotated({ ingressClassName: 'nginx' }))).toEqual([]);
    expect(ingresses.strategy.warnings?.(annotated({}), undefined)).toEqual(['annotation "kubernetes.io/ingress.class" is deprecated, please use \'spec.ingressClassName\' instead']);
    expect(ingresses.strategy.warnings?.(annotated({}), annotated({}))).toEqual([]);
    expect(ingresses.strategy.warnings?.(two, undefined)).toEqual([]);
  });

  test('what is stored may break the rules that came late', () => {
    const old = create(ingresses, named('a', { ...path(), rules: [{ host: '*.a.b', http: { paths: [] } }], tls: [{ secretName: 'A_B' }] }));
    expect(faultsOf(ingresses, old)).toEqual(['spec.rules[0].http.paths: Required value', expect.stringContaining('spec.tls[0].secretName: Invalid value: "A_B"')]);
    expect(faultsOf(ingresses, old, old)).toEqual([]);
  });

  test('addresses in the status', () => {
    const { status: view } = ingresses.subresources;
    const at = (...ips: string[]): networking.Ingress => ({ ...create(ingresses, named('a', path())), status: { loadBalancer: { ingress: ips.map((ip) => ({ ip })) } } });
    const faults = (now: networking.Ingress, old: networking.Ingress): string[] => (view?.type === 'view' ? (view.validateUpdate?.(now, old) ?? []).map(formatFieldError) : ['no view']);
    const field = 'status.loadBalancer.ingress[0].ip';
    expect(faults(at('010.0.0.1'), at())).toEqual([`${field}: Invalid value: "010.0.0.1": must not have leading 0s`]);
    expect(faults(at('::ffff:10.0.0.1'), at())).toEqual([`${field}: Invalid value: "::ffff:10.0.0.1": must not be an IPv4-mapped IPv6 address`]);
    expect(faults(at('010.0.0.1'), at('010.0.0.1'))).toEqual([]);
  });

  test('row', () => {
    const stored = create(ingresses, named('a', { ingressClassName: 'nginx', tls: [{}], rules: ['a', 'b', 'c', 'd', 'e'].map((host) => ({ host })) }));
    expect(cells(ingresses, { ...stored, status: { loadBalancer: { ingress: [{ ip: '10.0.0.2' }, { hostname: 'a.b' }, { ip: '10.0.0.1' }] } } }))
      .toEqual({ Name: 'a', Class: 'nginx', Hosts: 'a,b,c + 2 more...', Address: '10.0.0.1,10.0.0.2,a.b', Ports: '80, 443', Age: '<unknown>' });
    const hosts = (...names: string[]): unknown => cells(ingresses, create(ingresses, named('a', { rules: names.map((host) => ({ host })) }))).Hosts;
    expect([hosts('a', '', 'b', 'c'), hosts('a', 'b', 'c', '')]).toEqual(['a,b,c', 'a,b,c + 1 more...']);
    expect(cells(ingresses, create(ingresses, named('a', {})))).toMatchObject({ Class: '<none>', Hosts: '*', Address: '', Ports: '80' });
  });
});

describe('IngressClass', () => {
  const parameters = { apiGroup: 'example.com', kind: 'Settings', name: 'main' };

  test.each<[string, object, string[]]>([
    ['ordinary', { controller: 'example.com/ingress', parameters }, []],
    ['no controller', {}, ['spec.controller: Required value']],
    ['no path', { controller: 'example.com' }, ['spec.controller: Invalid value: "example.com": must be a domain-prefixed path (such as "acme.io/foo")']],
    ['bad path', { controller: 'example.com/a b' }, [expect.stringContaining('spec.controller: Invalid value: "a b": Invalid path (regex used for validation is')]],
    ['no namespace', { controller: 'a.b/c', parameters: { ...parameters, scope: 'Namespace' } }, ["spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'"]],
    ['namespace', { controller: 'a.b/c', parameters: { ...parameters, namespace: 'a' } }, ["spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'"]],
    ['scope', { controller: 'a.b/c', parameters: { ...parameters, scope: 'World' } }, ['spec.parameters.scope: Unsupported value: "World": supported values: "Cluster", "Namespace"']],
  ])('%s', (_, spec, expected) => expect(faults(ingressclasses, spec)).toEqual(expected));

  test('the controller is fixed; row', () => {
    const old = create(ingressclasses, named('a', { controller: 'a.b/c', parameters }));
    expect(updateFaults(ingressclasses, old, named('a', { controller: 'a.b/d' }))).toEqual(['spec.controller: Invalid value: "a.b/d": field is immutable']);
    expect(cells(ingressclasses, old)).toEqual({ Name: 'a', Controller: 'a.b/c', Parameters: 'Settings.example.com/main', Age: '<unknown>' });
  });
});

describe('NetworkPolicy', () => {
  test('defaults', () => {
    expect(read(networkpolicies, named('a', { ingress: [{ ports: [{ port: 80 }] }] })).spec).toEqual({ podSelector: {}, ingress: [{ ports: [{ port: 80, protocol: 'TCP' }] }], policyTypes: ['Ingress'] });
    expect(read(networkpolicies, named('a', { egress: [{}] })).spec.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(cells(networkpolicies, read(networkpolicies, named('a', {})))).toMatchObject({ 'Pod-Selector': '<none>' });
  });

  const from = (peer: object): object => ({ ingress: [{ from: [peer] }] });
  const at = 'spec.ingress[0].from[0]';
  test.each<[string, object, string[]]>([
    ['ordinary', { ...from({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }), egress: [{ to: [{ podSelector: {}, namespaceSelector: {} }], ports: [{ port: 80, endPort: 90 }] }] }, []],
    ['nobody', from({}), [`${at}: Required value: must specify a peer`]],
    ['two kinds', from({ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }), [`${at}: Forbidden: may not specify both ipBlock and another peer`]],
    ['no range', from({ ipBlock: { cidr: '10.0.0.0' } }), [`${at}.ipBlock.cidr: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)`]],
    ['outside', from({ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] } }), [`${at}.ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of \`cidr\``]],
    ['host bits', from({ ipBlock: { cidr: '10.0.0.1/8' } }), [`${at}.ipBlock.cidr: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length`]],
    ['zeros', from({ ipBlock: { cidr: '010.0.0.0/8' } }), [`${at}.ipBlock.cidr: Invalid value: "010.0.0.0/8": must not have leading 0s in IP or prefix length`]],
    ['mapped', from({ ipBlock: { cidr: '::ffff:10.0.0.0/104' } }), [`${at}.ipBlock.cidr: Invalid value: "::ffff:10.0.0.0/104": must not have an IPv4-mapped IPv6 address`]],
    ['types', { policyTypes: ['In'] }, ['spec.policyTypes[0]: Unsupported value: "In": supported values: "Ingress", "Egress"']],
    ['protocol', { ingress: [{ ports: [{ protocol: 'ICMP' }] }] }, ['spec.ingress[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"']],
    ['ports', { ingress: [{ ports: [{ port: 90, endPort: 80 }, { port: 'http', endPort: 80 }, { endPort: 80 }] }] }, [
      'spec.ingress[0].ports[0].endPort: Invalid value: 90: must be greater than or equal to `port`',
      'spec.ingress[0].ports[1].endPort: Invalid value: 80: may not be specified when `port` is non-numeric',
      'spec.ingress[0].ports[2].endPort: Invalid value: 80: may not be specified when `port` is not specified']],
  ])('%s', (_, spec, expected) => expect(faults(networkpolicies, spec)).toEqual(expected));
});

test('ranges of a network policy that are stored stay, with a warning', () => {
  const blocks = (cidr: string, except: string[] = []): networking.NetworkPolicy => create(networkpolicies, named('a', { egress: [{ to: [{ ipBlock: { cidr, except } }] }] }));
  const old = blocks('10.0.0.1/8');
  const at = 'spec.egress[0].to[0].ipBlock';
  expect(faultsOf(networkpolicies, old, old)).toEqual([]);
  expect(networkpolicies.strategy.warnings?.(old, old)).toEqual([`${at}.cidr: CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)`]);
  expect(networkpolicies.strategy.warnings?.(blocks('fd00::/8', ['FD00:1::/32']), undefined)).toEqual([`${at}.except[0]: IPv6 CIDR value "FD00:1::/32" should be in RFC 5952 canonical format ("fd00:1::/32")`]);
});

describe('IPAddress', () => {
  const parentRef = { resource: 'services', namespace: 'default', name: 'kubernetes' };
  const nameFault = (name: string): string[] => validateMetadata({ name }, { scope: 'Cluster', nameRule: ipaddresses.strategy.nameRule ?? 'subdomain' }).map(formatFieldError);

  test('the name is the address, in one form', () => {
    expect(nameFault('10.0.0.1')).toEqual([]);
    expect(nameFault('2001:db8::1')).toEqual([]);
    expect(nameFault('web')).toEqual(['metadata.name: Invalid value: "web": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']);
    expect(nameFault('2001:db8:0::1')).toEqual(['metadata.name: Invalid value: "2001:db8:0::1": must be in canonical form ("2001:db8::1")']);
    expect(nameFault('::ffff:10.0.0.1')).toEqual(['metadata.name: Invalid value: "::ffff:10.0.0.1": must not be an IPv4-mapped IPv6 address']);
  });

  test('the parent is there and stays', () => {
    expect(faults(ipaddresses, {})).toEqual(['spec.parentRef: Required value']);
    expect(faults(ipaddresses, { parentRef: { resource: '', name: 'a/b' } })).toEqual(['spec.parentRef.resource: Required value', "spec.parentRef.name: Invalid value: \"a/b\": may not contain '/'"]);
    const old = create(ipaddresses, named('10.0.0.1', { parentRef }));
    expect(updateFaults(ipaddresses, old, named('10.0.0.1', { parentRef: { ...parentRef, name: 'web' } }))).toEqual([expect.stringMatching(/^spec\.parentRef: Invalid value: .*: field is immutable$/)]);
    expect(cells(ipaddresses, old)).toEqual({ Name: '10.0.0.1', ParentRef: 'services/default/kubernetes', Age: '<unknown>' });
  });
});

describe('ServiceCIDR', () => {
  test.each<[string, string[], string[]]>([
    ['both families', ['10.0.0.0/16', 'fd00::/64'], []],
    ['none', [], ['spec.cidrs: Required value: at least one CIDR required']],
    ['one family', ['10.0.0.0/16', '10.1.0.0/16'], ['spec.cidrs: Invalid value: {"CIDRs":["10.0.0.0/16","10.1.0.0/16"]}: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64']],
    ['host', ['10.0.0.1/16'], ['spec.cidrs[0]: Invalid value: "10.0.0.1/16": must not have bits set beyond the prefix length']],
    ['two of which one is none', ['10.0.0.0/16', 'x'], ['spec.cidrs: Invalid value: {"CIDRs":["10.0.0.0/16","x"]}: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64']],
    ['long', ['FD00::/64'], ['spec.cidrs[0]: Invalid value: "FD00::/64": must be in canonical form ("fd00::/64")']],
  ])('%s', (_, cidrs, expected) => expect(faults(servicecidrs, { cidrs })).toEqual(expected));

  test('only a second family can be added', () => {
    const old = create(servicecidrs, named('a', { cidrs: ['10.0.0.0/16'] }));
    expect(updateFaults(servicecidrs, old, named('a', { cidrs: ['10.0.0.0/16', 'fd00::/64'] }))).toEqual([]);
    expect(updateFaults(servicecidrs, old, named('a', { cidrs: ['10.1.0.0/16'] }))).toEqual(['spec.cidrs[0]: Invalid value: "10.1.0.0/16": field is immutable']);
    expect(cells(servicecidrs, old)).toEqual({ Name: 'a', CIDRs: '10.0.0.0/16', Age: '<unknown>' });
  });
});
