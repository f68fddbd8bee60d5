/**
 * certificates.k8s.io/v1beta1: who signs need not be said; it is seen from what is requested, or left to whoever feels
 * addressed (kubernetes 1.20 pkg/apis/certificates/v1beta1/defaults.go, pkg/apis/certificates/helpers.go).
 */
import type * as v1 from '../../../schema/types/certificates.v1';
import type * as v1beta1 from '../../../schema/types/certificates.v1beta1';
import { versionOf } from '../../version-of';
import { certificatesigningrequests as hub, legacySigner, validateForAnySigner } from '../certificatesigningrequests';
import { describeRequest, type RequestDescription } from '../request-description';

type Old = v1beta1.CertificateSigningRequest;
type New = v1.CertificateSigningRequest;
type Usages = readonly string[];

const has = (usages: Usages, ...wanted: readonly string[]): boolean => new Set(usages).size === wanted.length && wanted.every((usage) => usages.includes(usage));

const mayUse = (usages: Usages, role: 'client auth' | 'server auth'): boolean =>
  has(usages, 'digital signature', 'key encipherment', role) || has(usages, 'digital signature', role);

const ofNode = ({ organizations, commonName }: RequestDescription): boolean =>
  organizations.length === 1 && organizations[0] === 'system:nodes' && commonName.startsWith('system:node:');

function signerOf(request: string | null, usages: Usages): string {
  const asked = describeRequest(request);
  if (!asked || !ofNode(asked)) return legacySigner;
  const { dns, addresses, emails, uris } = asked.alternatives;
  const hosts = dns + addresses;
  if (emails || uris) return legacySigner;
  if (!hosts && mayUse(usages, 'client auth')) return 'kubernetes.io/kube-apiserver-client-kubelet';
  return hosts && mayUse(usages, 'server auth') ? 'kubernetes.io/kubelet-serving' : legacySigner;
}

export const requestsInV1beta1 = versionOf<Old, New>(hub, 'v1beta1', {
  fromHub: (request) => request,
  toHub: (request) => request as New,
  default({ spec, status }) {
    spec.usages ??= ['digital signature', 'key encipherment'];
    spec.signerName ??= signerOf(spec.request, spec.usages);
    for (const condition of status.conditions ?? []) condition.status ||= 'True';
  },
  rules: { validate: (request) => validateForAnySigner(request) },
});
