import { keyPairFor } from '../../api/x509/testing/key-pair';
import { trustData } from './trust';

const now = Date.UTC(2026, 0, 1);
const [clients, frontProxy, older] = ['a', 'b', 'c'].map((host) => keyPairFor(host).authority) as [string, string, string];
const trust = { clients, frontProxy };
const afterAll = Date.UTC(2049, 0, 2);

const lists = {
  'requestheader-allowed-names': '["front-proxy-client"]',
  'requestheader-username-headers': '["X-Remote-User"]',
  'requestheader-uid-headers': '["X-Remote-Uid"]',
  'requestheader-group-headers': '["X-Remote-Group"]',
  'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
};
const wanted = { 'client-ca-file': clients, 'requestheader-client-ca-file': frontProxy, ...lists };

test.each<[string, Record<string, string> | undefined, number, object]>([
  ['nothing is there', undefined, now, wanted],
  ['it is as it should be', wanted, now, wanted],
  ['others are trusted too', { ...wanted, 'client-ca-file': older, 'requestheader-allowed-names': '["a"]' }, now, { ...wanted, 'client-ca-file': older + clients, 'requestheader-allowed-names': '["a","front-proxy-client"]' }],
  ['nobody can read it', { 'client-ca-file': 'x', 'requestheader-allowed-names': '{', 'requestheader-group-headers': '7', more: 'y' }, now, wanted],
  ['a certificate is none', { 'client-ca-file': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }, now, wanted],
  ['all are over', { 'client-ca-file': older }, afterAll, { ...lists, 'client-ca-file': '', 'requestheader-client-ca-file': '' }],
])('%s', (_, current, at, expected) => expect(trustData(current, trust, at)).toEqual(expected));
