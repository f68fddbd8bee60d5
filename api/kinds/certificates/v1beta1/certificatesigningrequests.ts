/**
 * certificates.k8s.io/v1beta1: who signs need not be said; it is seen from what is requested, or left to whoever feels
 * addressed (kubernetes 1.20 pkg/apis/certificates/v1beta1/defaults.go, pkg/apis/certificates/helpers.go).
 */
import type * as v1 from '../../../schema/types/certificates.v1';
import type * as v1beta1 from '../../../schema/types/certificates.v1beta1';
import { describeRequest } from '../../../x509/request';
import { versionOf } from '../../version-of';
import { certificatesigningrequests as hub, legacySigner, validateForAnySigner } from '../certificatesigningrequests';
import { kubeletClientText, kubeletServingText } from '../kubelet-requests';

type Old = v1beta1.CertificateSigningRequest;
type New = v1.CertificateSigningRequest;

function signerOf(request: string | null, usages: readonly string[]): string {
  const asked = describeRequest(request);
  if (asked && !kubeletClientText(asked, usages)) return 'kubernetes.io/kube-apiserver-client-kubelet';
  return asked && !kubeletServingText(asked, usages) ? 'kubernetes.io/kubelet-serving' : legacySigner;
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
