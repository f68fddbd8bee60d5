import { contains, containsRange } from './containing';

it.each([
  ['10.96.0.0/12', '10.111.255.255', true], ['10.96.0.0/12', '10.112.0.0', false], ['fd00::/108', 'fd00::1:2', true], ['fd00::/108', 'fd01::1', false],
  ['10.96.0.0/12', 'fd00::1', false], ['fd00::/108', '10.96.0.1', false],
])('%s contains %s: %s', (cidr, address, expected) => expect(contains(cidr, address)).toBe(expected));

it.each([['10.96.0.0/12', '10.97.0.0/16', true], ['10.97.0.0/16', '10.96.0.0/12', false], ['10.96.0.0/12', '10.96.0.0/12', true], ['10.96.0.0/12', 'fd00::/108', false]])(
  '%s contains the range %s: %s', (outer, inner, expected) => expect(containsRange(outer, inner)).toBe(expected));
