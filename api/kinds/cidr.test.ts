import { contains, formatAddress, formatCidr, networkOf, parseAddress, parseCidr, type Cidr } from './cidr';

test.each([
  ['10.0.0.1', '10.0.0.1'], ['2001:DB8::1', '2001:db8::1'], ['2001:0db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'], ['::', '::'], ['1::', '1::'], ['::1', '::1'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'], ['1:0:3:4:5:6:7:8', '1:0:3:4:5:6:7:8'], ['::ffff:10.0.0.1', '::ffff:10.0.0.1'], ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
])('%s is written %s', (text, canonical) => expect(formatAddress(parseAddress(text) ?? { version: 4, value: 0n })).toBe(canonical));

test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/08', '10.0.0/8', '::/129', '10.0.0.0/8/8'])('%s is no range', (text) => expect(parseCidr(text)).toBeUndefined());

test('ranges', () => {
  const cidr = (text: string): Cidr => parseCidr(text) as Cidr;
  expect(formatCidr({ ...cidr('10.1.2.3/8'), value: networkOf(cidr('10.1.2.3/8')) })).toBe('10.0.0.0/8');
  expect(contains(cidr('10.0.0.0/8'), cidr('10.255.0.0/16'))).toBe(true);
  expect(contains(cidr('10.0.0.0/8'), cidr('11.0.0.0/16'))).toBe(false);
  expect(contains(cidr('0.0.0.0/0'), cidr('::/0'))).toBe(false);
});
