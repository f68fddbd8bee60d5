/** What a kubelet may ask for (kubernetes pkg/apis/certificates/helpers.go). Each function gives what is wrong, or nothing. */
import type { RequestDescription } from '../../x509/request';

const clientUsages = ['client auth', 'digital signature', 'key encipherment'];
const servingUsages = ['digital signature', 'key encipherment', 'server auth'];
/** Keys that are not RSA encipher no keys. */
const unlessRsa = 'key encipherment';

const isKubelets = ({ organizations }: RequestDescription): boolean => organizations.length === 1 && organizations[0] === 'system:nodes';

function usageText(usages: readonly string[], all: readonly string[]): string | undefined {
  const asked = new Set(usages);
  const without = all.filter((usage) => usage !== unlessRsa);
  const matches = (wanted: readonly string[]): boolean => asked.size === wanted.length && wanted.every((usage) => asked.has(usage));
  return matches(all) || matches(without) ? undefined : `usages did not match [${all.join(' ')}]`;
}

const nodeText = ({ commonName }: RequestDescription): string | undefined =>
  (commonName.startsWith('system:node:') ? undefined : 'subject common name does not begin with system:node:');

export function kubeletClientText(request: RequestDescription, usages: readonly string[]): string | undefined {
  const { dns, emails, addresses, uris } = request.alternatives;
  if (!isKubelets(request)) return 'subject organization is not system:nodes';
  if (dns) return 'DNS subjectAltNames are not allowed';
  if (emails) return 'Email subjectAltNames are not allowed';
  if (addresses) return 'IP subjectAltNames are not allowed';
  if (uris) return 'URI subjectAltNames are not allowed';
  return nodeText(request) ?? usageText(usages, clientUsages);
}

export function kubeletServingText(request: RequestDescription, usages: readonly string[]): string | undefined {
  const { dns, emails, addresses, uris } = request.alternatives;
  if (!isKubelets(request)) return 'subject organization is not system:nodes';
  if (!dns && !addresses) return 'DNS or IP subjectAltName is required';
  if (emails) return 'Email subjectAltNames are not allowed';
  if (uris) return 'URI subjectAltNames are not allowed';
  return usageText(usages, servingUsages) ?? nodeText(request);
}
