/** DNS-based service discovery (kubernetes/dns docs/specification.md), question by question. */
import type { Answer, RecordType } from 'dns-packet';
import { resolve, type ResolveContext } from './resolve';
import { dns, namespace, openNames, runningPod, service, slice, type NamesBench } from './testing/cluster';

let bench: NamesBench;

beforeAll(async () => {
  bench = await openNames([
    namespace('shop'),
    service('web', { clusterIP: '10.96.0.20', ports: [{ name: 'http', port: 80 }, { name: 'dns', port: 53, protocol: 'UDP' }] }),
    service('plain', { clusterIP: '10.96.0.21', ports: [{ port: 90 }] }),
    service('cart', { clusterIP: '10.96.0.22' }, 'shop'),
    service('heads', { clusterIP: 'None' }),
    service('empty', { clusterIP: 'None' }),
    service('outside', { type: 'ExternalName', externalName: 'example.com', ports: [] }),
    service('inside', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local', ports: [] }),
    service('astray', { type: 'ExternalName', externalName: 'none.default.svc.cluster.local', ports: [] }),
    service('to-host', { type: 'ExternalName', externalName: 'shop.internal', ports: [] }),
    service('circle', { type: 'ExternalName', externalName: 'circle.default.svc.cluster.local', ports: [] }),
    slice('heads', [
      { addresses: ['10.244.0.3'], hostname: 'heads-0' }, { addresses: ['10.244.0.4'] }, { addresses: ['10.244.0.5'], hostname: 'late', conditions: { ready: false } },
    ]),
    slice('heads', [{ addresses: ['fd00::4'], hostname: 'heads-0' }], [{ name: 'http', port: 8080, protocol: 'TCP' }], 'IPv6'),
    slice('web', [{ addresses: ['10.244.0.7'] }]), runningPod('web-1', '10.244.0.7'),
    dns('shop-a', 'Shop.Internal', ['/', 'web', '80'], ['/more', 'plain', '90'], ['/gone', 'nobody', '80']),
    dns('own', 'pages.cluster.local', ['/', 'web', '80']), dns('usurper', 'plain.default.svc.cluster.local', ['/', 'web', '80']),
    dns('bare', 'bare.internal', ['/', 'nobody', '80']),
  ]);
});
afterAll(() => bench.close());

const contextOf = (gateway?: string): ResolveContext => ({ directory: bench.directory, zone: 'cluster.local', gateway, serial: 7 });

const text = ({ type, name, ...record }: Answer): string => {
  const data = 'data' in record ? record.data : '';
  return `${name} ${type} ${typeof data === 'string' ? data : JSON.stringify(data)}`;
};

function ask(type: string, name: string, gateway?: string): { code: string; answers: string[]; extra: string[]; negative: boolean } {
  const { code, answers = [], additionals = [], authorities = [] } = resolve(contextOf(gateway), { type: type as RecordType, name, class: 'IN' });
  return { code, answers: answers.map(text), extra: additionals.map(text), negative: authorities.some((one) => one.type === 'SOA') };
}

const srvData = (target: string, port: number): string => JSON.stringify({ priority: 0, weight: 100, port, target });

test.each<[string, string, string[]]>([
  ['A', 'web.default.svc.cluster.local', ['web.default.svc.cluster.local A 10.96.0.20']],
  ['A', 'WEB.Default.svc.cluster.local.', ['web.default.svc.cluster.local A 10.96.0.20']],
  ['A', 'cart.shop.svc.cluster.local', ['cart.shop.svc.cluster.local A 10.96.0.22']],
  ['A', 'heads.default.svc.cluster.local', ['heads.default.svc.cluster.local A 10.244.0.3', 'heads.default.svc.cluster.local A 10.244.0.4']],
  ['AAAA', 'heads.default.svc.cluster.local', ['heads.default.svc.cluster.local AAAA fd00::4']],
  ['A', 'heads-0.heads.default.svc.cluster.local', ['heads-0.heads.default.svc.cluster.local A 10.244.0.3']],
  ['A', '10-244-0-4.heads.default.svc.cluster.local', ['10-244-0-4.heads.default.svc.cluster.local A 10.244.0.4']],
  ['CNAME', 'outside.default.svc.cluster.local', ['outside.default.svc.cluster.local CNAME example.com']],
  ['A', 'outside.default.svc.cluster.local', ['outside.default.svc.cluster.local CNAME example.com']],
  ['A', 'inside.default.svc.cluster.local', ['inside.default.svc.cluster.local CNAME web.default.svc.cluster.local', 'web.default.svc.cluster.local A 10.96.0.20']],
  ['PTR', '20.0.96.10.in-addr.arpa', ['20.0.96.10.in-addr.arpa PTR web.default.svc.cluster.local']],
  ['PTR', '3.0.244.10.in-addr.arpa', ['3.0.244.10.in-addr.arpa PTR heads-0.heads.default.svc.cluster.local']],
  ['PTR', '4.0.244.10.in-addr.arpa', ['4.0.244.10.in-addr.arpa PTR 10-244-0-4.heads.default.svc.cluster.local']],
  ['PTR', `4.${'0.'.repeat(27)}0.0.d.f.ip6.arpa`, [`4.${'0.'.repeat(27)}0.0.d.f.ip6.arpa PTR heads-0.heads.default.svc.cluster.local`]],
  ['A', '10-244-0-7.default.pod.cluster.local', ['10-244-0-7.default.pod.cluster.local A 10.244.0.7']],
  ['TXT', 'dns-version.cluster.local', ['dns-version.cluster.local TXT 1.1.0']],
  ['NS', 'cluster.local', ['cluster.local NS ns.dns.cluster.local']],
  ['ANY', 'web.default.svc.cluster.local', ['web.default.svc.cluster.local HINFO {"cpu":"RFC8482","os":""}']],
  ['A', 'shop.internal', ['shop.internal A 10.96.0.20', 'shop.internal A 10.96.0.21']],
  ['A', 'to-host.default.svc.cluster.local', ['to-host.default.svc.cluster.local CNAME shop.internal', 'shop.internal A 10.96.0.20', 'shop.internal A 10.96.0.21']],
  ['A', 'pages.cluster.local', ['pages.cluster.local A 10.96.0.20']],
  ['A', 'plain.default.svc.cluster.local', ['plain.default.svc.cluster.local A 10.96.0.21']],
])('%s %s', (type, name, answers) => expect(ask(type, name)).toMatchObject({ code: 'NOERROR', answers }));

test.each<[string, string[], string[]]>([
  ['_http._tcp.web.default.svc.cluster.local', [`_http._tcp.web.default.svc.cluster.local SRV ${srvData('web.default.svc.cluster.local', 80)}`], ['web.default.svc.cluster.local A 10.96.0.20']],
  ['_dns._udp.web.default.svc.cluster.local', [`_dns._udp.web.default.svc.cluster.local SRV ${srvData('web.default.svc.cluster.local', 53)}`], ['web.default.svc.cluster.local A 10.96.0.20']],
  ['_http._tcp.heads.default.svc.cluster.local', [
    `_http._tcp.heads.default.svc.cluster.local SRV ${srvData('heads-0.heads.default.svc.cluster.local', 8080)}`,
    `_http._tcp.heads.default.svc.cluster.local SRV ${srvData('10-244-0-4.heads.default.svc.cluster.local', 8080)}`,
    `_http._tcp.heads.default.svc.cluster.local SRV ${srvData('heads-0.heads.default.svc.cluster.local', 8080)}`,
  ], ['heads-0.heads.default.svc.cluster.local A 10.244.0.3', '10-244-0-4.heads.default.svc.cluster.local A 10.244.0.4', 'heads-0.heads.default.svc.cluster.local AAAA fd00::4']],
])('SRV %s', (name, answers, extra) => {
  const found = ask('SRV', name);
  expect(found.answers.toSorted()).toEqual(answers.toSorted());
  expect(found.extra.toSorted()).toEqual(extra.toSorted());
});

test.each<[string, string]>([
  ['AAAA', 'web.default.svc.cluster.local'],
  ['MX', 'web.default.svc.cluster.local'],
  ['SRV', 'plain.default.svc.cluster.local'],
  ['A', 'cluster.local'], ['A', 'svc.cluster.local'], ['A', 'shop.svc.cluster.local'], ['A', 'pod.cluster.local'], ['A', 'default.pod.cluster.local'],
  ['A', '_tcp.web.default.svc.cluster.local'],
  ['A', '_http._tcp.web.default.svc.cluster.local'],
  ['A', 'dns-version.cluster.local'], ['A', 'dns.cluster.local'],
  ['A', 'bare.internal'], ['AAAA', 'shop.internal'],
  ['PTR', 'in-addr.arpa'],
])('%s %s: the name is there, and has no such record', (type, name) => expect(ask(type, name)).toEqual({ code: 'NOERROR', answers: [], extra: [], negative: true }));

test.each<[string, string]>([
  ['A', 'none.default.svc.cluster.local'], ['A', 'web.none.svc.cluster.local'], ['A', 'none.svc.cluster.local'], ['A', 'nothing.cluster.local'],
  ['A', 'empty.default.svc.cluster.local'], ['SRV', '_http._tcp.empty.default.svc.cluster.local'],
  ['A', 'late.heads.default.svc.cluster.local'], ['A', 'other.web.default.svc.cluster.local'], ['A', 'x.heads-0.heads.default.svc.cluster.local'],
  ['SRV', '_http._udp.web.default.svc.cluster.local'], ['SRV', '_none._tcp.web.default.svc.cluster.local'], ['SRV', 'a._http._tcp.web.default.svc.cluster.local'],
  ['SRV', '_._tcp.plain.default.svc.cluster.local'],
  ['A', '10-244-0-9.default.pod.cluster.local'], ['A', '10-244-0-7.shop.pod.cluster.local'], ['A', 'x.10-244-0-7.default.pod.cluster.local'],
  ['PTR', '99.0.96.10.in-addr.arpa'], ['PTR', '5.0.244.10.in-addr.arpa'], ['PTR', '7.0.244.10.in-addr.arpa'], ['PTR', '300.0.0.1.in-addr.arpa'], ['PTR', '1.ip6.arpa'],
  ['A', 'x.dns-version.cluster.local'], ['A', 'constructor.cluster.local'],
])('%s %s: there is no such name', (type, name) => expect(ask(type, name)).toEqual({ code: 'NXDOMAIN', answers: [], extra: [], negative: true }));

test('a chain of names that ends in nothing, or never', () => {
  expect(ask('A', 'astray.default.svc.cluster.local')).toMatchObject({ code: 'NXDOMAIN', answers: ['astray.default.svc.cluster.local CNAME none.default.svc.cluster.local'] });
  expect(ask('A', 'circle.default.svc.cluster.local').code).toBe('SERVFAIL');
});

test('hosts of Dns objects are at the gateway, where there is one', () => {
  expect(ask('A', 'shop.internal', '127.0.0.1').answers).toEqual(['shop.internal A 127.0.0.1']);
  expect(ask('A', 'bare.internal', '127.0.0.1').answers).toEqual(['bare.internal A 127.0.0.1']);
});

test.each([['A', 'example.com', 'IN'], ['A', 'x.shop.internal', 'IN'], ['A', 'web.default.svc.cluster.local', 'CH'], ['AXFR', 'cluster.local', 'IN']] as const)(
  '%s %s %s is not for us to say', (type, name, kind) => expect(resolve(contextOf(), { type, name, class: kind }).code).toBe('REFUSED'));

test('before everything is read, nobody can say', () => {
  expect(resolve({ ...contextOf(), directory: { ...bench.directory, ready: () => false } }, { type: 'A', name: 'web.default.svc.cluster.local', class: 'IN' })).toEqual({ code: 'SERVFAIL' });
});
