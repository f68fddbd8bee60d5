import { formatFieldError } from '../../../field-error';
import { conversionFaults } from './conversion-rules';
import type { CustomResourceDefinition } from './types';

/** Nobody's. */
const authority = `-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUAtdF81qgzKJzI4n+eNQV3VVutKowCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjExNTQ0MjlaGA8yMTI2MTAyODE1NDQy
OVowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABN5d
NYZS3w6v5HOosg7Y7KRnJyE0AsKNCTfv3zIPsM6KsKl1r08/XyOZEI3nrswh0YxI
8BgqiIEZkX91kf220DKjUzBRMB0GA1UdDgQWBBSHQG2ICGhf0Xohx9xRcgrKq6eV
RTAfBgNVHSMEGDAWgBSHQG2ICGhf0Xohx9xRcgrKq6eVRTAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCIQC9QjWsbKZi3E3zKcboZ3USnugul2Tjwrfg
59+XqyEHYQIgPKDk0qMYw37er72fupN7Nku3oAoQ1ZykLZQKBVSvlo0=
-----END CERTIFICATE-----
`;

const crd = (conversion: object, more: object = {}): CustomResourceDefinition => ({ spec: { conversion, ...more }, status: {} }) as unknown as CustomResourceDefinition;
const established = (conversion: object): CustomResourceDefinition => ({ ...crd(conversion), status: { conditions: [{ type: 'Established', status: 'True' }] } }) as unknown as CustomResourceDefinition;
const faults = (conversion: object, old?: object): string[] => conversionFaults(crd(conversion), old && crd(old)).map(formatFieldError);
const url = 'https://localhost:8443/convert';
const webhook = (more: object = {}): object => ({ strategy: 'Webhook', webhook: { clientConfig: { url }, conversionReviewVersions: ['v1'], ...more } });
const caBundle = (text: string): object => webhook({ clientConfig: { url, caBundle: Buffer.from(text).toString('base64') } });

test('a webhook has one address and takes reviews of a known version', () => {
  expect(faults(webhook())).toEqual([]);
  expect(faults(webhook({ clientConfig: { service: { name: 'a', namespace: 'b', port: 443 } } }))).toEqual([]);
  expect(faults({ strategy: 'Webhook' })).toEqual([
    'spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook', 'spec.conversion.conversionReviewVersions: Required value',
  ]);
  expect(faults(webhook({ clientConfig: { url, service: { name: 'a', namespace: 'b' } } }))).toEqual(['spec.conversion.webhookClientConfig: Required value: exactly one of url or service is required']);
  expect(faults(webhook({ clientConfig: { url: 'http://a' } }))).toEqual([
    `spec.conversion.webhookClientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme; desired format: https://host[/path]`,
  ]);
});

test('versions of reviews are names, told once, one of them known', () => {
  expect(faults(webhook({ conversionReviewVersions: ['v2', 'v1', 'v2', 'V3'] }))).toEqual([
    'spec.conversion.conversionReviewVersions[2]: Invalid value: "v2": duplicate version',
    expect.stringMatching(/^spec\.conversion\.conversionReviewVersions\[3\]: Invalid value: "V3": a DNS-1035 label must consist/),
  ]);
  expect(faults(webhook({ conversionReviewVersions: ['v2'] }))).toEqual(['spec.conversion.conversionReviewVersions: Invalid value: ["v2"]: must include at least one of v1, v1beta1']);
  expect(faults(webhook({ conversionReviewVersions: ['v2'] }), webhook({ conversionReviewVersions: ['v3'] }))).toEqual([]);
});

test('a certificate authority of a kind that is served is one, unless the one before was none either', () => {
  const changed = (now: string, before: object): string[] => conversionFaults(crd(caBundle(now)), established(before)).map(formatFieldError);
  expect(changed(authority, webhook())).toEqual([]);
  expect(changed('no certificate', webhook())).toEqual([expect.stringMatching(/^spec\.conversion\.webhookClientConfig\.caBundle: Invalid value: .*: unable to load root certificates: data does not contain any valid RSA or ECDSA certificates$/)]);
  expect(changed('no certificate', caBundle('another'))).toEqual([]);
  expect(faults(caBundle('no certificate'))).toEqual([]);
  expect(faults(caBundle('no certificate'), webhook())).toEqual([]);
});

test('without a webhook there is nothing to say of one', () => {
  expect(faults({ strategy: 'None' })).toEqual([]);
  expect(faults({ strategy: '' })).toEqual(['spec.conversion.strategy: Required value']);
  expect(faults({ strategy: 'Other' })).toEqual(['spec.conversion.strategy: Unsupported value: "Other": supported values: "None", "Webhook"']);
  expect(faults({ ...webhook(), strategy: 'None' })).toEqual([
    'spec.conversion.webhookClientConfig: Forbidden: should not be set when strategy is not set to Webhook',
    'spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook',
  ]);
});

test('objects that keep unknown fields are not converted by one', () => {
  expect(conversionFaults(crd(webhook(), { preserveUnknownFields: true }), undefined).map(formatFieldError)).toEqual(['spec.conversion.strategy: Invalid value: "Webhook": must be None if spec.preserveUnknownFields is true']);
});
