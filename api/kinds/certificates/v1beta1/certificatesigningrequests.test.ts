import { formatFieldError } from '../../../field-error';
import { faultsOf, read } from '../../testing/apply';
import { certificatesigningrequests as hub } from '../certificatesigningrequests';
import { describeRequest } from '../../../x509/request';
import { requestsInV1beta1 } from './certificatesigningrequests';

const encoded = (body: string): string => Buffer.from(`-----BEGIN CERTIFICATE REQUEST-----\n${body}\n-----END CERTIFICATE REQUEST-----`).toString('base64');

/** O=system:nodes, CN=system:node:n1. */
const client = encoded('MIHrMIGSAgEAMDAxFTATBgNVBAoMDHN5c3RlbTpub2RlczEXMBUGA1UEAwwOc3lzdGVtOm5vZGU6bjEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARcGDGhALuBMuGZ'
  + 'X4LHXy6Api5Bf0UD3vMPU9KUC++AQ78tIDCuX/4uavLfyD2IcNHchmGz/2p++v+89GX6sJ4uoAAwCgYIKoZIzj0EAwIDSAAwRQIgLF3rPeflVP4CquAqm2+yHAnrRwwN'
  + 'o1WquFXQi4b1cTECIQDllYyhRHlK+ow65nR1Y+LQzbdd3alqncgWyOHIAv3MAQ==');
/** The same, for DNS:n1 and 10.0.0.1. */
const serving = encoded('MIIBETCBuAIBADAwMRUwEwYDVQQKDAxzeXN0ZW06bm9kZXMxFzAVBgNVBAMMDnN5c3RlbTpub2RlOm4xMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJ4w7y5xmk4LS'
  + 'FI5YohCIW42DsoQX/F7RdTCg0UCRGdb8wAxsZtwxHvM2yRZkjU1Wfh9zm/uUb/dZ43vCqbrDd6AmMCQGCSqGSIb3DQEJDjEXMBUwEwYDVR0RBAwwCoICbjGHBAoAAAEw'
  + 'CgYIKoZIzj0EAwIDSAAwRQIhAMcZNUK9LGGDPsukf8c1FDiMKfBTPzOx4r9TS+KiIEy5AiAizV2fxWt0EOvpNgai7HSzHInWISBqv3BU9RXaySMgFA==');
/** The same, for DNS:n1 and a@b.c; with a critical extension. */
const mailed = encoded('MIIBIDCBxwIBADAwMRUwEwYDVQQKDAxzeXN0ZW06bm9kZXMxFzAVBgNVBAMMDnN5c3RlbTpub2RlOm4xMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJ4w7y5xmk4LS'
  + 'FI5YohCIW42DsoQX/F7RdTCg0UCRGdb8wAxsZtwxHvM2yRZkjU1Wfh9zm/uUb/dZ43vCqbrDd6A1MDMGCSqGSIb3DQEJDjEmMCQwFAYDVR0RBA0wC4ICbjGBBWFAYi5j'
  + 'MAwGA1UdEwEB/wQCMAAwCgYIKoZIzj0EAwIDSAAwRQIgEdGZcBA52a9wz7g1jwbxnzVHsumgjLXtHl5OEIVpHRQCIQCBCyHb5l6mIbCJ4W/ebrFbEHBmoTbzXkIDZ4TF'
  + 'nuq1lA==');

const clientUsages = ['digital signature', 'key encipherment', 'client auth'];
const servingUsages = ['digital signature', 'server auth'];

const sent = (spec: object, status: object = {}) => read(requestsInV1beta1.definition, { metadata: { name: 'n1' }, spec, status });

test('a request is read for its names', () => {
  const description = { organizations: ['system:nodes'], commonName: 'system:node:n1' };
  expect(describeRequest(client)).toEqual({ ...description, alternatives: { dns: 0, addresses: 0, emails: 0, uris: 0 } });
  expect(describeRequest(serving)).toEqual({ ...description, alternatives: { dns: 1, addresses: 1, emails: 0, uris: 0 } });
  expect(describeRequest(mailed)).toEqual({ ...description, alternatives: { dns: 1, addresses: 0, emails: 1, uris: 0 } });
  expect(describeRequest(encoded('MIHV'))).toBeUndefined();
  expect(describeRequest(null)).toBeUndefined();
});

test.each([
  ['a kubelet', client, clientUsages, 'kubernetes.io/kube-apiserver-client-kubelet'],
  ['a kubelet that serves', serving, servingUsages, 'kubernetes.io/kubelet-serving'],
  ['a kubelet with names it may not have', mailed, servingUsages, 'kubernetes.io/legacy-unknown'],
  ['a kubelet with other usages', client, ['client auth'], 'kubernetes.io/legacy-unknown'],
  ['no request', 'eA==', clientUsages, 'kubernetes.io/legacy-unknown'],
])('%s: the signer follows from the request', (_, request, usages, signerName) => expect(sent({ request, usages }).spec.signerName).toBe(signerName));

test('usages and the state of a condition have defaults', () => {
  const { spec, status } = sent({ request: client }, { conditions: [{ type: 'Approved' }] });
  expect(spec).toMatchObject({ usages: ['digital signature', 'key encipherment'], signerName: 'kubernetes.io/legacy-unknown' });
  expect(status.conditions).toMatchObject([{ type: 'Approved', status: 'True' }]);
});

test('what this version may store may stay, but does not come by the other', () => {
  const stored = read(hub, requestsInV1beta1.toHub(sent({ request: client })));
  expect(requestsInV1beta1.rules?.validate?.(stored)).toEqual([]);
  expect(faultsOf(hub, stored)).toEqual(['spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version']);
  expect(hub.strategy.validate?.(stored, stored).map(formatFieldError)).toEqual([]);
});
