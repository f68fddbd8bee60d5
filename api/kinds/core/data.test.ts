import { cells, create, faultsOf, read, updateFaults } from '../testing/apply';
import { configmaps } from './configmaps';
import { endpoints } from './endpoints';
import { secrets } from './secrets';

const named = (more: object): object => ({ metadata: { name: 'sample', namespace: 'default' }, ...more });
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('config maps', () => {
  test.each<[string, object, string[]]>([
    ['anything', { data: { 'a.txt': 'x' }, binaryData: { b: 'AA==' } }, []],
    ['no path as a key', { data: { 'a/b': 'x' } }, ["data[a/b]: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"]],
    ['a key once', { data: { a: 'x' }, binaryData: { a: 'AA==' } }, ['data[a]: Invalid value: "a": duplicate of key present in binaryData']],
    ['keys that objects of the language have of themselves', { data: { toString: 'x', constructor: 'y' }, binaryData: { valueOf: 'AA==' } }, []],
    ['up to a mebibyte', { data: { a: 'x'.repeat(1024 * 1024 + 1) } }, [': Too long: may not be more than 1048576 bytes']],
  ])('hold %s', (_, data, faults) => expect(faultsOf(configmaps, create(configmaps, named(data)))).toEqual(faults));

  test('can be frozen', () => {
    const old = create(configmaps, named({ data: { a: '1' }, immutable: true }));
    const why = 'Forbidden: field is immutable when `immutable` is set';
    expect(updateFaults(configmaps, old, named({ data: { a: '2' } }))).toEqual([`immutable: ${why}`, `data: ${why}`]);
    expect(updateFaults(configmaps, old, named({ data: { a: '1' }, immutable: true }))).toEqual([]);
    expect(cells(configmaps, old)).toMatchObject({ Data: 1 });
  });
});

describe('secrets', () => {
  test('fold plain text into data and never return it', () => {
    const secret = read(secrets, named({ stringData: { a: 'plain' }, data: { a: base64('old'), b: base64('x') } }));
    expect(secret).toMatchObject({ type: 'Opaque', data: { a: base64('plain'), b: base64('x') } });
    expect('stringData' in secret).toBe(false);
  });

  test.each<[string, object, string[]]>([
    ['kubernetes.io/tls', {}, ['data[tls.crt]: Required value', 'data[tls.key]: Required value']],
    ['kubernetes.io/basic-auth', { username: '' }, []],
    ['kubernetes.io/basic-auth', {}, ['data[username]: Required value', 'data[password]: Required value']],
    ['kubernetes.io/ssh-auth', {}, ['data[ssh-privatekey]: Required value']],
    ['kubernetes.io/service-account-token', {}, ['metadata.annotations[kubernetes.io/service-account.name]: Required value']],
    ['kubernetes.io/dockerconfigjson', { '.dockerconfigjson': base64('{}') }, []],
    ['kubernetes.io/dockerconfigjson', { '.dockerconfigjson': '' }, ['data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": unexpected end of JSON input']],
    ['example.com/own', {}, []],
  ])('of type %s with %j', (type, data, faults) => expect(faultsOf(secrets, create(secrets, named({ type, data })))).toEqual(faults));

  test('keep their type', () => {
    const old = create(secrets, named({ type: 'example.com/own' }));
    expect(updateFaults(secrets, old, named({}))).toEqual(['type: Invalid value: "Opaque": field is immutable']);
  });
});

describe('endpoints', () => {
  const subset = (...ips: string[]): object => ({ addresses: ips.map((ip) => ({ ip })), ports: [{ port: 80 }] });

  test.each<[string, object[], string]>([
    ['none', [], '<none>'],
    ['one', [subset('10.0.0.1')], '10.0.0.1:80'],
    ['many', [subset('10.0.0.1', '10.0.0.2'), subset('10.0.0.3', '10.0.0.4', '10.0.0.5')], '10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 2 more...'],
    ['without ports', [{ addresses: [{ ip: '10.0.0.1' }] }], '10.0.0.1'],
    ['IPv6', [subset('2001:db8::1')], '[2001:db8::1]:80'],
  ])('row of %s', (_, subsets, text) => expect(cells(endpoints, read(endpoints, named({ subsets })))).toMatchObject({ Endpoints: text }));

  test('need addresses that lead somewhere', () => {
    expect(faultsOf(endpoints, create(endpoints, named({ subsets: [{ ports: [{ port: 80 }] }, subset('169.254.0.1')] })))).toEqual([
      'subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`',
      'subsets[1].addresses[0].ip: Invalid value: "169.254.0.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)']);
  });
});
