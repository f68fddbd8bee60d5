import { bits, integer, namedBits, oid, sequence, time, value } from './encode';

const hex = (bytes: Buffer): string => bytes.toString('hex');

test.each([
  ['a short value', value(0x04, Buffer.alloc(3)), '0403000000'],
  ['no content', sequence(), '3000'],
  ['a number', integer(Buffer.from([0, 0, 5])), '020105'],
  ['nought', integer(Buffer.from([0, 0])), '020100'],
  ['a number that must not look negative', integer(Buffer.from([0xff])), '020200ff'],
  ['bits', bits(Buffer.from([1])), '03020001'],
  ['named bits', namedBits([0, 2]), '030205a0'],
  ['named bits, unordered, beyond a byte', namedBits([8, 0]), '0303078080'],
  ['no named bits', namedBits([]), '030100'],
  ['an identifier', oid('1.2.840.10045.4.3.2'), '06082a8648ce3d040302'],
  ['an identifier with a nought', oid('2.5.29.37.0'), '0604551d2500'],
  ['a time', time(Date.UTC(2026, 0, 2, 3, 4, 5, 600)), `170d${Buffer.from('260102030405Z').toString('hex')}`],
  ['a time far away', time(Date.UTC(2050, 0, 1)), `180f${Buffer.from('20500101000000Z').toString('hex')}`],
])('%s', (_, bytes, expected) => expect(hex(bytes)).toBe(expected));

test.each([[0x7f, '7f'], [0x80, '8180'], [0xff, '81ff'], [0x100, '820100'], [70_000, '83011170']])('a length of %i', (length, expected) =>
  expect(hex(value(0x04, Buffer.alloc(length))).slice(2, 2 + expected.length)).toBe(expected));
